using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>
/// The singular values of Jacobians that are too large to build, from products with vectors alone. Golub and Kahan's
/// bidiagonalization (1965, SIAM J. Numer. Anal. 2, 205) of J, begun with a random unit vector v, gives a small matrix B. Its
/// largest singular value comes near J's from below. Its singular values, weighted by the squares of the first components of its
/// right singular vectors, are Gauss quadrature's for v^T sqrt(J^T J) v, whose expectation is the mean singular value: stochastic
/// Lanczos quadrature (Ubaru, Chen and Saad 2017, SIAM J. Matrix Anal. Appl. 38, 1075).
/// </summary>
/// <remarks>
/// The largest singular value is found to a residual of 0.1% of it. The mean has a standard error of at most 0.5% unless 16 rounds
/// don't suffice for it, as for a few large singular values among many that are nearly 0: for v uniform on the sphere of
/// dimension k a round's variance is 2/(k + 2) of the variance of the singular values. Vectors aren't made orthogonal again: what
/// that costs is a few more steps, and what it saves is the memory of them all.
/// </remarks>
internal sealed class JacobianLanczos(JacobianMap map, RandomStream stream, CancellationToken cancellationToken)
{
    private const int StepsBetweenLooks = 8;
    private const int MaximumSteps = 128;
    private const int MaximumRounds = 16;
    private const double StepTolerance = 1e-3;
    private const double StandardError = 0.005;

    private readonly bool _isTall = map.Rows >= map.Columns;
    private readonly long _size = Math.Min(map.Rows, map.Columns);

    /// <summary>Runs rounds, each with a random vector for each sample, until the mean is known well enough.</summary>
    /// <returns>The spectrum, averaged over the samples.</returns>
    public JacobianSpectrum Run()
    {
        double[] sums = new double[map.Samples], maxima = new double[map.Samples];
        for (int round = 1; ; round++)
        {
            SampleEstimate[] estimates = Round(stream with { Stream = stream.Stream + (ulong)round });
            double variance = 0;
            for (int s = 0; s < map.Samples; s++)
            {
                sums[s] += estimates[s].Mean;
                maxima[s] = Math.Max(maxima[s], estimates[s].Maximum);
                double mean = sums[s] / round;
                variance += Math.Max(0, estimates[s].MeanSquare - (mean * mean)) * 2 / (_size + 2) / round;
            }
            double average = sums.Average() / round;
            bool isKnown = Math.Sqrt(variance) / map.Samples <= StandardError * average;
            if (isKnown || round == MaximumRounds || double.IsNaN(average))
                return new JacobianSpectrum(average, double.IsNaN(average) ? average : maxima.Average());
        }
    }

    // On the smaller side, where the random vector lives, J or its transpose comes first.
    private torch.Tensor Forth(torch.Tensor vectors) => _isTall ? map.Apply(vectors) : map.Transposed(vectors);

    private torch.Tensor Back(torch.Tensor vectors) => _isTall ? map.Transposed(vectors) : map.Apply(vectors);

    private SampleEstimate[] Round(RandomStream random)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor start = torch.empty([map.Samples, _size], torch.float64);
        Sampler.Fill(start, new NormalLaw(0, 1), random);
        (torch.Tensor v, _) = Normalize(start);
        torch.Tensor? u = null;
        var diagonal = new List<double[]>();
        var above = new List<double[]>();
        SampleEstimate[]? before = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (u, v) = Step(u, v, diagonal, above);
            if (diagonal.Count % StepsBetweenLooks != 0) continue;
            SampleEstimate[] now = [.. Enumerable.Range(0, map.Samples).Select(s => Estimate(s, diagonal, above))];
            bool isDone = before is not null && now.Zip(before).All(pair => pair.First.HasSettled(pair.Second));
            if (isDone || diagonal.Count >= MaximumSteps) return now;
            before = now;
        }
    }

    // u' a = J v - b u, then v' b' = J^T u' - a v, where a and b make unit vectors.
    private (torch.Tensor U, torch.Tensor V) Step(torch.Tensor? u, torch.Tensor v, List<double[]> diagonal, List<double[]> above)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor forth = Forth(v);
        if (u is not null) forth -= u * torch.tensor(above[^1]).unsqueeze(1);
        (torch.Tensor nextU, double[] a) = Normalize(forth);
        (torch.Tensor nextV, double[] b) = Normalize(Back(nextU) - (v * torch.tensor(a).unsqueeze(1)));
        diagonal.Add(a);
        above.Add(b);
        u?.Dispose();
        v.Dispose();
        return (nextU.MoveToOuterDisposeScope(), nextV.MoveToOuterDisposeScope());
    }

    // A vector of nothing stays one: the directions that the start reaches are used up then.
    private static (torch.Tensor Unit, double[] Norm) Normalize(torch.Tensor vectors)
    {
        torch.Tensor norm = vectors.mul(vectors).sum(1).sqrt();
        torch.Tensor divisor = torch.where(norm.IsNot(0).logical_not(), torch.ones_like(norm), norm);
        return (vectors / divisor.unsqueeze(1), [.. norm.data<double>()]);
    }

    private static SampleEstimate Estimate(int sample, List<double[]> diagonal, List<double[]> above)
    {
        int size = diagonal.Count;
        double[] matrix = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            matrix[(i * size) + i] = diagonal[i][sample];
            if (i + 1 < size) matrix[(i * size) + i + 1] = above[i][sample];
        }
        if (!matrix.All(double.IsFinite)) return new SampleEstimate(double.NaN, double.NaN, double.NaN, 0);
        using DisposeScope scope = torch.NewDisposeScope();
        (torch.Tensor left, torch.Tensor values, torch.Tensor right) = torch.linalg.svd(torch.tensor(matrix).reshape(size, size), false);
        torch.Tensor start = right.select(1, 0), weights = start.mul(start);
        return new SampleEstimate(
            (weights * values).sum().item<double>(),
            values[0].item<double>(),
            (weights * values.mul(values)).sum().item<double>(),
            above[^1][sample] * Math.Abs(left[size - 1, 0].item<double>()));
    }

    /// <summary>What one round says of one sample.</summary>
    /// <param name="Mean">v^T sqrt(J^T J) v.</param>
    /// <param name="Maximum">The largest singular value, from below.</param>
    /// <param name="MeanSquare">v^T J^T J v.</param>
    /// <param name="Residual">By how much the largest singular triplet of B fails to be one of J.</param>
    private sealed record SampleEstimate(double Mean, double Maximum, double MeanSquare, double Residual)
    {
        /// <summary>Whether more steps would change little; numbers that aren't settle at once.</summary>
        public bool HasSettled(SampleEstimate before) =>
            !(Residual > StepTolerance * Maximum) && !(Math.Abs(Mean - before.Mean) > StepTolerance * Mean);
    }
}
