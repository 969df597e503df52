using InitTools.Native;
using TorchSharp;

namespace InitTools.Tests;

/// <summary>
/// Lets libtorch work on one thread only, for tests that run alone: on a busy machine its threads wait for each other many times as long
/// as the steps of small nets take.
/// </summary>
internal sealed class OneTorchThread : IDisposable
{
    private readonly int _before;

    public OneTorchThread()
    {
        TorchLibrary.EnsureLoaded();
        _before = torch.get_num_threads();
        torch.set_num_threads(1);
    }

    public void Dispose() => torch.set_num_threads(_before);
}
