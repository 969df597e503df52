using TorchSharp;

namespace InitTools.Tests;

/// <summary>Reads tensors in tests.</summary>
internal static class TensorValues
{
    /// <summary>All elements in order, whatever their type; the tensor may be part of a graph.</summary>
    public static double[] Of(torch.Tensor tensor)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return tensor.detach().to(torch.float64).contiguous().data<double>().ToArray();
    }

    /// <summary>The memory of all elements.</summary>
    public static byte[] Bits(torch.Tensor tensor)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return tensor.detach().contiguous().bytes.ToArray();
    }
}
