using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;

namespace InitTools;

/// <summary>Counts what a layer's units do over a batch: which never fire, and how many outputs lie in the flat parts.</summary>
internal static class UnitActivity
{
    /// <summary>The share of units whose output is 0 for every sample.</summary>
    /// <param name="output">The layer's outputs; samples first.</param>
    /// <param name="unitDimension">The dimension that counts units: the last of a dense layer, the second of a convolution.</param>
    /// <returns>0 to 1.</returns>
    public static double DeadFraction(torch.Tensor output, int unitDimension)
    {
        long units = output.shape[unitDimension];
        if (HasRowsOfUnits(output, unitDimension))
        {
            double dead = DeadFraction(MemoryMarshal.Cast<byte, float>(output.bytes), (int)units);
            GC.KeepAlive(output);
            return dead;
        }
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        torch.Tensor firing = output.IsNot(0).transpose(0, unitDimension).reshape(units, -1).any(1);
        return 1 - (firing.sum().item<long>() / (double)units);
    }

    /// <summary>The share of elements below or above the thresholds, or at them.</summary>
    public static double FractionOutside(torch.Tensor values, double below, double above)
    {
        long outside = 0;
        TensorMemory.Read(values, chunk => outside += CountOutside(chunk, (float)below, (float)above), chunk =>
        {
            foreach (double value in chunk) if (value <= below || value >= above) outside++;
        });
        return outside / (double)values.NumberOfElements;
    }

    /// <summary>The share of units that are active in fewer than a share of the samples.</summary>
    /// <param name="preActivation">The pre-activations z, samples first.</param>
    /// <param name="unitDimension">The dimension that counts units.</param>
    /// <param name="above">A unit is active where z is above this,</param>
    /// <param name="below">and below that.</param>
    /// <param name="few">The share of samples.</param>
    public static double RarelyActiveFraction(torch.Tensor preActivation, int unitDimension, double above, double below, double few)
    {
        long units = preActivation.shape[unitDimension];
        double enough = few * (preActivation.NumberOfElements / units);
        if (HasRowsOfUnits(preActivation, unitDimension))
        {
            int[] active = CountActive(MemoryMarshal.Cast<byte, float>(preActivation.bytes), (int)units, (float)above, (float)below);
            GC.KeepAlive(preActivation);
            return active.Count(count => count < enough) / (double)units;
        }
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        torch.Tensor byUnit = preActivation.transpose(0, unitDimension).reshape(units, -1);
        torch.Tensor fires = byUnit.IsAbove(above);
        if (double.IsFinite(below)) fires = fires.logical_and(byUnit.IsAtLeast(below).logical_not());
        return fires.sum(1).cpu().data<long>().ToArray().Count(count => count < enough) / (double)units;
    }

    private static bool HasRowsOfUnits(torch.Tensor tensor, int unitDimension) =>
        unitDimension == tensor.dim() - 1 && tensor.dtype == torch.ScalarType.Float32 && tensor.device_type == DeviceType.CPU
        && tensor.is_contiguous() && tensor.NumberOfElements < int.MaxValue / sizeof(float);

    private static int[] CountActive(ReadOnlySpan<float> values, int units, float above, float below)
    {
        var counts = new int[units];
        Span<Vector<int>> vectorCounts = MemoryMarshal.Cast<int, Vector<int>>(counts.AsSpan());
        Vector<float> low = new(above), high = new(below);
        int tail = vectorCounts.Length * Vector<int>.Count;
        for (int start = 0; start < values.Length; start += units)
        {
            ReadOnlySpan<float> row = values.Slice(start, units);
            ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
            for (int i = 0; i < vectorCounts.Length; i++)
                vectorCounts[i] -= Vector.GreaterThan(vectors[i], low) & Vector.LessThan(vectors[i], high);
            for (int i = tail; i < units; i++) if (row[i] > above && row[i] < below) counts[i]++;
        }
        return counts;
    }

    private static double DeadFraction(ReadOnlySpan<float> outputs, int units)
    {
        const int RowsBetweenLooks = 16;
        Span<int> seen = units <= 4096 ? stackalloc int[units] : new int[units];
        seen.Clear();
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(outputs);
        Span<Vector<int>> seenVectors = MemoryMarshal.Cast<int, Vector<int>>(seen);
        int tail = seenVectors.Length * Vector<int>.Count;
        for (int start = 0, number = 0; start < bits.Length; start += units, number++)
        {
            // The units of a healthy layer have all fired after a few samples; no need to look at the others.
            if (number % RowsBetweenLooks == 0 && CountDead(seen) == 0) return 0;
            ReadOnlySpan<int> row = bits.Slice(start, units);
            ReadOnlySpan<Vector<int>> vectors = MemoryMarshal.Cast<int, Vector<int>>(row);
            for (int i = 0; i < seenVectors.Length; i++) seenVectors[i] |= vectors[i];
            for (int i = tail; i < units; i++) seen[i] |= row[i];
        }
        return CountDead(seen) / (double)units;
    }

    // Any bit but the sign, so that -0 doesn't count as firing.
    private static int CountDead(ReadOnlySpan<int> seen)
    {
        int dead = 0;
        foreach (int unit in seen) if ((unit & int.MaxValue) == 0) dead++;
        return dead;
    }

    private static long CountOutside(ReadOnlySpan<float> values, float below, float above)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var low = new Vector<float>(below);
        var high = new Vector<float>(above);
        Vector<int> count = default;
        foreach (Vector<float> vector in vectors)
            count -= Vector.LessThanOrEqual(vector, low) | Vector.GreaterThanOrEqual(vector, high);
        long outside = Vector.Sum(count);
        foreach (float value in values[(vectors.Length * Vector<float>.Count)..]) if (value <= below || value >= above) outside++;
        return outside;
    }
}
