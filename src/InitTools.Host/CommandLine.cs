using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace InitTools.Host;

/// <summary>What the host was asked to do.</summary>
internal enum HostAction
{
    Prompt,
    File,
    Command,
    StandardInput,
    Help,
    Version,
}

/// <summary>A command line that can't be understood.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The parsed command line. It follows <c>pwsh</c> in its options and in how a script's arguments are read.</summary>
internal sealed partial record CommandLine
{
    public const string Usage = """
        Usage: InitTools.Host [options] [-File] <script.ps1> [arguments]
               InitTools.Host [options] -Command <text>
               InitTools.Host [options] [-]

        Runs PowerShell with InitTools loaded. Without a script it prompts, or runs what standard input holds.

          -File <path> [arguments]  runs a script; arguments are bound as -Name value, -Switch, -Switch:$false or by position
          -Command <text>           runs the rest of the command line
          -                         runs standard input
          -Interactive              prompts, even if standard input is no terminal
          -NonInteractive           fails instead of asking
          -NoExit                   prompts after the script or command
          -NoLogo                   prompts without a banner
          -NoProfile                accepted; there is no profile
          -Version                  writes the versions
          -Help, -?                 writes this text

        The exit code is what the script's exit statement says, 1 after an uncaught error, 130 after Ctrl+C, 64 for a
        command line that can't be understood, and 0 otherwise.

        INITTOOLS_MODULE_PATH names another InitTools.psd1 to load.
        The engine's own commands are here; those of Microsoft.PowerShell.Utility and Management (Format-Table,
        Export-Csv, Set-Location, ...) are not. For them, import the module in PowerShell 7.4 or later.
        """;

    private static readonly string[] Options =
        ["Command", "File", "Help", "Interactive", "NoExit", "NoLogo", "NonInteractive", "NoProfile", "Version"];

    public required HostAction Action { get; init; }

    /// <summary>The full path of the script.</summary>
    public string Path { get; init; } = "";

    /// <summary>The statement to run: the command, or the call of the script.</summary>
    public string Statement { get; init; } = "";

    public bool Interactive { get; init; }

    public bool NonInteractive { get; init; }

    public bool NoExit { get; init; }

    public bool NoLogo { get; init; }

    /// <summary>Reads the arguments of the process.</summary>
    /// <exception cref="UsageException">An option is unknown, or lacks what must follow it.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments, bool inputIsTerminal)
    {
        CommandLine line = new() { Action = inputIsTerminal ? HostAction.Prompt : HostAction.StandardInput };
        for (int i = 0; i < arguments.Count; i++)
        {
            string[] rest = [.. arguments.Skip(i + 1)];
            switch (OptionName(arguments[i]))
            {
                case null:
                    return line.WithFile([arguments[i], .. rest]);
                case "-":
                    return rest.Length == 0
                        ? line with { Action = HostAction.StandardInput }
                        : throw new UsageException("Nothing can follow '-': the script comes from standard input.");
                case "File":
                    return line.WithFile(rest);
                case "Command":
                    return line.WithCommand(rest);
                case "Help":
                    return line with { Action = HostAction.Help };
                case "Version":
                    return line with { Action = HostAction.Version };
                case "Interactive":
                    line = line with { Action = HostAction.Prompt, Interactive = true };
                    break;
                case "NonInteractive":
                    line = line with { NonInteractive = true };
                    break;
                case "NoExit":
                    line = line with { NoExit = true };
                    break;
                case "NoLogo":
                    line = line with { NoLogo = true };
                    break;
            }
        }

        return line;
    }

    private CommandLine WithFile(string[] rest) => rest switch
    {
        [] or [""] => throw new UsageException("-File needs the path of a script."),
        ["-"] => this with { Action = HostAction.StandardInput },
        [string path, .. string[] arguments] => this with
        {
            Action = HostAction.File,
            Path = System.IO.Path.GetFullPath(path),
            Statement = $"& {Quote(System.IO.Path.GetFullPath(path))}{string.Concat(arguments.Select(Argument))}",
        },
    };

    private CommandLine WithCommand(string[] rest) => rest switch
    {
        [] => throw new UsageException("-Command needs the text to run."),
        ["-"] => this with { Action = HostAction.StandardInput },
        _ => this with { Action = HostAction.Command, Statement = string.Join(' ', rest) },
    };

    /// <summary>The full name of an option given by any of its unambiguous beginnings; null for what is no option.</summary>
    private static string? OptionName(string argument)
    {
        if (argument is "-" or "")
            return argument is "" ? null : "-";
        if (argument[0] != '-')
            return null;
        string name = argument.TrimStart('-');
        if (name == "?")
            return "Help";
        string[] matches = [.. Options.Where(option => option.StartsWith(name, StringComparison.OrdinalIgnoreCase))];
        return matches switch
        {
            [string only] => only,
            [] => throw new UsageException($"There is no option '{argument}'."),
            _ => throw new UsageException($"'{argument}' may mean -{string.Join(" or -", matches)}."),
        };
    }

    /// <summary>
    /// An argument of a script as it stands in a statement. As in <c>pwsh -File</c>, <c>-Name</c> leaves it to the binder
    /// whether a value follows, <c>-Name:value</c> carries one, and values are strings but for <c>$true</c> and <c>$false</c>.
    /// </summary>
    private static string Argument(string argument)
    {
        Match match = ParameterPattern().Match(argument);
        if (!match.Success)
            return " " + Quote(argument);
        string value = match.Groups["value"].Value;
        return $" {match.Groups["name"].Value}" + value.ToUpperInvariant() switch
        {
            "" => "",
            ":$TRUE" or ":$FALSE" => value,
            _ => ":" + Quote(value[1..]),
        };
    }

    private static string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    [GeneratedRegex(@"^(?<name>-[\p{L}_]\w*)(?<value>:.*)?$", RegexOptions.Singleline)]
    private static partial Regex ParameterPattern();
}
