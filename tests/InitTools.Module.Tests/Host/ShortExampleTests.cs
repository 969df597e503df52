using System.Globalization;
using System.Text.RegularExpressions;

namespace InitTools.Module.Tests.Host;

/// <summary>The example scripts that need no more than a moment.</summary>
public sealed partial class ShortExampleTests
{
    [Fact]
    public async Task Initializers_obey_their_laws_and_only_the_right_one_suits_ReLU()
    {
        string[] lines = await RunAsync("initializers.ps1");
        Assert.Equal(7, lines.Count(line => line.Contains("300x784", StringComparison.Ordinal)));
        Assert.Contains("  selu     LecunNormal", lines);
        Assert.Contains("Healthy here: HeNormal.", lines);
    }

    [Fact]
    public async Task The_gradient_reaches_back_as_far_as_the_start_allows()
    {
        string[] lines = await RunAsync("recurrent.ps1", "-Steps", "25");
        Dictionary<string, (double Decay, string Verdict)> starts = lines
            .Select(line => Start().Match(line))
            .Where(match => match.Success)
            .ToDictionary(
                match => match.Groups["name"].Value,
                match => (double.Parse(match.Groups["decay"].Value, CultureInfo.InvariantCulture), match.Groups["verdict"].Value));
        Assert.Equal(7, starts.Count);
        Assert.Equal("Vanishing", starts["RNN, N(0, 0.05^2)"].Verdict);
        Assert.Equal("Exploding", starts["RNN, N(0, 0.6^2)*"].Verdict);
        Assert.True(starts["RNN, orthogonal"].Decay > starts["RNN, N(0, 0.05^2)"].Decay);
        Assert.True(starts["LSTM, forget 0"].Decay < starts["LSTM, forget 1"].Decay);
        Assert.True(starts["LSTM, forget 1"].Decay < starts["LSTM, forget 4"].Decay);
    }

    [Fact]
    public async Task A_network_is_kept_and_goes_on()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("InitTools.Example.");
        try
        {
            string path = Path.Combine(folder.FullName, "net.safetensors");
            string[] lines = await RunAsync("save-and-load.ps1", "-Path", path, "-Epoch", "2");
            Assert.Contains(lines, line => line.EndsWith("as the original does: True.", StringComparison.Ordinal));
            Assert.Contains(lines, line => line.EndsWith($"bytes in {path}.", StringComparison.Ordinal));
            string accuracy = Assert.Single(lines, line => line.StartsWith("Accuracy at the end: 9", StringComparison.Ordinal));
            Assert.EndsWith("%.", accuracy, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string[]> RunAsync(string script, params string[] arguments)
    {
        HostResult result = await HostProcess.RunAsync(
            [Path.Combine(ModuleSession.RepositoryRoot, "examples", script), .. arguments]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Lines;
    }

    [GeneratedRegex(@"^(?<name>(RNN|GRU|LSTM).*?) +(?<decay>\d+\.\d{3}) +\d\.\dE[+-]\d+ +(?<verdict>\w+)$")]
    private static partial Regex Start();
}
