using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace InitTools.Module;

/// <summary>Completes the names of a CSV file's columns, as far as -Path is known when Tab is pressed.</summary>
public sealed class ColumnCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? "").Trim('\'', '"');
        return ColumnsOf(fakeBoundParameters?["Path"] as string)
            .Where(column => column.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(column => new CompletionResult(Quote(column), column, CompletionResultType.ParameterValue, $"column '{column}'"))
            .ToArray();
    }

    // A file that can't be read has nothing to complete; the cmdlet says why.
    private static IReadOnlyList<string> ColumnsOf(string? path)
    {
        try
        {
            return path is null ? [] : CsvColumns.Read(Resolve(path));
        }
        catch (Exception fault) when (fault is InitToolsException or RuntimeException or IOException)
        {
            return [];
        }
    }

    // In the session's folder, which isn't the process's.
    private static string Resolve(string path)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddScript("$ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($args[0])").AddArgument(path);
        return shell.Invoke<string>().FirstOrDefault() ?? path;
    }

    private static string Quote(string column) =>
        column.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '.') ? column : $"'{column.Replace("'", "''", StringComparison.Ordinal)}'";
}
