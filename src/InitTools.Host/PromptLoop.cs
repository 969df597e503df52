using System.Management.Automation.Language;

namespace InitTools.Host;

/// <summary>Reads statements, which may take several lines, and runs them until the input ends or <c>exit</c> runs.</summary>
internal sealed class PromptLoop(HostSession session, ConsoleHost host)
{
    private const string ContinuationPrompt = ">> ";

    public void Run(bool showBanner)
    {
        if (showBanner)
            host.UI.WriteLine($"{ConsoleHost.Banner}. Get-Command -Module InitTools lists the cmdlets, exit ends.");
        host.NestedPrompt = () => RunUntil(() => host.NestedPromptEnds);
        RunUntil(() => false);
    }

    private static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out ParseError[] errors);
        return errors.Any(error => error.IncompleteInput);
    }

    private void RunUntil(Func<bool> ended)
    {
        host.NestedPromptEnds = false;
        while (host.RequestedExitCode is null && !ended())
        {
            try
            {
                if (ReadStatement() is not string statement)
                    break;
                if (!string.IsNullOrWhiteSpace(statement))
                    session.Execute(statement);
            }
            catch (OperationCanceledException)
            {
                // The half-typed statement was dropped; the next one starts afresh.
            }
        }

        host.NestedPromptEnds = false;
    }

    /// <summary>Reads lines until they make whole statements; null at the end of the input.</summary>
    private string? ReadStatement()
    {
        string? text = ReadLine(session.PromptText());
        while (text is not null && IsIncomplete(text) && ReadLine(ContinuationPrompt) is string line)
            text += Environment.NewLine + line;
        return text;
    }

    private string? ReadLine(string prompt) => host.Interface.ReadLine(prompt, session.Complete);
}
