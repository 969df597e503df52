namespace InitTools.Module.Tests.Host;

/// <summary>The prompt, which -Interactive gives to redirected input too.</summary>
public sealed class PromptTests
{
    [Fact]
    public async Task A_statement_goes_on_until_it_is_whole()
    {
        HostResult result = await PromptAsync("foreach ($i in 1..2) {\n\"row $i\"\n}\n'next'\n");
        Assert.Equal(["> >> >> row 1", "row 2", "> next", ">"], Shorten(result));
    }

    [Fact]
    public async Task An_error_does_not_end_the_session_and_exit_does()
    {
        HostResult result = await PromptAsync("throw 'boom'\n$x = 5\n$x + 1\nexit 4\n'never'\n");
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("boom", result.Error, StringComparison.Ordinal);
        Assert.Equal(["> > > 6", ">"], Shorten(result));
    }

    [Fact]
    public async Task The_history_is_the_engines()
    {
        HostResult result = await PromptAsync("1 + 1\n(Get-History).CommandLine\n");
        Assert.Equal(["> 2", "> 1 + 1", ">"], Shorten(result));
    }

    [Fact]
    public async Task Questions_are_answered_by_key_or_label_and_asked_again()
    {
        HostResult result = await PromptAsync("""
            $choices = [Management.Automation.Host.ChoiceDescription[]]('&Yes', '&No')
            function Ask { $Host.UI.PromptForChoice('', 'Sure?', $choices, 1) }
            Ask
            maybe
            ?
            yes
            Ask


            """);
        Assert.Equal(
            [
                "> > > Sure?",
                """[Y] Yes  [N] No  [?] Help (default is "N"): [Y] Yes  [N] No  [?] Help (default is "N"): Y -""",
                "N -",
                """[Y] Yes  [N] No  [?] Help (default is "N"): 0""",
                "> Sure?",
                """[Y] Yes  [N] No  [?] Help (default is "N"): 1""",
                ">",
            ],
            Shorten(result));
    }

    [Fact]
    public async Task Mandatory_parameters_are_asked_for()
    {
        HostResult result = await PromptAsync("""
            & { param([Parameter(Mandatory)] [int] $A, [Parameter(Mandatory)] [int[]] $B) $A + $B.Count }
            5
            1
            2


            """);
        Assert.Equal("A: B[0]: B[1]: B[2]: 7", Shorten(result)[^2]);
    }

    [Fact]
    public async Task A_pipeline_can_be_suspended_for_a_nested_prompt()
    {
        HostResult result = await PromptAsync("& { 'before'; $Host.EnterNestedPrompt(); 'after' }\n'inside'\nexit\n'outside'\n");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["> before", ">> inside", ">> after", "> outside", ">"], Shorten(result));
    }

    [Fact]
    public async Task NoExit_prompts_after_the_command()
    {
        HostResult result = await HostProcess.RunAsync(["-Interactive", "-NoExit", "-Command", "'first'"], "'second'\nexit 2\n");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(["first", "> second", ">"], Shorten(result));
    }

    [Fact]
    public async Task The_banner_names_the_versions()
    {
        HostResult result = await HostProcess.RunAsync(["-Interactive"], "");
        Assert.Matches(@"^InitTools \d+\.\d+\.\d+ on PowerShell 7\.\d+\.\d+", result.Output);
    }

    private static Task<HostResult> PromptAsync(string input) => HostProcess.RunAsync(["-Interactive", "-NoLogo"], input);

    // The prompt shows where the host runs; here only its sign counts.
    private static string[] Shorten(HostResult result) =>
        [.. result.Output.Replace("PS " + Environment.CurrentDirectory, "", StringComparison.Ordinal).Split('\n')
            .Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
}
