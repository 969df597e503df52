using System.Globalization;
using System.Text.RegularExpressions;
using InitTools.Module.Tests.Host;

namespace InitTools.Module.Tests;

/// <summary>What the README shows first is what its commands print; other machines may round the measured numbers otherwise.</summary>
public sealed partial class ReadmeTests
{
    private const double Tolerance = 0.02;

    [Fact]
    public async Task The_first_commands_print_what_is_shown()
    {
        string[] parts = File.ReadAllText(Path.Combine(ModuleSession.RepositoryRoot, "README.md")).ReplaceLineEndings("\n").Split("```");
        string commands = parts[1]["powershell".Length..].Replace(
            "examples/data/digits.csv.gz", $"'{ModuleSession.Digits}'", StringComparison.Ordinal);
        commands = ImportLine().Replace(commands, "");
        const string Flow =
            """
            $net | Invoke-GradientProbe -Dataset $digits -Seed 1 | Measure-GradientFlow | ForEach-Object {
                [string]::Format([cultureinfo]::InvariantCulture, 'ratio {0:G3}, {1}, trouble begins at layer {2}, *{3}*',
                    $_.BackpropRatio, $_.Verdict, $_.FirstUnhealthyLayer, $_.Recommendation)
            }
            """;
        HostResult result = await HostProcess.RunAsync("-Command", $"{commands}\n{Flow}");
        Assert.Equal("", result.Error);

        Match sentence = Sentence().Match(parts[4]);
        Assert.True(sentence.Success);
        AssertAlike(
            [.. parts[3].Split('\n').Where(line => line.Length > 0).Select(Words), Words(sentence.Value)],
            [.. result.Lines.Select(Words)]);
    }

    private static void AssertAlike(string[] shown, string[] printed)
    {
        Assert.Equal(shown.Select(line => Number().Replace(line, "#")), printed.Select(line => Number().Replace(line, "#")));
        double[] expected = Numbers(shown), actual = Numbers(printed);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], Tolerance * expected[i]);
    }

    private static double[] Numbers(string[] lines) =>
        [.. lines.SelectMany(line => Number().Matches(line)).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    // Without the bars, which are the numbers again.
    private static string Words(string line) => Spaces().Replace(Bars().Replace(line, ""), " ").Trim();

    [GeneratedRegex(@"^Import-Module.*$", RegexOptions.Multiline)]
    private static partial Regex ImportLine();

    [GeneratedRegex(@"ratio \S+, \w+, trouble begins at layer \d+, \*[^*]+\*")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\d+(\.\d+)?(E[+-]\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex("[\u2580-\u259f]+")]
    private static partial Regex Bars();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
