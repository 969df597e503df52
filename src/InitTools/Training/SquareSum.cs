using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;

namespace InitTools;

/// <summary>
/// The sum of the squares of tensors at the speed of memory, to six digits at any magnitude; every step of a training asks for it, so
/// that it must cost less than what <see cref="Moments"/> takes for its further figures.
/// </summary>
internal static class SquareSum
{
    // Few enough elements a lane for single precision.
    private const int BlockElements = 2048;
    private const double SmallestSquares = 1e-24;
    private const double LargestSquares = 1e36;

    /// <summary>The sum of the squares of all elements; NaN or infinite where one is.</summary>
    public static double Of(IEnumerable<torch.Tensor> tensors)
    {
        double sum = 0;
        var elsewhere = new List<torch.Tensor>();
        foreach (torch.Tensor tensor in tensors)
        {
            if (tensor.device_type == DeviceType.CPU) sum += Of(tensor);
            else elsewhere.Add(tensor);
        }
        foreach (IGrouping<string, torch.Tensor> device in elsewhere.GroupBy(tensor => tensor.device.ToString())) sum += OnDevice(device);
        return sum;
    }

    /// <summary>
    /// The same where the tensors are, all on one device, and read back once: to copy them would take longer than a step of a training,
    /// and each number that is read waits until the device has done all that it was given.
    /// </summary>
    internal static double OnDevice(IEnumerable<torch.Tensor> tensors)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        return torch.stack([.. tensors.Select(OfOneThere)]).sum().item<double>();
    }

    private static torch.Tensor OfOneThere(torch.Tensor tensor)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor wide = tensor.to(torch.ScalarType.Float64);
        return wide.mul(wide).sum().MoveToOuterDisposeScope();
    }

    private static double Of(torch.Tensor tensor)
    {
        double sum = 0;
        TensorMemory.Read(tensor, chunk => sum += Of(chunk), chunk =>
        {
            foreach (double value in chunk) sum += value * value;
        });
        return sum;
    }

    private static double Of(ReadOnlySpan<float> values)
    {
        double sum = 0;
        while (values.Length > 0)
        {
            ReadOnlySpan<float> block = values[..Math.Min(BlockElements, values.Length)];
            double squares = Fast(block);
            // Squares out of the range of single precision are left to double; a block of zeros is one of them.
            if (squares is not (> SmallestSquares and < LargestSquares)) squares = Exact(block);
            sum += squares;
            values = values[block.Length..];
        }
        return sum;
    }

    private static float Fast(ReadOnlySpan<float> block)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(block);
        // Four sums side by side: each addition would wait for the one before it.
        Vector<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int i = 0;
        for (; i + 3 < vectors.Length; i += 4)
        {
            sum0 += vectors[i] * vectors[i];
            sum1 += vectors[i + 1] * vectors[i + 1];
            sum2 += vectors[i + 2] * vectors[i + 2];
            sum3 += vectors[i + 3] * vectors[i + 3];
        }
        for (; i < vectors.Length; i++) sum0 += vectors[i] * vectors[i];
        float sum = Vector.Sum(sum0 + sum1 + (sum2 + sum3));
        foreach (float value in block[(vectors.Length * Vector<float>.Count)..]) sum += value * value;
        return sum;
    }

    private static double Exact(ReadOnlySpan<float> block)
    {
        double sum = 0;
        foreach (float value in block) sum += (double)value * value;
        return sum;
    }
}
