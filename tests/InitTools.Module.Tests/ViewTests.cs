using System.Text.RegularExpressions;
using InitTools.Module.Tests.Host;

namespace InitTools.Module.Tests;

/// <summary>What the objects look like on the screen.</summary>
public sealed partial class ViewTests
{
    [Fact]
    public async Task A_probe_is_a_table_by_model_that_ends_with_verdict_and_bar()
    {
        string[] lines = await Show(
            "1..3 | ForEach-Object { New-DenseLayer 20 -Activation sigmoid } | New-SequentialModel -InputShape 20 -Name small -Seed 1 | Invoke-GradientProbe -Seed 1");
        Assert.Contains("   Model: small", lines);
        string header = Assert.Single(lines, line => line.StartsWith("Layer ", StringComparison.Ordinal));
        Assert.Equal("Layer Name Activation Initializer sd(h) sd(dL/dz) Verdict log scale", Spaces().Replace(header, " ").Trim());
        Assert.Contains(lines, line => line.Contains("dense_3", StringComparison.Ordinal) && line.Contains('█', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Small_numbers_keep_their_digits()
    {
        string[] lines = await Show("New-VarianceScalingInitializer -Scale 1e-5");
        Assert.Contains(lines, line => line.Contains("1E-05", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tensor_shows_shape_type_and_values_and_leaks_nothing()
    {
        string[] lines = await Show(
            """
            $t = New-Tensor 784, 300 -Initializer ones
            foreach ($i in 1..2) { [GC]::Collect(); [GC]::WaitForPendingFinalizers() }
            $before = [TorchSharp.torch+Tensor]::TotalCount
            $t | Out-Default
            "leaked $([Math]::Max(0, [TorchSharp.torch+Tensor]::TotalCount - $before))"
            """);
        Assert.Contains(lines, line => line.StartsWith("784x300 Float32 CPU", StringComparison.Ordinal) && line.Contains("1 1 1 1 ...", StringComparison.Ordinal));
        Assert.Contains("leaked 0", lines);
    }

    [Theory]
    [InlineData("Get-Initializer")]
    [InlineData("Get-Activation")]
    [InlineData("New-DenseLayer 3 -InputSize 2")]
    [InlineData("New-ConvolutionLayer 3 3")]
    [InlineData("New-RecurrentLayer 3 Lstm")]
    [InlineData("New-DenseLayer 3 | New-ResidualBlock")]
    [InlineData("New-RecurrentLayer 3 | New-SequentialModel -InputShape 2, 2 | Invoke-GradientProbe")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Get-ModelSummary")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Invoke-GradientProbe")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Invoke-GradientProbe -Jacobian")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Invoke-GradientProbe -Histogram -BinCount 3")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Measure-ModelSymmetry")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Invoke-GradientProbe | Measure-GradientFlow")]
    [InlineData("Invoke-InitializationSweep tanh, relu 1, 2 4")]
    [InlineData("Measure-Initializer he_normal 3,3")]
    [InlineData("Measure-Activation tanh")]
    [InlineData("Get-SignalPropagation tanh 2")]
    [InlineData("Get-SignalPropagation tanh 2 -Depth 3")]
    [InlineData("Find-CriticalInitialization tanh")]
    [InlineData("Get-ActivationGain tanh")]
    [InlineData("Import-Dataset '{digits}'")]
    [InlineData("New-DenseLayer 3 -InputSize 2 -KernelInitializer Ones | New-SequentialModel | Invoke-GradientProbe | Measure-TrainingHealth -RulePack DeepChecker")]

    [InlineData("New-DenseLayer 10 -InputSize 64 | New-SequentialModel | Invoke-ModelTraining -Dataset (Import-Dataset '{digits}' -First 100) -Epoch 1")]
    [InlineData("New-DenseLayer 10 -InputSize 64 | New-SequentialModel | Invoke-Model -Dataset (Import-Dataset '{digits}' -First 50)")]
    [InlineData("New-DenseLayer 10 -InputSize 64 | New-SequentialModel | Initialize-Model -Method Lsuv -Dataset (Import-Dataset '{digits}' -First 50)")]
    [InlineData("Get-TorchBackend")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Repair-GradientFlow")]
    [InlineData("New-Optimizer adam")]
    [InlineData("New-LearningRateSchedule 1cycle")]
    public async Task A_table_has_at_most_eight_columns(string script)
    {
        script = script.Replace("{digits}", ModuleSession.Digits, StringComparison.Ordinal);
        string rule = Assert.Single(await Show(script), line => Rule().IsMatch(line));
        Assert.InRange(rule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, 2, 8);
    }

    [Theory]
    [InlineData("C")]
    [InlineData("en_US.UTF-8")]
    public async Task Lines_are_broken_between_words_also_without_a_language(string locale)
    {
        var environment = new Dictionary<string, string?> { ["COLUMNS"] = "120", ["LC_ALL"] = locale };
        HostResult result = await HostProcess.RunAsync(
            [
                "-Command",
                "1..9 | ForEach-Object { New-DenseLayer 20 -Activation sigmoid } | New-SequentialModel -InputShape 20 -Seed 1 -Name 'sigmoid x10 Glorot' | "
                    + "Invoke-GradientProbe -Seed 1 | Measure-GradientFlow; \"$(1.5)\"; 1.5",
            ],
            environment: environment);
        Assert.Contains(result.Lines, line => line.StartsWith("sigmoid x10  ", StringComparison.Ordinal));
        Assert.Contains("Glorot", result.Lines);
        Assert.Equal(["1.5", "1.5"], result.Lines[^2..]);
    }

    [Theory]
    [InlineData("Measure-GradientFlow", "Recommendation", 24, "Initialize sigmoid with GlorotUniform.")]
    [InlineData(
        "Measure-TrainingHealth -RulePack DeepChecker", "Rule, measured, recommendation", 40,
        "Draw the weights at random: Initialize-Model -KernelInitializer Auto.")]
    public async Task A_recommendation_has_room_at_80_columns_and_whole_words(string measure, string header, int room, string recommendation)
    {
        const string Probe = "1..9 | ForEach-Object { New-DenseLayer 20 -Activation sigmoid -KernelInitializer Ones } | "
            + "New-SequentialModel -InputShape 20 -Seed 1 | Invoke-GradientProbe -Seed 1";
        // PowerShell breaks lines between words only in a language that it knows.
        var environment = new Dictionary<string, string?> { ["COLUMNS"] = "80", ["LC_ALL"] = "en_US.UTF-8" };
        HostResult result = await HostProcess.RunAsync(["-Command", $"{Probe} | {measure}"], environment: environment);
        Assert.Equal("", result.Error);
        string head = Assert.Single(result.Lines, line => line.EndsWith(header, StringComparison.Ordinal));
        int left = head.IndexOf(header, StringComparison.Ordinal);
        Assert.InRange(80 - left, room, 80);
        Assert.All(result.Lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains(
            recommendation, string.Join(' ', result.Lines.Where(line => line.Length > left).Select(line => line[left..])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_disposed_says_so()
    {
        string[] lines = await Show(
            """
            $dense = New-DenseLayer 3 -InputSize 2 -Name dense
            $dropout = New-DropoutLayer 0.5 -Name dropout
            $net = New-DenseLayer 3 -InputSize 2 -Name inner | New-SequentialModel -Name net
            $inner = $net.Layers[0]
            foreach ($it in $dense, $dropout, $net, $inner) { $it | Out-Default }
            foreach ($it in $dense, $dropout, $net) { $it.Dispose() }
            foreach ($it in $dense, $dropout, $net, $inner) { $it | Out-Default }
            """);
        foreach (string name in new[] { "dense", "dropout", "net", "inner" })
        {
            string[] rows = [.. lines.Where(line => line.StartsWith($"{name} ", StringComparison.Ordinal))];
            Assert.Equal(2, rows.Length);
            Assert.DoesNotContain("(disposed)", rows[0], StringComparison.Ordinal);
            Assert.StartsWith($"{name} (disposed) ", rows[1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_frozen_layer_says_so_beside_its_parameters()
    {
        string[] lines = await Show(
            "$net = (New-DenseLayer 50 -Name kept), (New-DenseLayer 10 -Name last) | New-SequentialModel -InputShape 100; $net.Layers[0].Freeze(); $net | Get-ModelSummary");
        string kept = Assert.Single(lines, line => line.Contains("kept", StringComparison.Ordinal));
        string last = Assert.Single(lines, line => line.Contains("last", StringComparison.Ordinal));
        Assert.Equal("1 kept Dense 50 5,050 frozen linear GlorotUniform", Spaces().Replace(kept, " ").Trim());
        Assert.Equal("2 last Dense 10 510 linear GlorotUniform", Spaces().Replace(last, " ").Trim());
    }

    [Theory]
    [InlineData("New-DenseLayer 1000 -InputSize 1000 -Activation leaky_relu -KernelInitializer TruncatedNormal -BiasInitializer Constant", "Parameters")]
    [InlineData(
        "$net = 1..12 | ForEach-Object { New-DenseLayer 1000 -Activation leaky_relu } | New-SequentialModel -InputShape 1000; $net.Layers[0].Freeze(); $net | Get-ModelSummary",
        "Initializer")]
    public async Task Long_values_leave_every_header_whole_at_80_columns(string script, string last)
    {
        HostResult result = await HostProcess.RunAsync(["-Command", script], environment: new Dictionary<string, string?> { ["COLUMNS"] = "80" });
        Assert.Equal("", result.Error);
        Assert.EndsWith(last, Assert.Single(result.Lines, line => line.Contains("Activation", StringComparison.Ordinal)).TrimEnd(), StringComparison.Ordinal);
        Assert.All(result.Lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [InlineData("80", "…_12.dense_1")]
    [InlineData("120", "residual_12.dense_1")]
    public async Task Names_of_layers_in_blocks_leave_room_for_the_bars(string columns, string shown)
    {
        const string Script =
            """
            $net = 1..12 | ForEach-Object { New-DenseLayer 8 -Activation selu | New-ResidualBlock } | New-SequentialModel -InputShape 8 -Seed 1
            $net | Invoke-GradientProbe -Seed 1 | Out-Default; $net | Get-ModelSummary | Out-Default
            """;
        HostResult result = await HostProcess.RunAsync(["-Command", Script], environment: new Dictionary<string, string?> { ["COLUMNS"] = columns });
        Assert.Equal("", result.Error);
        string[] headers = [.. result.Lines.Where(line => line.Contains("Activation", StringComparison.Ordinal))];
        Assert.Equal(2, headers.Length);
        Assert.EndsWith("log scale", headers[0].TrimEnd(), StringComparison.Ordinal);
        Assert.EndsWith("Initializer", headers[1].TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(2, result.Lines.Count(line => line.Contains($" {shown} ", StringComparison.Ordinal)));
        Assert.All(result.Lines, line => Assert.InRange(line.Length, 0, int.Parse(columns, System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static async Task<string[]> Show(string script)
    {
        HostResult result = await HostProcess.RunAsync("-Command", script);
        Assert.Equal("", result.Error);
        return result.Output.ReplaceLineEndings("\n").Split('\n');
    }

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();

    // Two words of a header ("log scale") are underlined as one.
    [GeneratedRegex(@"^\s*-+( +-+)+\s*$")]
    private static partial Regex Rule();
}
