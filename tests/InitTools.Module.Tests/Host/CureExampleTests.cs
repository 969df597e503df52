using System.Text.RegularExpressions;

namespace InitTools.Module.Tests.Host;

/// <summary>The example that cures a network.</summary>
public sealed partial class CureExampleTests
{
    [Fact]
    public async Task The_same_network_learns_after_the_cure()
    {
        string script = Path.Combine(ModuleSession.RepositoryRoot, "examples", "cure-a-sick-network.ps1");
        // One thread: beside other tests libtorch's threads would wait for each other many times as long as a step takes.
        HostResult result = await HostProcess.RunAsync(
            [script, "-Epoch", "4"], environment: new Dictionary<string, string?> { ["OMP_NUM_THREADS"] = "1" });
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Match accuracy = Assert.Single(result.Lines.Select(line => Accuracies().Match(line)), match => match.Success);
        Assert.InRange(double.Parse(accuracy.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 0, 20);
        Assert.InRange(double.Parse(accuracy.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture), 88, 100);
        Assert.Contains(result.Lines, line => line.StartsWith("  layer  1: ", StringComparison.Ordinal));
        Assert.Contains(result.Lines, line => line.Contains("Vanishing", StringComparison.Ordinal));
        Assert.Contains(result.Lines, line => line.StartsWith("Step 1, kept: ", StringComparison.Ordinal));
        Assert.All(result.Lines, line => Assert.InRange(line.Length, 0, 200));
    }

    [GeneratedRegex(@"^  validation accuracy: ([\d.]+) ?% and ([\d.]+) ?%")]
    private static partial Regex Accuracies();
}
