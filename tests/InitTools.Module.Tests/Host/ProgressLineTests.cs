using System.Management.Automation;
using InitTools.Host;

namespace InitTools.Module.Tests.Host;

public sealed class ProgressLineTests : IDisposable
{
    private const string Erase = "\r\u001b[K";

    private readonly StringWriter _terminal = new();
    private long _now;

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void A_record_is_one_line_that_is_erased_at_the_end()
    {
        ProgressLine line = Line(width: 80);
        line.Show(0, Record(50));
        line.Show(0, Completed());
        Assert.Equal($"{Erase}Probing  [##########          ]  50%  layer 5 of 10{Erase}", _terminal.ToString());
    }

    [Fact]
    public void A_narrow_terminal_cuts_the_line_before_its_last_column()
    {
        Line(width: 12).Show(0, Record(50));
        Assert.Equal($"{Erase}Probing  […", _terminal.ToString());
    }

    [Fact]
    public void Records_in_quick_succession_are_drawn_once()
    {
        ProgressLine line = Line(width: 80);
        line.Show(0, Record(1));
        line.Show(0, Record(2));
        _now += 60;
        line.Show(0, Record(3));
        Assert.DoesNotContain(" 2%", _terminal.ToString(), StringComparison.Ordinal);
        Assert.Contains(" 3%", _terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_of_another_activity_leaves_the_line_alone()
    {
        ProgressLine line = Line(width: 80);
        line.Show(0, Record(50));
        int drawn = _terminal.ToString().Length;
        line.Show(1, Completed());
        Assert.Equal(drawn, _terminal.ToString().Length);
    }

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("日本", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("😀", 2)]
    [InlineData("\u001b[31mred\u001b[0m", 3)]
    public void Cells_are_what_a_terminal_shows(string text, int cells) => Assert.Equal(cells, RawConsole.Cells(text));

    private static ProgressRecord Record(int percent) => new(1, "Probing", "layer 5 of 10") { PercentComplete = percent };

    private static ProgressRecord Completed() => new(1, "Probing", "done") { RecordType = ProgressRecordType.Completed };

    private ProgressLine Line(int width) => new(_terminal, () => width, () => _now);
}
