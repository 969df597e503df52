using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;

namespace InitTools.Host;

/// <summary>A session that can't begin.</summary>
internal sealed class SessionException(string message) : Exception(message);

/// <summary>A runspace with InitTools loaded, and what may be run in it.</summary>
internal sealed class HostSession : IDisposable
{
    private const string ModulePathVariable = "INITTOOLS_MODULE_PATH";

    private readonly ConsoleHost _host;
    private readonly Runspace _runspace;
    private readonly PosixSignalRegistration[] _signals;
    private readonly Lock _lock = new();
    private PowerShell? _running;
    private bool _stopping;
    private bool _prompting;
    private bool _explained;

    private HostSession(ConsoleHost host, Runspace runspace)
    {
        (_host, _runspace) = (host, runspace);
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, signal: 2)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, signal: 15)),
        ];
    }

    private bool IsNested => _running is not null;

    private bool LastStatementSucceeded => Evaluate("$?") is [true];

    /// <summary>Starts the engine and imports InitTools.</summary>
    /// <exception cref="SessionException">The module isn't there or doesn't load.</exception>
    public static HostSession Open(ConsoleHost host)
    {
        string module = ModulePath();
        OfferModulesBeside(module);
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.RemoteSigned; // as pwsh; the bare engine runs no scripts
        Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        runspace.Open();
        HostSession session = new(host, runspace);
        try
        {
            session.Import(module);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Does what the command line says and returns the exit code of the process.</summary>
    public int Run(CommandLine commandLine)
    {
        int code = commandLine.Action switch
        {
            HostAction.File => RunFile(commandLine.Statement),
            HostAction.Command => RunText(commandLine.Statement),
            HostAction.StandardInput => RunText(ReadInput()),
            _ => ExitCode.Success,
        };
        if (_host.RequestedExitCode is null && (commandLine.Action == HostAction.Prompt || commandLine.NoExit))
        {
            _prompting = true;
            new PromptLoop(this, _host).Run(showBanner: !commandLine.NoLogo && commandLine.Action == HostAction.Prompt);
            code = ExitCode.Success;
        }

        return _host.RequestedExitCode ?? code;
    }

    /// <summary>
    /// Runs statements in the global scope, with output and errors through Out-Default. Returns the exit code if they
    /// ended early, by an uncaught error or because they were stopped, and null otherwise.
    /// </summary>
    public int? Execute(string statements)
    {
        Parser.ParseInput(statements, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            // The engine's own error for incomplete text has no position, and its view then shows nothing.
            Report(new ParseException(errors));
            return ExitCode.Failure;
        }

        using PowerShell shell = CreateShell();
        shell.AddScript(statements, useLocalScope: false).Commands.Commands[0]
            .MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        Exception? problem = Invoke(shell);
        _host.Interface.EraseProgress();
        if (problem is PipelineStoppedException || shell.InvocationStateInfo.State == PSInvocationState.Stopped)
            return ExitCode.OfSignal(2);
        if (problem is not null)
            Report(problem);
        ExplainMissingCommand();
        return problem is null ? null : ExitCode.Failure;
    }

    /// <summary>What the session's <c>prompt</c> function says.</summary>
    public string PromptText()
    {
        using PowerShell shell = CreateShell();
        try
        {
            return string.Concat(shell.AddCommand("prompt").Invoke<string>());
        }
        catch (RuntimeException)
        {
            return "PS> ";
        }
    }

    /// <summary>What may stand at the cursor, and the part of the text that it would replace.</summary>
    public CommandCompletion Complete(string text, int cursor) => TabCompletion.Complete(CreateShell, text, cursor);

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        _runspace.Dispose();
    }

    private static string ModulePath()
    {
        string path = Environment.GetEnvironmentVariable(ModulePathVariable) is { Length: > 0 } chosen
            ? Path.GetFullPath(chosen)
            : (string)AppContext.GetData("InitTools.ModulePath")!;
        return File.Exists(path)
            ? path
            : throw new SessionException(
                $"There is no InitTools module at '{path}'. Stage it with 'dotnet build', or set {ModulePathVariable}.");
    }

    /// <summary>
    /// Puts the module's folder on PSModulePath, so that a script's own Import-Module finds it. Folders with another
    /// PowerShell's Utility module leave it: that module is bound to its own engine and would fail to load here.
    /// </summary>
    private static void OfferModulesBeside(string module)
    {
        string? modules = Path.GetDirectoryName(Path.GetDirectoryName(module));
        IEnumerable<string?> inherited = (Environment.GetEnvironmentVariable("PSModulePath") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(folder => !Directory.Exists(Path.Combine(folder, "Microsoft.PowerShell.Utility")));
        Environment.SetEnvironmentVariable(
            "PSModulePath", string.Join(Path.PathSeparator, inherited.Prepend(modules).Distinct()));
    }

    private static string ReadInput()
    {
        // Unlike Console.In, a reader of its own skips a byte order mark.
        using StreamReader input = new(Console.OpenStandardInput());
        return input.ReadToEnd();
    }

    private void Import(string module)
    {
        using PowerShell shell = CreateShell();
        shell.AddCommand("Import-Module").AddParameter("Name", module).AddParameter("ErrorAction", ActionPreference.Stop);
        try
        {
            shell.Invoke();
        }
        catch (RuntimeException problem)
        {
            throw new SessionException($"InitTools can't be loaded from '{module}': {problem.Message}");
        }
    }

    /// <summary>
    /// Calls a script. An exit statement ends only the script: the call counts as failed and leaves the code behind. A call
    /// that fails without one never got to run the script.
    /// </summary>
    private int RunFile(string call) =>
        Execute(call) ?? (LastStatementSucceeded ? ExitCode.Success
            : Evaluate("$LASTEXITCODE") is [int and not 0 and var code] ? code
            : ExitCode.Failure);

    /// <summary>Runs statements, of which the last must succeed.</summary>
    private int RunText(string text) => Execute(text) ?? (LastStatementSucceeded ? ExitCode.Success : ExitCode.Failure);

    private PowerShell CreateShell()
    {
        if (IsNested)
            return PowerShell.Create(RunspaceMode.CurrentRunspace);
        PowerShell shell = PowerShell.Create();
        shell.Runspace = _runspace;
        return shell;
    }

    /// <summary>Invokes a pipeline so that <see cref="Stop"/> reaches it, and returns what ended it early.</summary>
    private Exception? Invoke(PowerShell shell)
    {
        PowerShell? outer = _running;
        lock (_lock)
            (_running, _stopping) = (shell, false);
        try
        {
            // Only what goes to the history sets $?.
            shell.Invoke(input: null, new PSInvocationSettings { AddToHistory = true });
            return null;
        }
        catch (Exception problem)
        {
            return problem;
        }
        finally
        {
            lock (_lock)
                _running = outer;
        }
    }

    /// <summary>What an expression writes. It leaves $? as it is.</summary>
    private object?[] Evaluate(string expression)
    {
        using PowerShell shell = CreateShell();
        return [.. shell.AddScript(expression).Invoke().Select(result => result?.BaseObject)];
    }

    /// <summary>Shows an error that ended a pipeline as the engine shows any other.</summary>
    private void Report(Exception problem)
    {
        ErrorRecord record = (problem as IContainsErrorRecord)?.ErrorRecord
            ?? new ErrorRecord(problem, "InitTools.Host", ErrorCategory.NotSpecified, targetObject: null);
        using PowerShell shell = CreateShell();
        _host.Interface.LinesAreErrors = true;
        try
        {
            shell.AddCommand("Out-Default").AddParameter("InputObject", record).Invoke();
        }
        finally
        {
            _host.Interface.LinesAreErrors = false;
        }
    }

    private void ExplainMissingCommand()
    {
        if (_explained)
            return;
        _explained = Evaluate("$Error").OfType<ErrorRecord>()
            .Any(error => error.FullyQualifiedErrorId == nameof(CommandNotFoundException));
        if (_explained)
        {
            _host.Interface.WriteErrorLine(
                "The embedded host has the engine's own commands only. A script that needs those of PowerShell's Utility and "
                + "Management modules runs in PowerShell 7.4 or later.");
        }
    }

    /// <summary>
    /// Stops what runs. At an idle prompt an interrupt does nothing, and a second signal ends a process whose pipeline
    /// doesn't stop.
    /// </summary>
    private void Stop(PosixSignalContext context, int signal)
    {
        lock (_lock)
        {
            if (_running is null || _stopping)
            {
                context.Cancel = _running is null && _prompting && signal == 2;
                return;
            }

            context.Cancel = true;
            _stopping = true;
            if (signal != 2)
                _host.SetShouldExit(ExitCode.OfSignal(signal));
            _running.BeginStop(null, null);
        }
    }
}
