using System.Runtime.InteropServices;
using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>What the singular values of a Jacobian come to, averaged over samples.</summary>
/// <param name="Mean">The mean of the min(outputs, inputs) singular values.</param>
/// <param name="Maximum">The largest singular value.</param>
internal sealed record JacobianSpectrum(double Mean, double Maximum)
{
    /// <summary>Up to this many singular values a Jacobian is built and decomposed; from there on it is only multiplied with.</summary>
    public const long ExactSize = 256;

    // The elements of one Jacobian that is built: 16 MiB in double precision.
    private const long ExactElements = 1L << 21;

    /// <summary>Finds the singular values: exactly for small Jacobians, by <see cref="JacobianLanczos"/> for large ones.</summary>
    /// <param name="map">The Jacobians.</param>
    /// <param name="stream">Where the random vectors of the estimate for large ones come from.</param>
    /// <param name="cancellationToken">Looked at between products.</param>
    /// <returns>
    /// The spectrum; NaN where a Jacobian isn't finite; null where a large one can't be multiplied with, because something in it
    /// has no second derivative.
    /// </returns>
    public static JacobianSpectrum? Of(JacobianMap map, RandomStream stream, CancellationToken cancellationToken)
    {
        if (Math.Min(map.Rows, map.Columns) <= ExactSize && map.Rows * map.Columns <= ExactElements)
            return Exact(map, cancellationToken);
        try
        {
            return new JacobianLanczos(map, stream, cancellationToken).Run();
        }
        catch (ExternalException)
        {
            return null;
        }
    }

    /// <summary>Builds the Jacobians and decomposes them.</summary>
    internal static JacobianSpectrum Exact(JacobianMap map, CancellationToken cancellationToken)
    {
        torch.Tensor jacobians = Build(map, cancellationToken);
        if (jacobians.isfinite().logical_not().any().item<bool>()) return new JacobianSpectrum(double.NaN, double.NaN);
        var values = new List<double[]>();
        for (int s = 0; s < map.Samples; s++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            values.Add([.. torch.linalg.svdvals(jacobians[s]).data<double>()]);
        }
        return new JacobianSpectrum(values.Average(each => each.Average()), values.Average(each => each.Max()));
    }

    // By rows, with one backward pass each, unless there are many more of them than columns.
    private static torch.Tensor Build(JacobianMap map, CancellationToken cancellationToken)
    {
        const int WorthTwoPasses = 4;
        if (map.Rows > WorthTwoPasses * map.Columns)
        {
            try
            {
                return Products(map.Samples, map.Columns, map.Apply, cancellationToken).transpose(1, 2);
            }
            catch (ExternalException)
            {
                // No second derivative: by rows then.
            }
        }
        return Products(map.Samples, map.Rows, map.Transposed, cancellationToken);
    }

    private static torch.Tensor Products(
        int samples, long size, Func<torch.Tensor, torch.Tensor> map, CancellationToken cancellationToken)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor unit = torch.zeros([samples, size], torch.float64);
        var products = new List<torch.Tensor>();
        for (long i = 0; i < size; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using torch.Tensor column = unit.narrow(1, i, 1);
            column.SetAll(1);
            products.Add(map(unit));
            column.SetAll(0);
        }
        return torch.stack(products, 1).MoveToOuterDisposeScope();
    }
}
