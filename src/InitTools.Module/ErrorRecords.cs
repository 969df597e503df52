using System.Management.Automation;
using System.Runtime.InteropServices;

namespace InitTools.Module;

/// <summary>The one place where exceptions become error records.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(InitToolsException exception)
    {
        ErrorCategory category = exception.Kind switch
        {
            FaultKind.InvalidArgument => ErrorCategory.InvalidArgument,
            FaultKind.InvalidData => ErrorCategory.InvalidData,
            FaultKind.InvalidOperation => ErrorCategory.InvalidOperation,
            FaultKind.NotFound => ErrorCategory.ObjectNotFound,
            _ => ErrorCategory.ResourceUnavailable,
        };
        return new ErrorRecord(exception, exception.ErrorId, category, exception.Target);
    }

    /// <summary>What libtorch says goes on for pages of C++ frames; its first line is the message.</summary>
    public static ErrorRecord FromTorch(ExternalException exception) => From(new InitToolsException(
        "TorchFailed", $"libtorch: {exception.Message.Split('\n')[0]}", FaultKind.InvalidOperation, null, exception));

    public static ErrorRecord FromMemory(OutOfMemoryException exception) => From(new InitToolsException(
        "OutOfMemory", "There is not enough memory; smaller shapes or batches need less.", FaultKind.ResourceUnavailable, null, exception));
}
