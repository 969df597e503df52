using System.Globalization;

namespace InitTools;

/// <summary>
/// Lays bar charts out as lines of text of some width. All charts get one scale, so that they can be compared; what doesn't fit
/// beside bars of some length is left out: first the details, then the figures, and names are cut.
/// </summary>
public sealed class BarChartText
{
    /// <summary>The narrowest width in cells.</summary>
    public const int MinimumWidth = 40;

    private const int TickWidth = 7;
    private const int BarTarget = 14;
    private const int NameLimit = 18;
    private const int ShortName = 8;
    private const int DetailLimit = 12;
    private const string Eighths = " ▏▎▍▌▋▊▉";

    private readonly TerminalText _text;
    private readonly bool _isAscii;
    private readonly int _width;

    private readonly int _numberCells;
    private readonly int _nameCells;
    private readonly int _detailCells;
    private readonly int _valueCells;
    private readonly int _verdictCells;
    private readonly LogScale _scale;
    private readonly int _barCells;

    private BarChartText(IReadOnlyList<BarChart> charts, int width, bool isAscii)
    {
        (_text, _width, _isAscii) = (new TerminalText(isAscii), width, isAscii);
        ChartBar[] bars = [.. charts.SelectMany(chart => chart.Bars)];
        int Widest(Func<ChartBar, string> column) => bars.Max(bar => TerminalText.Width(_text.Clean(column(bar))));
        _numberCells = Widest(bar => bar.Number);
        _nameCells = Math.Min(NameLimit, Widest(bar => bar.Name));
        _detailCells = Math.Min(DetailLimit, Widest(bar => bar.Detail));
        _valueCells = Math.Max(Widest(bar => Show(bar.Value)), charts.Max(chart => TerminalText.Width(chart.ValueTitle)));
        _verdictCells = Widest(bar => bar.Verdict);
        if (BarRoom < BarTarget) _detailCells = 0;
        if (BarRoom < BarTarget) _nameCells = Math.Min(ShortName, _nameCells);
        if (BarRoom < BarTarget) _valueCells = 0;
        if (BarRoom < BarTarget) _numberCells = Math.Min(ShortName, _numberCells);
        _barCells = BarRoom;
        _scale = LogScale.For(bars.Select(bar => bar.Value).Concat(bars.Select(bar => bar.Predicted ?? 0)), _barCells);
    }

    /// <summary>Lays charts out.</summary>
    /// <param name="charts">The charts, each with a bar at least.</param>
    /// <param name="width">The longest line in cells, <see cref="MinimumWidth"/> or more.</param>
    /// <param name="isAscii">Whether only ASCII can be shown; otherwise block characters are used.</param>
    /// <returns>The lines, an empty one between charts.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.InvalidWidth</c>.</exception>
    public static IReadOnlyList<IReadOnlyList<ChartSpan>> Lay(IReadOnlyList<BarChart> charts, int width, bool isAscii = false)
    {
        ArgumentNullException.ThrowIfNull(charts);
        if (width < MinimumWidth) throw InitToolsException.Argument("InvalidWidth", "Width", width, $"{MinimumWidth} or more");
        if (charts.Count == 0) return [];
        var text = new BarChartText(charts, width, isAscii);
        var lines = new List<IReadOnlyList<ChartSpan>>();
        foreach (BarChart chart in charts)
        {
            if (lines.Count > 0) lines.Add([]);
            lines.AddRange(text.Lay(chart));
        }
        if (text.Legend(lines) is { } legend) lines.AddRange(text.Wrap(new ChartSpan(legend, ChartTone.Frame)).Prepend([]));
        return lines;
    }

    private char Mark => _isAscii ? 'o' : '◆';

    private char LimitMark => _isAscii ? ':' : '┊';

    private int BarRoom => _width - Columns(_numberCells, _nameCells, _detailCells, _valueCells) - (_verdictCells > 0 ? _verdictCells + 1 : 0);

    private static int Columns(params int[] cells) => cells.Sum(count => count > 0 ? count + 1 : 0);

    private static string Show(double value) => value.ToString("G3", CultureInfo.CurrentCulture);

    private IEnumerable<IReadOnlyList<ChartSpan>> Lay(BarChart chart)
    {
        foreach (IReadOnlyList<ChartSpan> line in Wrap(new ChartSpan(chart.Title, ChartTone.Title))) yield return line;
        foreach (IReadOnlyList<ChartSpan> line in Axis(chart)) yield return line;
        foreach (ChartBar bar in chart.Bars) yield return Line(bar);
        foreach (ChartSpan note in chart.Notes)
            foreach (IReadOnlyList<ChartSpan> line in Wrap(note)) yield return line;
    }

