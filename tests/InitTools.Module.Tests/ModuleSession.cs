using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace InitTools.Module.Tests;

/// <summary>A runspace of the real engine with the staged module imported.</summary>
public sealed class ModuleSession : IDisposable
{
    private readonly Runspace _runspace;

    public ModuleSession()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows()) state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        state.ImportPSModule([ModulePath]);
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Invoke("Set-StrictMode -Version Latest");
    }

    public static string ModulePath => (string)AppContext.GetData("InitTools.ModulePath")!;

    public static string RepositoryRoot => (string)AppContext.GetData("InitTools.RepositoryRoot")!;

    public static string Digits => Path.Combine(RepositoryRoot, "examples", "data", "digits.csv.gz");

    /// <summary>Starts a script, to be stopped or awaited by the caller.</summary>
    public PowerShell Start(string script)
    {
        var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        return shell;
    }

    /// <summary>Runs a script that must not write an error; <c>$args</c> are the arguments.</summary>
    public IReadOnlyList<PSObject> Invoke(string script, params object[] arguments)
    {
        (IReadOnlyList<PSObject> output, IReadOnlyList<ErrorRecord> errors) = Run(script, arguments);
        Assert.Empty(errors.Select(error => error.ToString()));
        return output;
    }

    /// <summary>Runs a script and returns its values as their own type.</summary>
    public IReadOnlyList<T> Invoke<T>(string script, params object[] arguments) =>
        [.. Invoke(script, arguments).Select(LanguagePrimitives.ConvertTo<T>)];

    /// <summary>Runs a script that must end in exactly one error, terminating or not.</summary>
    public ErrorRecord InvokeForError(string script, params object[] arguments) => Assert.Single(Run(script, arguments).Errors);

    /// <summary>Runs a script and returns what it wrote, and its errors, the one that ended it last.</summary>
    public (IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors) Run(string script, params object[] arguments)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        foreach (object argument in arguments) shell.AddArgument(argument);
        var output = new PSDataCollection<PSObject>();
        var errors = new List<ErrorRecord>();
        try
        {
            shell.Invoke<PSObject, PSObject>(null, output, null);
        }
        catch (RuntimeException e)
        {
            errors.Add(e.ErrorRecord);
        }
        errors.InsertRange(0, shell.Streams.Error);
        return ([.. output], errors);
    }

    public void Dispose() => _runspace.Dispose();
}
