using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace InitTools.Host;

/// <summary>
/// A line that is edited in place on a terminal: cursor keys, Home, End, Backspace, Delete, Escape (clears the line),
/// Up and Down (earlier lines), Tab (completion), Ctrl+L (clears the screen), Ctrl+C (drops the line), Ctrl+D (ends the input).
/// </summary>
internal sealed class LineEditor(TextWriter terminal, Func<ConsoleKeyInfo> readKey, Func<int> width)
{
    private readonly List<string> _earlier = [];
    private readonly StringBuilder _text = new();
    private string _prompt = "";
    private int _cursor;
    private int _row;
    private int _recalled;
    private CommandCompletion? _completion;

    /// <summary>Reads one line; null when Ctrl+D on an empty line ended the input.</summary>
    /// <param name="prompt">What stands before the line.</param>
    /// <param name="complete">What Tab offers for a text and a cursor; null for an answer, which isn't remembered either.</param>
    /// <exception cref="OperationCanceledException">Ctrl+C was pressed.</exception>
    public string? ReadLine(string prompt, Func<string, int, CommandCompletion>? complete)
    {
        int lastLine = prompt.LastIndexOf('\n') + 1;
        terminal.Write(prompt[..lastLine]);
        _prompt = prompt[lastLine..];
        (_row, _recalled) = (0, _earlier.Count);
        SetText("");
        while (true)
        {
            Draw();
            ConsoleKeyInfo key = readKey();
            if (key.Key != ConsoleKey.Tab)
                _completion = null;
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    LeaveLine("");
                    if (complete is not null)
                        Remember(_text.ToString());
                    return _text.ToString();
                case { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control }:
                    LeaveLine("^C");
                    throw new OperationCanceledException();
                case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } when _text.Length == 0:
                    LeaveLine("");
                    return null;
                case { Key: ConsoleKey.Tab }:
                    if (complete is not null)
                        Complete(complete, forward: !key.Modifiers.HasFlag(ConsoleModifiers.Shift));
                    break;
                default:
                    Edit(key);
                    break;
            }
        }
    }

    private void Edit(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                _cursor = Before(_cursor);
                break;
            case ConsoleKey.RightArrow:
                _cursor = After(_cursor);
                break;
            case ConsoleKey.Home:
                _cursor = 0;
                break;
            case ConsoleKey.End:
                _cursor = _text.Length;
                break;
            case ConsoleKey.Backspace:
                int start = Before(_cursor);
                _text.Remove(start, _cursor - start);
                _cursor = start;
                break;
            case ConsoleKey.Delete:
                _text.Remove(_cursor, After(_cursor) - _cursor);
                break;
            case ConsoleKey.Escape:
                SetText("");
                break;
            case ConsoleKey.UpArrow:
                Recall(_recalled - 1);
                break;
            case ConsoleKey.DownArrow:
                Recall(_recalled + 1);
                break;
            case ConsoleKey.L when key.Modifiers == ConsoleModifiers.Control:
                terminal.Write("\u001b[H\u001b[2J");
                _row = 0;
                break;
            default:
                Insert(key.KeyChar);
                break;
        }
    }

    private void Insert(char character)
    {
        if (char.IsControl(character))
            return;
        // A character outside the basic plane comes as two keys; half of one can't be drawn.
        string typed = char.IsHighSurrogate(character) ? new string([character, readKey().KeyChar]) : character.ToString();
        _text.Insert(_cursor, typed);
        _cursor += typed.Length;
    }

    private void SetText(string text)
    {
        _text.Clear().Append(text);
        _cursor = _text.Length;
    }

    private void Recall(int index)
    {
        if (index < 0 || index > _earlier.Count)
            return;
        _recalled = index;
        SetText(index < _earlier.Count ? _earlier[index] : "");
    }

    private void Remember(string line)
    {
        if (!string.IsNullOrWhiteSpace(line) && (_earlier.Count == 0 || _earlier[^1] != line))
            _earlier.Add(line);
    }

    private void Complete(Func<string, int, CommandCompletion> complete, bool forward)
    {
        _completion ??= complete(_text.ToString(), _cursor);
        if (_completion.GetNextResult(forward) is not CompletionResult result)
            return;
        _text.Remove(_completion.ReplacementIndex, _completion.ReplacementLength);
        _text.Insert(_completion.ReplacementIndex, result.CompletionText);
        _completion.ReplacementLength = result.CompletionText.Length;
        _cursor = _completion.ReplacementIndex + result.CompletionText.Length;
    }

    private int Before(int index) =>
        index == 0 ? 0 : index - (index > 1 && char.IsLowSurrogate(_text[index - 1]) ? 2 : 1);

    private int After(int index) =>
        index == _text.Length ? index : index + (char.IsHighSurrogate(_text[index]) && index + 1 < _text.Length ? 2 : 1);

    /// <summary>Writes prompt and text, on as many rows as they need, over what is there, and places the cursor.</summary>
    private void Draw()
    {
        int columns = Math.Max(1, width());
        string text = _text.ToString();
        int end = RawConsole.Cells(_prompt + text);
        int target = RawConsole.Cells(_prompt + text[.._cursor]);
        StringBuilder drawing = new();
        drawing.Append(Up(_row)).Append("\r\u001b[J").Append(_prompt).Append(text);
        // A terminal stays in the last column until one more character comes.
        if (end > 0 && end % columns == 0)
            drawing.Append(" \r");
        _row = target / columns;
        drawing.Append(Up((end / columns) - _row)).Append('\r');
        if (target % columns > 0)
            drawing.Append(CultureInfo.InvariantCulture, $"\u001b[{target % columns}C");
        terminal.Write(drawing);
    }

    private void LeaveLine(string mark)
    {
        _cursor = _text.Length;
        Draw();
        terminal.WriteLine(mark);
    }

    private static string Up(int rows) => rows > 0 ? string.Create(CultureInfo.InvariantCulture, $"\u001b[{rows}A") : "";
}
