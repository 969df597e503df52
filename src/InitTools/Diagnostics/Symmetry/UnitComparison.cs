using System.Runtime.InteropServices;
using TorchSharp;

namespace InitTools;

/// <summary>Counts the units of one kernel that are equal. A hash finds the candidates; what counts was compared weight by weight.</summary>
internal sealed class UnitComparison
{
    private const long BlockElements = 1 << 22;

    private readonly torch.Tensor _rows;
    private readonly double[] _bias;
    private readonly UnitPattern[] _patterns;

    private UnitComparison(ModelKernel kernel, CancellationToken cancellationToken)
    {
        _rows = kernel.Rows().cpu();
        Units = _rows.shape[0];
        _bias = kernel.Bias is { } bias && bias.NumberOfElements == Units ? ReadAll(bias) : new double[Units];
        _patterns = Read(Units / kernel.Groups, cancellationToken);
        ConstantFraction = _patterns.Count(pattern => pattern.IsConstant) / (double)Units;
        int[] order = [.. Enumerable.Range(0, _patterns.Length)];
        Array.Sort(_patterns.Select(pattern => pattern.Hash).ToArray(), order);
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && _patterns[order[end]].Hash == _patterns[order[start]].Hash;) end++;
            if (end - start > 1) Count(order[start..end], cancellationToken);
        }
    }

    /// <summary>The number of units.</summary>
    public long Units { get; }

    /// <summary>The number of weights of a unit.</summary>
    public long Inputs => _rows.shape[1];

    /// <summary>The number of units that equal another.</summary>
    public long Duplicates { get; private set; }

    /// <summary>The number of units that another is the negative of.</summary>
    public long Mirrored { get; private set; }

    /// <summary>The share of units whose weights are one number.</summary>
    public double ConstantFraction { get; }

    /// <summary>Compares the units of a kernel; what it makes is left to the caller's dispose scope.</summary>
    public static UnitComparison Of(ModelKernel kernel, CancellationToken cancellationToken) => new(kernel, cancellationToken);

    private UnitPattern[] Read(long unitsOfGroup, CancellationToken cancellationToken)
    {
        var patterns = new UnitPattern[Units];
        int inputs = checked((int)Inputs);
        long block = Math.Max(1, BlockElements / inputs);
        for (long start = 0; start < Units; start += block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using torch.Tensor rows = _rows.narrow(0, start, Math.Min(block, Units - start));
            long unit = start;
            void Take<T>(ReadOnlySpan<T> bits)
                where T : unmanaged, System.Numerics.IBinaryInteger<T>
            {
                for (; bits.Length > 0; bits = bits[inputs..], unit++)
                {
                    patterns[unit] = UnitPattern.Of(
                        bits[..inputs], BitConverter.DoubleToUInt64Bits(_bias[unit]), unit / unitsOfGroup);
                }
            }
            TensorMemory.Read(
                rows, chunk => Take(MemoryMarshal.Cast<float, uint>(chunk)), chunk => Take(MemoryMarshal.Cast<double, ulong>(chunk)));
        }
        return patterns;
    }

    // Nearly always all of one hash are equal; if not, those that differ from the first are looked at again.
    private void Count(int[] units, CancellationToken cancellationToken)
    {
        while (units.Length > 1)
        {
            int first = units[0];
            bool[] equal = EqualTo(first, units, cancellationToken);
            int same = units.Where((unit, i) => equal[i] && _patterns[unit].IsNegative == _patterns[first].IsNegative).Count();
            int opposed = equal.Count(isEqual => isEqual) - same;
            if (same > 1) Duplicates += same;
            if (opposed > 1) Duplicates += opposed;
            if (same > 0 && opposed > 0) Mirrored += same + opposed;
            // Not the first, which isn't equal to itself if it isn't a number.
            units = [.. units.Where((_, i) => i > 0 && !equal[i])];
        }
    }

    private bool[] EqualTo(int first, int[] units, CancellationToken cancellationToken)
    {
        int block = (int)Math.Max(1, BlockElements / Inputs);
        var equal = new List<bool>(units.Length);
        foreach (int[] some in units.Chunk(block))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using DisposeScope scope = torch.NewDisposeScope();
            torch.Tensor signs = torch.tensor(some.Select(Sign).ToArray()).to(_rows.dtype).unsqueeze(1);
            torch.Tensor rows = _rows.index_select(0, torch.tensor(some.Select(unit => (long)unit).ToArray())) * signs;
            bool[] weights = [.. rows.eq(_rows[first].Scaled(Sign(first))).all(1).data<bool>()];
            equal.AddRange(some.Select((unit, i) => weights[i] && _bias[unit] * Sign(unit) == _bias[first] * Sign(first)));
        }
        return [.. equal];
    }

    private float Sign(int unit) => _patterns[unit].IsNegative ? -1 : 1;

    private static double[] ReadAll(torch.Tensor tensor)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return [.. tensor.detach().to(torch.float64).cpu().contiguous().data<double>()];
    }
}
