namespace InitTools.Module;

/// <summary>What Pester's Should asks of an operator.</summary>
/// <param name="Succeeded">Whether the assertion holds.</param>
/// <param name="FailureMessage">Why it doesn't; null where it does.</param>
public sealed record AssertionResult(bool Succeeded, string? FailureMessage)
{
    /// <summary>Looks at every item; an error fails the assertion, negated or not, as it says nothing about the item.</summary>
    internal static AssertionResult Of(Func<IEnumerable<string>> failures)
    {
        try
        {
            string[] all = [.. failures()];
            return new AssertionResult(all.Length == 0, all.Length == 0 ? null : string.Join(Environment.NewLine, all));
        }
        catch (InitToolsException e)
        {
            return new AssertionResult(false, e.Message);
        }
        catch (System.Runtime.InteropServices.ExternalException e)
        {
            return new AssertionResult(false, $"libtorch: {e.Message.Split('\n')[0]}");
        }
    }

    /// <summary>The reason as it stands in a message: " because it must learn,", or nothing.</summary>
    internal static string Reason(string? because)
    {
        string reason = because?.Trim() ?? "";
        if (reason.Length == 0) return "";
        return reason.StartsWith("because", StringComparison.OrdinalIgnoreCase) ? $" {reason}," : $" because {reason},";
    }
}
