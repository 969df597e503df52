using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Text;

namespace InitTools.Host;

/// <summary>The console as a grid of cells: sizes, cursor and single keys.</summary>
internal sealed class RawConsole : PSHostRawUserInterface
{
    public override ConsoleColor ForegroundColor
    {
        get => Console.ForegroundColor;
        set => Console.ForegroundColor = value;
    }

    public override ConsoleColor BackgroundColor
    {
        get => Console.BackgroundColor;
        set => Console.BackgroundColor = value;
    }

    public override Coordinates CursorPosition
    {
        get => Terminal.OutputIsTerminal ? new Coordinates(Console.CursorLeft, Console.CursorTop) : default;
        set => Console.SetCursorPosition(value.X, value.Y);
    }

    public override Coordinates WindowPosition { get; set; }

    public override int CursorSize { get; set; } = 25;

    public override Size BufferSize
    {
        get => new(Terminal.Width, Terminal.Height);
        set => throw CannotDo("change the size of its buffer");
    }

    public override Size WindowSize
    {
        get => BufferSize;
        set => throw CannotDo("change the size of its window");
    }

    public override Size MaxWindowSize => BufferSize;

    public override Size MaxPhysicalWindowSize => BufferSize;

    public override string WindowTitle
    {
        get => OperatingSystem.IsWindows() ? Console.Title : "";
        set
        {
            if (Terminal.OutputIsTerminal)
                Console.Title = value;
        }
    }

    public override bool KeyAvailable => Terminal.InputIsTerminal && Console.KeyAvailable;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (!Terminal.InputIsTerminal)
            throw CannotDo("read single keys from redirected input");
        ConsoleKeyInfo key = Console.ReadKey(intercept: options.HasFlag(ReadKeyOptions.NoEcho));
        ControlKeyStates states = 0;
        if (key.Modifiers.HasFlag(ConsoleModifiers.Shift))
            states |= ControlKeyStates.ShiftPressed;
        if (key.Modifiers.HasFlag(ConsoleModifiers.Alt))
            states |= ControlKeyStates.LeftAltPressed;
        if (key.Modifiers.HasFlag(ConsoleModifiers.Control))
            states |= ControlKeyStates.LeftCtrlPressed;
        return new KeyInfo((int)key.Key, key.KeyChar, states, keyDown: true);
    }

    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
            Console.ReadKey(intercept: true);
    }

    public override int LengthInBufferCells(char source) => Cells(source.ToString());

    public override int LengthInBufferCells(string source) => Cells(source);

    public override int LengthInBufferCells(string source, int offset) => Cells(source[offset..]);

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw CannotDo("read what is on the screen");

    /// <summary>Only clearing the whole screen is supported, which is what Clear-Host asks for.</summary>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        if (rectangle is not { Left: -1, Top: -1, Right: -1, Bottom: -1 } || fill.Character != ' ')
            throw CannotDo("fill a part of the screen");
        if (Terminal.OutputIsTerminal)
            Console.Clear();
    }

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw CannotDo("draw cells");

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw CannotDo("scroll a part of the screen");

    /// <summary>
    /// The columns that a text takes on a terminal: escape sequences and combining marks none, East Asian wide characters two.
    /// </summary>
    public static int Cells(string text)
    {
        StringDecorated decorated = new(text);
        string plain = decorated.IsDecorated ? decorated.ToString(OutputRendering.PlainText) : text;
        int cells = 0;
        foreach (Rune rune in plain.EnumerateRunes())
            cells += Cells(rune);
        return cells;
    }

    private static int Cells(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark
            or System.Globalization.UnicodeCategory.EnclosingMark or System.Globalization.UnicodeCategory.Format)
        {
            return 0;
        }

        // The blocks that Unicode's EastAsianWidth.txt lists as W or F, rounded to whole blocks.
        return rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x303E) or (>= 0x3041 and <= 0xA4CF)
            or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F)
            or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1F64F)
            or (>= 0x1F900 and <= 0x1F9FF) or (>= 0x20000 and <= 0x3FFFD)
            ? 2
            : 1;
    }

    private static HostException CannotDo(string what) => new($"The embedded host can't {what}.");
}
