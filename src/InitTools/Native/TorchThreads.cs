using TorchSharp;

namespace InitTools.Native;

/// <summary>How many threads libtorch uses for one operation.</summary>
internal static class TorchThreads
{
    private static readonly object Gate = new();

    /// <summary>
    /// Makes libtorch carry out what the calling thread asks for on that thread alone, for as long as the thread lives. All other
    /// threads, present and to come, keep the number that they have.
    /// </summary>
    /// <remarks>
    /// The number is OpenMP's for the calling thread. Where its runtime isn't at hand libtorch's own <c>set_num_threads</c> sets it;
    /// besides, that notes the number for threads that call libtorch for the first time, so that this note has to be put back, from
    /// another thread. In the moment between, a thread that begins with libtorch would get one thread only.
    /// </remarks>
    public static void UseCallerAlone()
    {
        // Asking first makes a new thread take the noted number; it would do so later else, over the one set here.
        int noted = torch.get_num_threads();
        if (OpenMp.TrySetThreads(1) && torch.get_num_threads() == 1) return;
        SetThroughLibtorch(noted);
    }

    private static void SetThroughLibtorch(int noted)
    {
        lock (Gate)
        {
            torch.set_num_threads(1);
            var other = new Thread(() => torch.set_num_threads(noted)) { IsBackground = true };
            try
            {
                other.Start();
            }
            catch
            {
                torch.set_num_threads(noted);
                throw;
            }
            other.Join();
        }
    }
}
