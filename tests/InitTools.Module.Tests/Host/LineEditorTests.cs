using System.Management.Automation;
using InitTools.Host;

namespace InitTools.Module.Tests.Host;

public sealed class LineEditorTests : IDisposable
{
    private static readonly ConsoleKeyInfo Enter = Key(ConsoleKey.Enter);
    private static readonly ConsoleKeyInfo Tab = Key(ConsoleKey.Tab);

    private readonly Queue<ConsoleKeyInfo> _keys = new();
    private readonly StringWriter _terminal = new();
    private readonly LineEditor _editor;

    public LineEditorTests() => _editor = new LineEditor(_terminal, _keys.Dequeue, () => 20);

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void Typed_characters_make_the_line()
    {
        Assert.Equal("a ü 日 😀", Read("a ü 日 😀", Enter));
        Assert.EndsWith(Environment.NewLine, _terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_is_edited_at_the_cursor()
    {
        Assert.Equal("XbcY", Read("abc", Key(ConsoleKey.Home), Key(ConsoleKey.Delete), "X", Key(ConsoleKey.End), "Y", Enter));
        Assert.Equal("ac", Read("abc", Key(ConsoleKey.LeftArrow), Key(ConsoleKey.Backspace), Enter));
        Assert.Equal("new", Read("old", Key(ConsoleKey.Escape), "new", Enter));
        Assert.Equal("", Read(Key(ConsoleKey.Backspace), Key(ConsoleKey.Delete), Enter));
        Assert.Equal("", Read(Key(ConsoleKey.LeftArrow), Key(ConsoleKey.RightArrow), Enter));
    }

    [Fact]
    public void A_character_of_two_code_units_is_one_step()
    {
        Assert.Equal("ab", Read("a😀b", Key(ConsoleKey.LeftArrow), Key(ConsoleKey.Backspace), Enter));
        Assert.Equal("ab", Read("a😀b", Key(ConsoleKey.Home), Key(ConsoleKey.RightArrow), Key(ConsoleKey.Delete), Enter));
    }

    [Fact]
    public void Statements_are_recalled_and_answers_are_not()
    {
        Read("first", Enter);
        Read("second", Enter);
        Enqueue("secret", Enter);
        _editor.ReadLine("? ", complete: null);
        Assert.Equal("first", Read(Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), Enter));
        Assert.Equal("second", Read(Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), Enter));
        Assert.Equal("second", Read(Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), Key(ConsoleKey.DownArrow), Enter));
    }

    [Fact]
    public void Tab_goes_through_what_may_stand_there()
    {
        Assert.Equal("x Get-Module", Read("x Get-M", Tab, Enter));
        Assert.Equal("x Get-Member y", Read("x Get-M", Tab, Tab, " y", Enter));
        Assert.Equal("x Get-Module", Read("x Get-M", Tab, Tab, Tab, Enter));
    }

    [Fact]
    public void Control_C_drops_the_line_and_control_D_ends_the_input_of_an_empty_one()
    {
        Assert.Throws<OperationCanceledException>(() => Read("half typed", Control(ConsoleKey.C)));
        Assert.Contains("^C", _terminal.ToString(), StringComparison.Ordinal);
        Assert.Null(Read(Control(ConsoleKey.D)));
        Assert.Equal("x", Read("x", Control(ConsoleKey.D), Enter));
    }

    [Theory]
    [InlineData(17, 0)] // prompt and text end in column 19 of 20
    [InlineData(18, 1)] // the cursor is on the next row
    [InlineData(38, 2)]
    public void A_long_line_is_redrawn_from_its_first_row(int length, int rowsUp)
    {
        Enqueue(new string('x', length), Key(ConsoleKey.LeftArrow), Key(ConsoleKey.RightArrow), Enter);
        _editor.ReadLine("> ", complete: null);
        string[] drawings = _terminal.ToString().Split("\r\u001b[J");
        // A drawing begins by going up from the row that the cursor was left in.
        Assert.Equal(rowsUp > 0, drawings[^2].EndsWith($"\u001b[{rowsUp}A", StringComparison.Ordinal));
    }

    private static ConsoleKeyInfo Key(ConsoleKey key) => new('\0', key, shift: false, alt: false, control: false);

    private static ConsoleKeyInfo Control(ConsoleKey key) => new('\0', key, shift: false, alt: false, control: true);

    private static CommandCompletion Complete(string text, int cursor) => new(
        [new CompletionResult("Get-Module"), new CompletionResult("Get-Member")],
        currentMatchIndex: -1,
        replacementIndex: text.LastIndexOf(' ') + 1,
        replacementLength: cursor - text.LastIndexOf(' ') - 1);

    private string? Read(params object[] typed)
    {
        Enqueue(typed);
        string? line = _editor.ReadLine("> ", Complete);
        Assert.Empty(_keys);
        return line;
    }

    private void Enqueue(params object[] typed)
    {
        foreach (object item in typed)
        {
            if (item is ConsoleKeyInfo key)
                _keys.Enqueue(key);
            else
                ((string)item).ToList().ForEach(letter => _keys.Enqueue(new(letter, ConsoleKey.None, false, false, false)));
        }
    }
}
