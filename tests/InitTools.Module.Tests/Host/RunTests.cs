namespace InitTools.Module.Tests.Host;

/// <summary>Scripts, commands and standard input, their arguments, and what a caller sees of how they ended.</summary>
public sealed class RunTests
{
    private const string Echo = """
        param([string] $Name, [int] $Count = 1, [switch] $Fast, [Parameter(ValueFromRemainingArguments)] $Rest)
        "$Name|$Count|$Fast|$($Rest -join ',')"
        """;

    [Fact]
    public async Task A_bare_path_and_File_bind_arguments_alike()
    {
        using TemporaryScript script = new(Echo);
        HostResult bare = await HostProcess.RunAsync(script.Path, "it's", "-Count", "3", "-Fast", "-2", "ü 日本 😀");
        HostResult file = await HostProcess.RunAsync("-File", script.Path, "-Fast:$false", "-Name:a b", "5");
        Assert.Equal(new HostResult(0, "it's|3|True|-2,ü 日本 😀" + Environment.NewLine, ""), bare);
        Assert.Equal(new HostResult(0, "a b|5|False|" + Environment.NewLine, ""), file);
    }

    [Fact]
    public async Task A_script_knows_where_it_is_and_finds_the_module()
    {
        using TemporaryScript script = new("""
            $PSScriptRoot; $PSCommandPath; $MyInvocation.MyCommand.Path; $args -join ','; $PWD.Path
            (Get-Module InitTools).Name
            Import-Module InitTools -Force -PassThru | ForEach-Object Name
            """);
        HostResult result = await HostProcess.RunAsync(script.Path, "1", "-x", "y");
        Assert.Equal(
            [script.Folder, script.Path, script.Path, "1,-x,y", Environment.CurrentDirectory, "InitTools", "InitTools"],
            result.Lines);
    }

    [Theory]
    [InlineData("'fine'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 0", 0)]
    [InlineData("function Stop-Here { exit 3 }; Stop-Here", 3)]
    [InlineData("throw 'boom'", 1)]
    [InlineData("1 / 0; 'after'", 0)]
    [InlineData("$ErrorActionPreference = 'Stop'; No-SuchCommand", 1)]
    [InlineData("if (", 1)]
    public async Task Exit_code_of_a_script(string text, int code)
    {
        using TemporaryScript script = new(text);
        HostResult result = await HostProcess.RunAsync(script.Path);
        Assert.Equal(code, result.ExitCode);
    }

    [Theory]
    [InlineData("'fine'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("throw 'boom'", 1)]
    [InlineData("'before'; 1 / 0", 1)]
    [InlineData("1 / 0; 'after'", 0)]
    public async Task Exit_code_of_a_command_and_of_standard_input(string text, int code)
    {
        HostResult command = await HostProcess.RunAsync("-Command", text);
        HostResult input = await HostProcess.RunAsync([], text);
        Assert.Equal((code, code), (command.ExitCode, input.ExitCode));
    }

    [Fact]
    public async Task An_argument_that_does_not_fit_is_an_error_of_the_call()
    {
        using TemporaryScript script = new(Echo);
        HostResult result = await HostProcess.RunAsync(script.Path, "-Count", "many");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("'Count'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_uncaught_error_goes_to_the_error_stream_with_its_position()
    {
        using TemporaryScript script = new("'before'\nthrow 'boom'\n'after'");
        HostResult result = await HostProcess.RunAsync(script.Path);
        Assert.Equal("before" + Environment.NewLine, result.Output);
        Assert.Contains("boom", result.Error, StringComparison.Ordinal);
        Assert.Contains("it's a script.ps1:2", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_that_does_not_end_the_script_goes_to_the_error_stream()
    {
        HostResult result = await HostProcess.RunAsync("-Command", "1 / 0; 'after'; $Error.Count");
        Assert.Equal(["after", "1"], result.Lines);
        Assert.Contains("divide by zero", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_incomplete_command_is_reported_with_what_is_missing()
    {
        HostResult result = await HostProcess.RunAsync("-Command", "foreach ($i in 1..3) {");
        Assert.Contains("Missing closing '}'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_only_PowerShell_has_is_missing_and_said_to_be()
    {
        HostResult result = await HostProcess.RunAsync("-Command", "Get-Module InitTools | Format-Table");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("'Format-Table' is not recognized", result.Error, StringComparison.Ordinal);
        Assert.Contains("engine's own commands only", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_is_text_in_UTF_8_with_or_without_a_byte_order_mark()
    {
        string text = "$word = 'ü 日本 😀'\n$word\n$word.Length";
        HostResult plain = await HostProcess.RunAsync(["-"], text);
        HostResult marked = await HostProcess.RunAsync(["-"], '\uFEFF' + text);
        Assert.Equal(["ü 日本 😀", "7"], plain.Lines);
        Assert.Equal(plain, marked);
        Assert.False(plain.Output.StartsWith('\uFEFF'));
    }

    [Fact]
    public async Task Bad_usage_and_a_missing_script_are_told_apart_from_errors()
    {
        HostResult usage = await HostProcess.RunAsync("-Bogus");
        HostResult missing = await HostProcess.RunAsync("no such.ps1", "-Name", "x");
        Assert.Equal((64, 64), (usage.ExitCode, missing.ExitCode));
        Assert.Contains("Usage:", usage.Error, StringComparison.Ordinal);
        Assert.Contains(Path.GetFullPath("no such.ps1"), missing.Error, StringComparison.Ordinal);
        Assert.Equal("", usage.Output + missing.Output);
    }

    [Fact]
    public async Task A_module_that_is_not_there_or_does_not_load_is_one_clear_error()
    {
        using TemporaryScript broken = new("@{ ModuleVersion = 'none' }", "InitTools.psd1");
        foreach (string path in (string[])[broken.Path, Path.Combine(broken.Folder, "no.psd1")])
        {
            HostResult result = await HostProcess.RunAsync(
                ["-Command", "1"], "", new Dictionary<string, string?> { ["INITTOOLS_MODULE_PATH"] = path });
            Assert.Equal((1, ""), (result.ExitCode, result.Output));
            Assert.Contains(path, Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_machine_without_data_on_languages_will_do()
    {
        HostResult result = await HostProcess.RunAsync(
            ["-Command", "'{0}' -f 1.5; (New-Tensor 3 | Measure-Tensor).Count; New-DenseLayer 0; (Get-Help New-DenseLayer).Synopsis"], "",
            new Dictionary<string, string?> { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1" });
        Assert.Equal(["1.5", "3"], result.Lines[..2]);
        Assert.Contains("Units is 0", result.Error, StringComparison.Ordinal);
        Assert.StartsWith("Makes a fully connected layer", result.Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Modules_bound_to_another_PowerShell_are_not_offered()
    {
        const string Utility = "Microsoft.PowerShell.Utility";
        using TemporaryScript foreign = new("function Format-Table { 'foreign' }", $"{Utility}/{Utility}.psm1");
        HostResult result = await HostProcess.RunAsync(
            ["-Command", "Format-Table"], "", new Dictionary<string, string?> { ["PSModulePath"] = foreign.Folder });
        Assert.Contains("'Format-Table' is not recognized", result.Error, StringComparison.Ordinal);
    }
}
