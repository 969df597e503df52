using System.Globalization;
using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Text;

namespace InitTools.Host;

/// <summary>What the three standard streams are connected to, and what the terminal behind them can do.</summary>
internal static class Terminal
{
    private const int WidthOfRedirectedOutput = 120;
    private const int WindowsStandardOutput = -11;
    private const uint WindowsEscapeProcessing = 4;

    public static bool InputIsTerminal { get; } = !Console.IsInputRedirected;

    public static bool OutputIsTerminal { get; } = !Console.IsOutputRedirected;

    public static bool ErrorIsTerminal { get; } = !Console.IsErrorRedirected;

    /// <summary>Whether the terminal that shows the output understands escape sequences.</summary>
    public static bool SupportsEscapes { get; } = OutputIsTerminal && UnderstandsEscapes();

    /// <summary>Whether errors may be coloured, which holds for a terminal even where the output goes to a file.</summary>
    public static bool ColoursErrors { get; } = ErrorIsTerminal && !ColourIsUnwanted && UnderstandsEscapes();

    /// <summary>The number of columns: the terminal's, or for redirected output that of COLUMNS or 120.</summary>
    public static int Width
    {
        get
        {
            if (OutputIsTerminal && Console.WindowWidth > 0)
                return Console.WindowWidth;
            string? columns = Environment.GetEnvironmentVariable("COLUMNS");
            return int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width > 0
                ? width
                : WidthOfRedirectedOutput;
        }
    }

    /// <summary>The number of rows of the terminal, and 25 without one.</summary>
    public static int Height => OutputIsTerminal && Console.WindowHeight > 0 ? Console.WindowHeight : 25;

    // https://no-color.org: set and not empty.
    private static bool ColourIsUnwanted => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Makes the streams UTF-8 without a byte order mark, the output plain where colour has no place, and the messages English.</summary>
    public static void Configure()
    {
        UTF8Encoding encoding = new(encoderShouldEmitUTF8Identifier: false);
        Console.OutputEncoding = encoding;
        Console.InputEncoding = encoding;
        PSStyle.Instance.OutputRendering =
            SupportsEscapes && !ColourIsUnwanted ? OutputRendering.Host : OutputRendering.PlainText;

        if (CultureInfo.CurrentUICulture.Equals(CultureInfo.InvariantCulture))
            CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentUICulture = English();
        if (CultureInfo.CurrentCulture.Equals(CultureInfo.InvariantCulture))
            CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = new PlainCulture();
    }

    /// <summary>Reads from the keyboard with Ctrl+C as a key, rather than as the signal that stops a pipeline.</summary>
    public static T ReadKeys<T>(Func<T> read)
    {
        Console.TreatControlCAsInput = true;
        try
        {
            return read();
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    // A machine without data on languages (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT) knows no English either.
    private static CultureInfo English()
    {
        try
        {
            return new CultureInfo("en");
        }
        catch (CultureNotFoundException)
        {
            return new PlainCulture();
        }
    }

    private static bool UnderstandsEscapes()
    {
        if (!OperatingSystem.IsWindows())
            return Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        nint output = GetStdHandle(WindowsStandardOutput);
        return GetConsoleMode(output, out uint mode) && SetConsoleMode(output, mode | WindowsEscapeProcessing);
    }

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetStdHandle(int handle);

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetConsoleMode(nint console, out uint mode);

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetConsoleMode(nint console, uint mode);
}
