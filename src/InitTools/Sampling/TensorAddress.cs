using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace InitTools.Sampling;

/// <summary>Where a tensor's elements lie.</summary>
internal static unsafe class TensorAddress
{
    /// <summary>
    /// The address of the first element of a contiguous tensor in the machine's memory that isn't empty. TorchSharp shows
    /// memory as a span, which ends at 2 GiB, so the address is that of a view of one element. The address keeps the tensor no
    /// longer alive than its owner does: who uses it ends with GC.KeepAlive.
    /// </summary>
    public static void* Of(torch.Tensor tensor)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor first = tensor.detach().view(-1).narrow(0, 0, 1);
        return Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }
}
