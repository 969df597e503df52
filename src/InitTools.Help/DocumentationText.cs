using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace InitTools.Help;

/// <summary>Turns documentation comments into paragraphs of plain text.</summary>
/// <param name="nameOf">How to write a reference, by its id: <c>T:InitTools.Module.NewTensorCommand</c>.</param>
internal sealed partial class DocumentationText(Func<string, string> nameOf)
{
    // Get-Help indents by four; 80 columns are the narrowest terminal in use.
    private const int LineWidth = 74;
    // The term of a row may be a list; it is wrapped, so that room is left beside it.
    private const int TermWidth = 30;
    private const string ColumnGap = "  ";

    /// <summary>The paragraphs of a comment's element; none if it is missing or empty.</summary>
    public IReadOnlyList<string> Paragraphs(XElement? element) => element is null ? [] : Paragraphs(element.Nodes());

    /// <summary>The paragraphs of some nodes.</summary>
    public IReadOnlyList<string> Paragraphs(IEnumerable<XNode> nodes)
    {
        var paragraphs = new List<string>();
        var running = new StringBuilder();
        foreach (XNode node in nodes)
        {
            IReadOnlyList<string>? block = Block(node);
            if (block is null)
            {
                running.Append(Inline(node));
                continue;
            }
            EndRunning();
            paragraphs.AddRange(block);
        }
        EndRunning();
        return paragraphs;

        void EndRunning()
        {
            string text = Flow(running.ToString());
            if (text.Length > 0) paragraphs.Add(text);
            running.Clear();
        }
    }

    /// <summary>Code as it is typed: without the indentation that all lines share, and blank lines around it.</summary>
    public static string Code(XElement code)
    {
        string[] lines = [.. code.Value.Split('\n').Select(line => line.TrimEnd())];
        int indentation = lines.Where((line, i) => i > 0 && line.Length > 0).Select(Indentation).DefaultIfEmpty(0).Min();
        IEnumerable<string> aligned = lines.Select(line => line[Math.Min(indentation, Indentation(line))..]);
        return string.Join('\n', aligned).Trim('\n').TrimStart(' ');
    }

    private IReadOnlyList<string>? Block(XNode node) => node is not XElement element ? null : element.Name.LocalName switch
    {
        "para" => Paragraphs(element),
        "code" => [Code(element)],
        "list" when element.Attribute("type")?.Value == "table" => [Table(element)],
        "list" => [.. element.Elements("item").Select(item => $"- {string.Join(' ', Paragraphs(item))}")],
        _ => null,
    };

    private string Inline(XNode node) => node switch
    {
        XText text => text.Value,
        XElement element when element.Attribute("cref") is { } reference && element.IsEmpty => nameOf(reference.Value),
        XElement element when element.Attribute("langword") is { } word => word.Value,
        XElement element when element.Attribute("name") is { } name && element.IsEmpty => name.Value,
        XElement element when element.Attribute("href") is { } address && element.IsEmpty => address.Value,
        XElement element => string.Concat(element.Nodes().Select(Inline)),
        _ => "",
    };

    /// <summary>Rows of aligned columns, whose cells are wrapped beside each other.</summary>
    private string Table(XElement list)
    {
        string[][] rows =
            [.. list.Elements().Select(row => row.Elements().Select(cell => string.Join(' ', Paragraphs(cell))).ToArray())];
        int[] widths = [.. Enumerable.Range(0, rows.Max(row => row.Length) - 1).Select(column => WidthOf(rows.Select(row => row[column])))];
        int rest = LineWidth - widths.Sum(width => width + ColumnGap.Length);
        return string.Join('\n', rows.SelectMany(row => Lines(row, [.. widths, rest])));
    }

    private static int WidthOf(IEnumerable<string> terms) => Math.Min(
        terms.Max(term => term.Length), Math.Max(TermWidth, terms.SelectMany(term => term.Split(' ')).Max(word => word.Length)));

    private static IEnumerable<string> Lines(string[] row, int[] widths)
    {
        List<string>[] cells = [.. row.Zip(widths, Wrap)];
        return Enumerable.Range(0, cells.Max(lines => lines.Count)).Select(line => string.Join(
            ColumnGap, cells.Select((lines, column) => (lines.ElementAtOrDefault(line) ?? "").PadRight(widths[column]))).TrimEnd());
    }

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string> { "" };
        foreach (string word in text.Split(' '))
        {
            bool fits = lines[^1].Length == 0 || lines[^1].Length + 1 + word.Length <= width;
            if (fits) lines[^1] = $"{lines[^1]} {word}".TrimStart();
            else lines.Add(word);
        }
        return lines;
    }

    private static int Indentation(string line) => line.Length - line.TrimStart(' ').Length;

    private static string Flow(string text) => WhiteSpace().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
