using TorchSharp;

namespace InitTools;

/// <summary>
/// The first weights of a kernel, by which a reused seed shows: two kernels drawn from one stream of random numbers by laws of one
/// kind begin with the same ones, whatever their shapes and scales, and so in the same order of size.
/// </summary>
internal sealed class LeadingWeights
{
    /// <summary>How many weights are looked at.</summary>
    public const int Count = 512;

    /// <summary>From this many weights on the rank correlation tells.</summary>
    public const int FewestForCorrelation = 32;

    /// <summary>
    /// The rank correlation from which two kernels have one seed. It is 1 but for rounding. Of 32 independent pairs of numbers less
    /// than 1e-15 are so near (Student's t of 16.7 with 30 degrees of freedom).
    /// </summary>
    public const double SameCorrelation = 0.95;

    // All n numbers in the same or the opposite order: 2/n!, for 16 of them 1e-13.
    private const int FewestForOrder = 16;
    private const int FewestForEquality = 4;

    private readonly double[] _values;

    private LeadingWeights(double[] values) => _values = values;

    /// <summary>The first weights as they lie in memory, and where units don't come first, in the order of units too.</summary>
    public static IReadOnlyList<LeadingWeights> Of(ModelKernel kernel)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        LeadingWeights stored = Read(kernel.Weight.detach());
        return ModuleLayers.IsTransposed(kernel.Module) ? [stored, Read(kernel.Rows())] : [stored];
    }

    /// <summary>Compares with other leading weights.</summary>
    /// <returns>The correlation if both come from one stream, otherwise null.</returns>
    public double? Match(LeadingWeights other)
    {
        int count = Math.Min(_values.Length, other._values.Length);
        // Zeros belong to a pattern, as of a sparse kernel or an identity, not to the stream.
        int[] places = [.. Enumerable.Range(0, count).Where(i => _values[i] != 0 && other._values[i] != 0)];
        double[] a = [.. places.Select(i => _values[i])], b = [.. places.Select(i => other._values[i])];
        int different = Math.Min(Distinct(a), Distinct(b));
        if (different < FewestForEquality) return null;
        if (a.AsSpan().SequenceEqual(b) && different > a.Length / 2) return 1;
        if (a.Length < FewestForOrder || different < FewestForOrder) return null;
        double correlation = Correlate(Ranks(a), Ranks(b));
        double needed = a.Length < FewestForCorrelation ? 1 - 1e-12 : SameCorrelation;
        return Math.Abs(correlation) >= needed ? correlation : null;
    }

    private static LeadingWeights Read(torch.Tensor weights)
    {
        torch.Tensor first = weights.flatten();
        return new([.. first.narrow(0, 0, Math.Min(Count, first.shape[0])).to(torch.float64).cpu().data<double>()]);
    }

    private static int Distinct(double[] values) => values.Select(Math.Abs).Distinct().Count();

    /// <summary>1 for the smallest and so on; equal values share the mean of their ranks.</summary>
    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length)];
        double[] sorted = [.. values];
        Array.Sort(sorted, order);
        double[] ranks = new double[values.Length];
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && sorted[end] == sorted[start];) end++;
            for (int i = start; i < end; i++) ranks[order[i]] = (start + end + 1) / 2.0;
        }
        return ranks;
    }

    private static double Correlate(double[] a, double[] b)
    {
        double mean = (a.Length + 1) / 2.0, product = 0, squareA = 0, squareB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            (double x, double y) = (a[i] - mean, b[i] - mean);
            product += x * y;
            squareA += x * x;
            squareB += y * y;
        }
        return product / Math.Sqrt(squareA * squareB);
    }
}
