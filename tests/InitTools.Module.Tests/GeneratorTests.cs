using System.Text.RegularExpressions;
using InitTools.Module.Tests.Host;

namespace InitTools.Module.Tests;

/// <summary>Where the cmdlets' random numbers come from.</summary>
public sealed partial class GeneratorTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    /// <summary>
    /// Runs the help's examples of every cmdlet, those apart that call TorchSharp themselves, in a process of its own: the
    /// generator is the process's. The last line shows that a draw from it would be seen.
    /// </summary>
    [Fact]
    public async Task No_cmdlet_draws_from_libtorch_s_generator()
    {
        using var files = new HelpExamples();
        (string Cmdlet, string Script)[] examples =
        [
            .. from topic in HelpFile.Cmdlets
               from example in topic.Examples
               where !example.Code.Contains("TorchSharp", StringComparison.Ordinal)
               select (topic.Name, files.Script(example)),
        ];
        Assert.Equal(HelpFile.Cmdlets.Select(topic => topic.Name).Order(), examples.Select(example => example.Cmdlet).Distinct().Order());
        IEnumerable<string> runs = examples.Select(example =>
            $$"""
            $null = & {
            {{example.Script}}
            }
            if (-not [TorchSharp.torch]::get_rng_state().Equals($before)) { '{{example.Cmdlet}}' }
            """);

        HostResult result = await HostProcess.RunAsync(
            [],
            $$"""
            {{HelpExamples.Preparation}}
            $null = New-Tensor 1
            $before = [TorchSharp.torch]::get_rng_state()
            {{string.Join(Environment.NewLine, runs)}}
            $null = [TorchSharp.torch]::rand(1)
            "seen $(-not [TorchSharp.torch]::get_rng_state().Equals($before))"
            """);

        Assert.Equal("", result.Error);
        // What -WhatIf and -Verbose say, and warnings, go to the console.
        Assert.Equal(["seen True"], result.Lines.Where(line => !Said().IsMatch(line)));
    }

    [Theory]
    [InlineData("New-Tensor 4")]
    [InlineData("Measure-Initializer he_normal 5,5")]
    [InlineData("New-DenseLayer 3 | New-SequentialModel -InputShape 4")]
    [InlineData("New-DenseLayer 3 -InputSize 4")]
    [InlineData("$net | Initialize-Model")]
    public void Verbose_says_how_values_are_drawn(string command)
    {
        IReadOnlyList<string> lines = session.Invoke<string>(
            $$"""
            $net = New-DenseLayer 3 | New-SequentialModel -InputShape 4
            {{command}} -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message
            """);
        string line = Assert.Single(lines, line => line.StartsWith("Philox4x32-10", StringComparison.Ordinal));
        Assert.Contains("vectors", line, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"{Environment.ProcessorCount} thread"), line, StringComparison.Ordinal);
    }

    [GeneratedRegex("^(What if|VERBOSE|WARNING): ")]
    private static partial Regex Said();
}