    private IEnumerable<IReadOnlyList<ChartSpan>> Wrap(ChartSpan span) =>
        _text.Wrap(span.Text, _width).Select(line => (IReadOnlyList<ChartSpan>)[span with { Text = line }]);

    // Two lines: what the figures are with the decades, and the ticks.
    private IEnumerable<IReadOnlyList<ChartSpan>> Axis(BarChart chart)
    {
        (int Exponent, int Cell)[] ticks = [.. _scale.Ticks(TickWidth)];
        // The last label may stand above the verdicts.
        char[] labels = [.. Enumerable.Repeat(' ', _barCells + (_verdictCells > 0 ? _verdictCells + 1 : 0))];
        char[] line = [.. Enumerable.Repeat(_isAscii ? '-' : '─', _barCells)];
        int free = 0;
        foreach ((int exponent, int cell) in ticks)
        {
            line[cell] = _isAscii ? '+' : '┬';
            string label = string.Create(CultureInfo.InvariantCulture, $"1e{exponent}");
            int at = Math.Min(cell, labels.Length - label.Length);
            if (at < free) continue;
            label.CopyTo(0, labels, at, label.Length);
            free = at + label.Length + 1;
        }
        int before = Columns(_numberCells, _nameCells, _detailCells);
        string title = _valueCells > 0 ? _text.Fit(chart.ValueTitle, _valueCells, true) + " " : "";
        yield return [new ChartSpan((new string(' ', before) + title + new string(labels)).TrimEnd(), ChartTone.Frame)];
        yield return [new ChartSpan(new string(' ', before + Columns(_valueCells)) + new string(line), ChartTone.Frame)];
    }

    private List<ChartSpan> Line(ChartBar bar)
    {
        string Column(string text, int cells, bool right = false) => cells > 0 ? _text.Fit(text, cells, right) + " " : "";
        string before = Column(bar.Number, _numberCells, true) + Column(bar.Name, _nameCells) + Column(bar.Detail, _detailCells)
            + Column(Show(bar.Value), _valueCells, true);
        List<ChartSpan> line = [new ChartSpan(before), .. Bar(bar)];
        if (bar.Verdict.Length > 0) line.Add(new ChartSpan(" " + _text.Clean(bar.Verdict), bar.Tone));
        else line[^1] = line[^1] with { Text = line[^1].Text.TrimEnd() };
        return line;
    }

    private IEnumerable<ChartSpan> Bar(ChartBar bar)
    {
        char[] cells = [.. Blocks(bar.Value)];
        bool[] isMark = new bool[_barCells];
        void Put(double value, char mark, bool over)
        {
            if (!(value > 0) || !double.IsFinite(value)) return;
            double place = _scale.Place(value);
            int cell = (int)Math.Min(_barCells - 1, place);
            // A limit outside of the scale has no place; one behind the bar's end shows.
            if (!over && (cells[cell] != ' ' || place <= 0 || place >= _barCells)) return;
            (cells[cell], isMark[cell]) = (mark, true);
        }
        if (bar.Limits is { } limits)
        {
            Put(limits.Low, LimitMark, false);
            Put(limits.High, LimitMark, false);
        }
        if (bar.Predicted is { } predicted) Put(predicted, Mark, true);
        for (int start = 0; start < _barCells;)
        {
            int end = start;
            while (end < _barCells && isMark[end] == isMark[start]) end++;
            yield return new ChartSpan(new string(cells[start..end]), isMark[start] ? ChartTone.Frame : bar.Tone);
            start = end;
        }
    }

    private string Blocks(double value)
    {
        if (double.IsNaN(value) || value <= 0) return new string(' ', _barCells);
        double place = double.IsPositiveInfinity(value) ? _barCells : _scale.Place(value);
        if (_isAscii) return new string('#', Math.Max(1, (int)Math.Round(place))).PadRight(_barCells);
        int eighths = Math.Max(1, (int)Math.Round(place * 8));
        string bar = new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : Eighths[eighths % 8]);
        return bar.PadRight(_barCells);
    }

    // Only of marks that stand somewhere: a bar may cover them all, or the scale end before.
    private string? Legend(IReadOnlyList<IReadOnlyList<ChartSpan>> lines)
    {
        bool Stands(char mark) => lines.Any(line => line.Any(span => span.Tone == ChartTone.Frame && span.Text.Contains(mark)));
        string?[] parts =
        [
            Stands(Mark) ? $"{Mark} what theory predicts" : null,
            Stands(LimitMark) ? $"{LimitMark} where a healthy range begins or ends" : null,
        ];
        return parts.Any(part => part is not null) ? string.Join(", ", parts.Where(part => part is not null)) : null;
    }
}
