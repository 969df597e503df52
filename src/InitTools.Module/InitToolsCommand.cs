using System.Management.Automation;
using System.Runtime.InteropServices;
using InitTools.Sampling;

namespace InitTools.Module;

/// <summary>
/// The base of all cmdlets: turns the domain's exceptions into error records, and Ctrl+C into a token that the domain looks at.
/// </summary>
public abstract class InitToolsCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly List<Underflow> _underflows = [];

    /// <summary>Set when the user stops the pipeline.</summary>
    protected CancellationToken CancellationToken => _cancellation.Token;

    /// <summary>
    /// The options of a draw that stops with the pipeline; -Verbose says how it is carried out, and a warning behind it that it underflowed.
    /// </summary>
    private protected SamplerOptions DrawOptions()
    {
        var options = new SamplerOptions { CancellationToken = CancellationToken, Underflowed = _underflows.Add };
        WriteVerbose(Sampler.Describe(options));
        return options;
    }

    /// <summary>Runs before the first object from the pipeline. A fault ends the command.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Runs for each object from the pipeline. A fault of one object doesn't stop the others.</summary>
    protected virtual void Process()
    {
    }

    /// <summary>Runs after the last object from the pipeline. A fault ends the command.</summary>
    protected virtual void End()
    {
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(Begin, true);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guard(Process, false);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guard(End, true);

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the token's source.</summary>
    /// <param name="disposing">Whether Dispose was called.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _cancellation.Dispose();
    }

    /// <summary>Warns of draws whose values their type makes 0 of, the first of them in words.</summary>
    private void WarnOfUnderflow()
    {
        if (_underflows.Count == 0) return;
        string others = _underflows.Count switch
        {
            1 => "",
            2 => " Another draw has the same trouble.",
            _ => $" {_underflows.Count - 1} other draws have the same trouble.",
        };
        WriteWarning($"{_underflows[0]}{others}");
    }

    private void Guard(Action action, bool ends)
    {
        _underflows.Clear();
        try
        {
            action();
            WarnOfUnderflow();
        }
        catch (InitToolsException e)
        {
            // An argument given by name is as wrong for the next object as for this one.
            bool terminates = ends || (e.Kind == FaultKind.InvalidArgument && !MyInvocation.ExpectingInput);
            Report(ErrorRecords.From(e), terminates);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (ExternalException e)
        {
            Report(ErrorRecords.FromTorch(e), ends);
        }
        catch (OutOfMemoryException e)
        {
            Report(ErrorRecords.FromMemory(e), ends);
        }
    }

    private void Report(ErrorRecord error, bool terminates)
    {
        if (terminates) ThrowTerminatingError(error);
        WriteError(error);
    }
}
