using System.Management.Automation;
using InitTools.Module.Tests.Host;

namespace InitTools.Module.Tests;

/// <summary>What Show-GradientFlow writes to a terminal, a pipeline and a file.</summary>
public sealed class TerminalChartTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string Flow = "Get-SignalPropagation tanh 0.5 -Depth 30 | Show-GradientFlow";
    private const string Escape = "\u001b[";

    [Fact]
    public void Rows_of_a_probe_become_lines_of_text()
    {
        IReadOnlyList<PSObject> lines = session.Invoke(
            """
            $net = 1..4 | ForEach-Object { New-DenseLayer 8 -Activation tanh } | New-SequentialModel -InputShape 8 -Name four -Seed 1
            $net | Invoke-GradientProbe -Seed 1 | Show-GradientFlow -Width 60
            $net.Dispose()
            """);
        string[] texts = [.. lines.Select(line => Assert.IsType<string>(line.BaseObject))];
        Assert.Equal("four: the gradient by layer", texts[0]);
        Assert.All(texts, text => Assert.InRange(text.Length, 0, 60));
        Assert.Equal(4, texts.Count(text => text.Contains("dense_", StringComparison.Ordinal) && text.Contains('█')));
        Assert.Contains("◆ what theory predicts", texts[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Results_of_measurements_and_sweeps_share_a_chart()
    {
        string[] lines = [.. session.Invoke<string>("Invoke-InitializationSweep tanh, relu 1, 2 4 -Seed 1 | Show-GradientFlow -Ascii")];
        Assert.Equal("Gradient at the first layer over that at the last", lines[0]);
        Assert.All(lines, line => Assert.All(line, character => Assert.InRange(character, ' ', '~')));
        Assert.Empty(session.Invoke("@() | Show-GradientFlow"));
    }

    [Fact]
    public void Epochs_among_the_rows_of_a_training_are_passed_over()
    {
        const string Training =
            """
            $net = (New-DenseLayer 3 -Activation tanh), (New-DenseLayer 2) | New-SequentialModel -InputShape 2 -Name two -Seed 1
            $data = [InitTools.Dataset]::new('d', [float[]](1, 2, 3, 4), [long[]]2, [long[]](0, 1))
            $rows = @($net | Invoke-ModelTraining -Dataset $data -Epoch 2 -Seed 1 -ProbeEvery 1)
            $net.Dispose()
            $epochs = @($rows | Where-Object { $_ -is [InitTools.TrainingEpoch] })
            if ($epochs.Count -ne 2) { throw 'two epochs were expected' }
            """;
        IReadOnlyList<string> lines = session.Invoke<string>($"{Training}\n$rows | Show-GradientFlow");
        Assert.Equal(["two, step 1: the gradient by layer", "two, step 2: the gradient by layer"], lines.Where(line => line.StartsWith("two", StringComparison.Ordinal)));
        Assert.StartsWith("InitTools.UnknownInput,", session.InvokeForError($"{Training}\n$epochs | Show-GradientFlow").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ansi", true)]
    [InlineData("PlainText", false)]
    [InlineData("Host", false)] // the tests' host has no terminal
    public void Colours_follow_the_session(string rendering, bool coloured)
    {
        string text = string.Join('\n', session.Invoke<string>(
            $"$before = $PSStyle.OutputRendering; $PSStyle.OutputRendering = '{rendering}'; try {{ {Flow} }} finally {{ $PSStyle.OutputRendering = $before }}"));
        Assert.Equal(coloured, text.Contains(Escape, StringComparison.Ordinal));
        Assert.Equal(coloured, text.Contains($"{Escape}33mVanishing", StringComparison.Ordinal) || text.Contains($"{Escape}33m Vanishing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dumb_terminal_gets_plain_text()
    {
        HostResult result = await HostProcess.RunAsync(["-Command", Flow], environment: new Dictionary<string, string?> { ["TERM"] = "dumb" });
        Assert.Equal("", result.Error);
        Assert.Contains('#', result.Output);
        Assert.All(result.Output, character => Assert.True(char.IsAscii(character)));
    }

    [Theory]
    [InlineData("1 | Show-GradientFlow", "UnknownInput", "Int32")]
    [InlineData("New-DenseLayer 3 | Show-GradientFlow", "UnknownInput", "Invoke-GradientProbe")]
    [InlineData("@(Get-SignalPropagation tanh 1 -Depth 2; 3) | Show-GradientFlow", "MixedInput", "Int32")]
    [InlineData("@() | Show-GradientFlow -Width 39", "InvalidWidth", "39")]
    [InlineData("@() | Show-GradientFlow -RowLimit 2", "InvalidRowLimit", "2")]
    [InlineData("@() | Show-GradientFlow -VanishingRatio 2", "InvalidVanishingRatio", "2")]
    [InlineData("@() | Show-GradientFlow -ExplodingRatio 1", "InvalidExplodingRatio", "1")]
    public void What_cannot_be_shown_says_why(string script, string id, string mentioned)
    {
        ErrorRecord error = session.InvokeForError(script);
        Assert.StartsWith($"InitTools.{id},", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(mentioned, error.ToString(), StringComparison.Ordinal);
    }
}
