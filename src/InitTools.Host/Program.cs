using InitTools.Host;

Terminal.Configure();
// The engine reads this when it is first touched.
Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");

CommandLine commandLine;
try
{
    commandLine = CommandLine.Parse(args, Terminal.InputIsTerminal);
}
catch (UsageException problem)
{
    Console.Error.WriteLine(problem.Message);
    Console.Error.WriteLine();
    Console.Error.WriteLine(CommandLine.Usage);
    return ExitCode.BadUsage;
}

switch (commandLine.Action)
{
    case HostAction.Help:
        Console.Out.WriteLine(CommandLine.Usage);
        return ExitCode.Success;
    case HostAction.Version:
        Console.Out.WriteLine(ConsoleHost.Banner);
        return ExitCode.Success;
    case HostAction.File when !File.Exists(commandLine.Path):
        Console.Error.WriteLine($"There is no script file '{commandLine.Path}'.");
        return ExitCode.BadUsage;
    case HostAction.File when !commandLine.Path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase):
        Console.Error.WriteLine($"'{commandLine.Path}' is no script: its name doesn't end in .ps1.");
        return ExitCode.BadUsage;
}

ConsoleHost host = new(Terminal.InputIsTerminal && !commandLine.NonInteractive || commandLine.Interactive);
try
{
    using HostSession session = HostSession.Open(host);
    return session.Run(commandLine);
}
catch (SessionException problem)
{
    Console.Error.WriteLine(problem.Message);
    return ExitCode.Failure;
}
