using System.Text.RegularExpressions;

namespace InitTools.Module.Tests.Host;

/// <summary>The example that draws the phase diagram, with smaller networks.</summary>
public sealed partial class EdgeOfChaosExampleTests
{
    [Fact]
    public async Task Measured_networks_lie_where_the_theory_puts_them()
    {
        string script = Path.Combine(ModuleSession.RepositoryRoot, "examples", "edge-of-chaos.ps1");
        HostResult result = await HostProcess.RunAsync(script, "-Depth", "20", "-Width", "200");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] map = [.. result.Lines.Where(line => line.Contains('\u2524', StringComparison.Ordinal))];
        Assert.Equal(16, map.Length);
        // Without biases the edge is at 1, a sixth of the way from 0.5 to 3.5; the bottom row has no mark on it.
        Assert.Equal(10, map[^1].IndexOf('\u2502', StringComparison.Ordinal) - map[^1].IndexOf('\u2524', StringComparison.Ordinal) - 1);
        Assert.All(map, row => Assert.True(row.Contains('\u2502', StringComparison.Ordinal) || row.Contains('\u25CF', StringComparison.Ordinal), row));
        Assert.Equal(9, result.Lines.Count(line => TableRow().IsMatch(line)));
        Assert.Contains(result.Lines, line => line.Contains("9 of 9 networks are within a factor of 2", StringComparison.Ordinal));
        Assert.Contains("What to conclude", result.Lines);
    }

    [GeneratedRegex(@"^\d\.\d{3}, \d\.\d{2} +\S+ +\S+ +\d\.\d{3}$")]
    private static partial Regex TableRow();
}
