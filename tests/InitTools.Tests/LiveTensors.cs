using TorchSharp;

namespace InitTools.Tests;

/// <summary>Counts the tensors of the process, for tests that run alone in it (<see cref="AloneInProcess"/>).</summary>
internal static class LiveTensors
{
    /// <summary>How many tensors <paramref name="action"/> leaves to nobody, or to the collector.</summary>
    /// <remarks>What earlier tests left to the collector goes first: a tensor of theirs that went meanwhile would hide one that stays, or look like a change.</remarks>
    public static long LeftBy(Action action)
    {
        long before = Count();
        action();
        return Math.Max(0, torch.Tensor.TotalCount - before);
    }

    /// <summary>The tensors that something still holds.</summary>
    public static long Count()
    {
        // Twice: an object that goes may have held others.
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return torch.Tensor.TotalCount;
    }
}
