namespace InitTools.Module.Tests.Host;

/// <summary>What redirected output looks like, and who is asked when nobody is there.</summary>
public sealed class OutputTests
{
    private const char Escape = '\u001b';

    private static readonly Dictionary<string, string?> ColourTerminal = new()
    {
        ["TERM"] = "xterm-256color",
        ["NO_COLOR"] = null,
        ["COLUMNS"] = null,
    };

    [Fact]
    public async Task Redirected_output_holds_neither_colours_nor_progress()
    {
        HostResult result = await HostProcess.RunAsync(["-Command", """
            function Show-Everything {
                [CmdletBinding()] param()
                $PSCmdlet.WriteProgress([Management.Automation.ProgressRecord]::new(1, 'an activity', 'a status'))
                $PSCmdlet.WriteWarning('careful')
                $PSCmdlet.WriteVerbose('in detail')
                $Host.UI.Write('Red', 'Blue', "red`n")
                $PSStyle.Foreground.Green + 'green' + $PSStyle.Reset
                $Host.UI.SupportsVirtualTerminal
            }
            Show-Everything -Verbose
            1 / 0
            """], "", ColourTerminal);
        Assert.Equal(["WARNING: careful", "VERBOSE: in detail", "red", "green", "False"], result.Lines);
        Assert.Contains("divide by zero", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Escape, result.Output + result.Error);
    }

    [Fact]
    public async Task A_script_may_insist_on_colours()
    {
        HostResult result = await HostProcess.RunAsync(
            ["-Command", "$PSStyle.OutputRendering = 'Ansi'; $PSStyle.Foreground.Green + 'green' + $PSStyle.Reset"],
            "",
            ColourTerminal);
        Assert.Contains($"{Escape}[32mgreen{Escape}[0m", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 120)]
    [InlineData("200", 200)]
    [InlineData("wide", 120)]
    public async Task Redirected_output_is_as_wide_as_COLUMNS_says_and_120_by_default(string? columns, int width)
    {
        HostResult result = await HostProcess.RunAsync(
            ["-Command", "$Host.UI.RawUI.BufferSize.Width"], "", new Dictionary<string, string?> { ["COLUMNS"] = columns });
        Assert.Equal([$"{width}"], result.Lines);
    }

    [Fact]
    public async Task The_engine_formats_what_is_written()
    {
        HostResult result = await HostProcess.RunAsync("-Command", "[pscustomobject]@{ Layer = 1; Name = 'dense' }");
        Assert.Equal(["Layer Name", "----- ----", "    1 dense"], result.Lines);
    }

    [Fact]
    public async Task Help_works()
    {
        HostResult result = await HostProcess.RunAsync("-Command", "Get-Help Get-Module");
        Assert.Equal("", result.Error);
        Assert.Contains("Get-Module", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "function Remove-It { [CmdletBinding(SupportsShouldProcess)] param() $PSCmdlet.ShouldProcess('x') }; Remove-It -Confirm",
        "without a terminal to ask for the question")]
    [InlineData("$Host.UI.ReadLineAsSecureString()", "without a terminal to ask for a secret")]
    [InlineData("function Get-It { param([Parameter(Mandatory)] $Path) }; Get-It", "missing mandatory parameters: Path")]
    public async Task A_question_that_nobody_can_answer_is_an_error(string command, string message)
    {
        HostResult result = await HostProcess.RunAsync("-Command", command);
        Assert.Equal("", result.Output);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
