using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Reflection;

namespace InitTools.Host;

/// <summary>What the engine knows about the program it runs in.</summary>
/// <param name="interactive">Whether somebody is there to answer a question.</param>
internal sealed class ConsoleHost(bool interactive) : PSHost
{
    private readonly ConsoleInterface _interface = new(interactive);

    /// <summary>The product and the engine with their versions.</summary>
    public static string Banner { get; } = $"InitTools {OwnVersion.ToString(3)} on PowerShell {PSVersionInfo.PSVersion}";

    public override string Name => "InitTools.Host";

    public override Version Version => OwnVersion;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI => _interface;

    public ConsoleInterface Interface => _interface;

    /// <summary>What an <c>exit</c> statement asked for; null while none ran.</summary>
    public int? RequestedExitCode { get; private set; }

    /// <summary>Runs a prompt inside the pipeline that asked for it.</summary>
    public Action? NestedPrompt { get; set; }

    /// <summary>Whether the innermost nested prompt was asked to end.</summary>
    public bool NestedPromptEnds { get; set; }

    private static Version OwnVersion => Assembly.GetExecutingAssembly().GetName().Version!;

    public override void SetShouldExit(int exitCode) => RequestedExitCode = exitCode;

    public override void EnterNestedPrompt()
    {
        if (!interactive || NestedPrompt is null)
            throw new HostException("A nested prompt needs a terminal.");
        NestedPrompt();
    }

    public override void ExitNestedPrompt() => NestedPromptEnds = true;

    public override void NotifyBeginApplication() => _interface.EraseProgress();

    public override void NotifyEndApplication()
    {
    }
}
