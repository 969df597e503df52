using CsCheck;
using static InitTools.Tests.ChartRows;

namespace InitTools.Tests;

/// <summary>How bar charts are laid out.</summary>
public sealed class BarChartTextTests
{
    private static readonly double[] Odd = [0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, -1];

    private static readonly string[] Nasty = ["\u001b[31mred", "a\r\nb\tc", "日本語の層", "\u202Egnitekcarb", "e\u0301te\u0301", "\0", "👩‍💻"];

    private static readonly Gen<double> Value = Gen.OneOf(
        Gen.Double[-300, 300].Select(exponent => Math.Pow(10, exponent)),
        Gen.OneOf(Odd.Select(Gen.Const).ToArray()));

    // Any UTF-16, unpaired surrogates among it, and what a terminal would obey.
    private static readonly Gen<string> Name = Gen.OneOf(
        [Gen.String[0, 30], .. Nasty.Select(Gen.Const)]);

    private static readonly Gen<ChartBar> Bar = Gen.Select(Name, Name, Value, Value, Name).Select((name, detail, value, predicted, verdict) =>
        new ChartBar("1", name, detail, value)
        {
            Predicted = predicted,
            Limits = (value / 100, value * 100),
            Verdict = verdict.Length > 12 ? verdict[..12] : verdict,
        });

    [Fact]
    public void No_line_is_too_long_or_holds_what_a_terminal_obeys() => Gen.Select(Bar.Array[1, 8], Name, Gen.Int[40, 160], Gen.Bool)
        .Sample((bars, title, width, isAscii) =>
        {
            foreach (string line in Lines([new BarChart(title, "sd", bars) { Notes = [new ChartSpan(title + " " + title)] }], width, isAscii))
            {
                Assert.True(TerminalText.Width(line) <= width, line);
                Assert.DoesNotContain(line, char.IsControl);
                Assert.DoesNotContain('\u202E', line);
                if (isAscii) Assert.All(line, character => Assert.InRange(character, ' ', '~'));
            }
        });

    [Fact]
    public void Bars_are_as_long_as_the_logarithms_of_their_values()
    {
        BarChart chart = new("t", "v", [.. Enumerable.Range(0, 5).Select(i => new ChartBar("", "", "", Math.Pow(10, i - 8)))]);
        int[] lengths = [.. Lines([chart], 60, isAscii: true).Where(line => line.Contains('#')).Select(line => line.Count(c => c == '#'))];
        Assert.Equal(5, lengths.Length);
        int[] steps = [.. lengths.Zip(lengths.Skip(1), (a, b) => b - a)];
        Assert.InRange(steps.Max() - steps.Min(), 0, 1);
        Assert.InRange(lengths[0], steps.Min(), steps.Max()); // one decade above the scale's end
    }

    [Fact]
    public void Blocks_tell_eighths_of_a_cell()
    {
        double[] values = [1e-2, 1.1e-2, 1.2e-2, 1.5e-2, 1];
        string[] bars =
        [
            .. Lines([new BarChart("t", "v", [.. values.Select(value => new ChartBar("", "", "", value))])], 48)
                .Where(line => line.Contains('█')).Select(line => line[line.IndexOf('█', StringComparison.Ordinal)..]),
        ];
        Assert.Equal(values.Length, bars.Distinct().Count());
    }

    [Fact]
    public void Ticks_stand_below_their_labels_where_a_bar_of_that_value_ends()
    {
        string[] lines = Lines([new BarChart("t", "v", [new("", "", "", 1e-6), new("", "", "", 1e-3), new("", "", "", 1)])], 60, isAscii: true);
        int at = lines[1].IndexOf("1e-3", StringComparison.Ordinal);
        Assert.Equal('+', lines[2][at]);
        Assert.InRange(lines.Single(line => line.Contains("001 ")).TrimEnd().Length - at, -1, 1);
    }

    [Fact]
    public void Several_charts_have_one_scale()
    {
        string[] lines = Lines([new BarChart("a", "v", [new("", "", "", 1e-6)]), new BarChart("b", "v", [new("", "", "", 1)])], 60);
        string[] axes = [.. lines.Where(line => line.Contains("1e", StringComparison.Ordinal))];
        Assert.Equal(2, axes.Length);
        Assert.Equal(axes[0], axes[1]);
    }

    [Fact]
    public void What_theory_predicts_stands_where_a_bar_of_it_would_end()
    {
        string[] lines = Lines([new BarChart("t", "v", [new("", "a", "", 1e-6) { Predicted = 1e-3 }, new("", "b", "", 1e-3), new("", "c", "", 1)])], 70);
        int mark = lines.Single(line => line.Contains('◆') && line.StartsWith("a ", StringComparison.Ordinal)).IndexOf('◆', StringComparison.Ordinal);
        Assert.InRange(mark - lines.Single(line => line.StartsWith("b ", StringComparison.Ordinal)).TrimEnd().Length, -1, 0);
        Assert.Equal("◆ what theory predicts", lines[^1]);
    }

    [Fact]
    public void Where_there_is_no_room_names_are_cut_and_details_go()
    {
        ChartBar[] bars = [new("12", "a_rather_long_name", "detail", 5) { Verdict = "Vanishing" }];
        Assert.Contains(Lines([new BarChart("t", "v", bars)], 90), line => line.Contains("a_rather_long_name detail", StringComparison.Ordinal));
        string narrow = Assert.Single(Lines([new BarChart("t", "v", bars)], 40), line => line.Contains("Vanishing", StringComparison.Ordinal));
        Assert.StartsWith("12 a_ra…ame 5 █", narrow, StringComparison.Ordinal);
    }

    [Fact]
    public void A_width_that_holds_no_chart_is_an_error() => Errors.Throws(
        "InvalidWidth", () => BarChartText.Lay([], 39), "Width is 39", "40 or more");
}
