using System.Management.Automation;
using System.Management.Automation.Runspaces;
using InitTools.Host;

namespace InitTools.Module.Tests.Host;

/// <summary>Tab in an engine without PowerShell's Utility module, which the engine's own completion of members asks for.</summary>
public sealed class TabCompletionTests : IDisposable
{
    private readonly Runspace _runspace;

    public TabCompletionTests()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows()) state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        state.ImportPSModule([ModuleSession.ModulePath]);
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Invoke("$text = 'x'");
    }

    public void Dispose() => _runspace.Dispose();

    [Theory]
    [InlineData("$text.Le", "Length")]
    [InlineData("[Math]::Sq", "Sqrt(")]
    [InlineData("(Get-Initializer).Na", "Name")]
    [InlineData("Get-Initializer | Where-Object Nam", "Name")]
    [InlineData("Get-Initializer | ForEach-Object Dis", "Distribution")]
    [InlineData("Get-Initial", "Get-Initializer")]
    public void A_name_is_completed(string text, string name)
    {
        CommandCompletion completion = Complete(text);
        Assert.Equal(name, Assert.Single(completion.CompletionMatches).CompletionText);
        Assert.Equal(text.Length, completion.ReplacementIndex + completion.ReplacementLength);
    }

    [Fact]
    public void Members_come_in_order_and_once()
    {
        string[] names = [.. Complete("Get-ModelSummary $null | Where-Object ").CompletionMatches.Select(match => match.ListItemText)];
        Assert.Contains("ParameterCount", names);
        Assert.Equal(names.Distinct().Order(StringComparer.CurrentCultureIgnoreCase), names);
    }

    [Fact]
    public void What_is_lent_for_it_is_gone_afterwards()
    {
        Complete("$text.Le");
        Assert.Empty(Invoke("Get-Command 'Microsoft.PowerShell.Utility\\Sort-Object' -ErrorAction Ignore; $ExecutionContext.InvokeProvider.Item.Exists('function:Microsoft.PowerShell.Utility\\Sort-Object') | Where-Object { $_ }"));
    }

    [Fact]
    public void An_engine_that_fails_completes_nothing()
    {
        // A cursor behind the text is an exception of the engine.
        CommandCompletion completion = TabCompletion.Complete(CreateShell, "$text.Le", 100);
        Assert.Empty(completion.CompletionMatches);
        Assert.Null(completion.GetNextResult(true));
    }

    private CommandCompletion Complete(string text) => TabCompletion.Complete(CreateShell, text, text.Length);

    private PowerShell CreateShell()
    {
        var shell = PowerShell.Create();
        shell.Runspace = _runspace;
        return shell;
    }

    private List<PSObject> Invoke(string script)
    {
        using PowerShell shell = CreateShell();
        return [.. shell.AddScript(script).Invoke()];
    }
}
