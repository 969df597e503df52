namespace InitTools.Plotting;

/// <summary>What a picture shows, before anything is drawn: titles, axes and data. Tests compare pictures by it.</summary>
/// <param name="Title">The title above the picture.</param>
/// <param name="Panels">The panels, row by row from the top, one or more.</param>
public sealed record Figure(string Title, IReadOnlyList<Panel> Panels)
{
    /// <summary>The number of panels side by side, 1 or more.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>The number of rows of panels.</summary>
    public int Rows => (Panels.Count + Columns - 1) / Columns;
}

/// <summary>One coordinate system of a picture.</summary>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
public sealed record Panel(FigureAxis X, FigureAxis Y)
{
    /// <summary>The title above the panel, or null.</summary>
    public string? Title { get; init; }

    /// <summary>The lines and points, in the order in which they are drawn and stand in the legend.</summary>
    public IReadOnlyList<Curve> Curves { get; init; } = [];

    /// <summary>Words in the panel.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>The bars of a histogram.</summary>
    public IReadOnlyList<Bar> Bars { get; init; } = [];

    /// <summary>The cells of a heat map, or null.</summary>
    public Grid? Grid { get; init; }
}

/// <summary>An axis.</summary>
/// <param name="Title">What it measures, with the unit where there is one.</param>
/// <param name="IsLogarithmic">Whether equal distances are equal ratios; what isn't above 0 is left out then.</param>
/// <param name="IsWhole">Whether only whole numbers make sense, such as for layers.</param>
public sealed record FigureAxis(string Title, bool IsLogarithmic = false, bool IsWhole = false)
{
    /// <summary>That of the layers of a net.</summary>
    internal static FigureAxis Layers { get; } = new("Layer (1 is nearest the input)", IsWhole: true);

    /// <summary>The names of the places 1, 2, ... on an axis of things; empty on an axis of numbers.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The least value to show; null leaves it to the data.</summary>
    public double? Minimum { get; init; }

    /// <summary>The largest value to show; null leaves it to the data.</summary>
    public double? Maximum { get; init; }
}

/// <summary>How a curve is drawn.</summary>
public enum CurveStyle
{
    /// <summary>A line with a marker at each point.</summary>
    Marked,

    /// <summary>A line.</summary>
    Solid,

    /// <summary>A dashed line, pale and without markers: what theory predicts, or what goes with a line of the same colour.</summary>
    Dashed,

    /// <summary>Markers alone.</summary>
    Points,

    /// <summary>A black line that is seen on any colour: where one phase ends and another begins.</summary>
    Boundary,
}

/// <summary>A curve.</summary>
/// <param name="Name">What the legend says; curves of one name and style share an entry.</param>
/// <param name="X">The abscissas.</param>
/// <param name="Y">The ordinates, as many; NaN interrupts the curve.</param>
/// <param name="Colour">
/// The number of its colour and marker, from 0: curves that belong together have the same. Beyond what readers can tell apart, eight,
/// all are grey.
/// </param>
/// <param name="Style">How it is drawn.</param>
public sealed record Curve(
    string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, int Colour = 0, CurveStyle Style = CurveStyle.Marked)
{
    /// <summary>Whether a line of it is seen on a logarithmic axis, even without markers: two neighbours have a place there.</summary>
    internal bool HasLogarithmicLine => Y.Zip(Y.Skip(1)).Any(pair => IsPlaced(pair.First) && IsPlaced(pair.Second));

    /// <summary>Whether anything of it is seen on a logarithmic axis.</summary>
    internal bool HasLogarithmicPoint => Y.Any(IsPlaced);

    private static bool IsPlaced(double value) => value > 0 && double.IsFinite(value);
}

/// <summary>A bar of a histogram.</summary>
/// <param name="From">Its left end.</param>
/// <param name="To">Its right end.</param>
/// <param name="Height">Its height.</param>
public sealed record Bar(double From, double To, double Height);

/// <summary>Words at a place in a panel.</summary>
/// <param name="X">The middle of the text from left to right.</param>
/// <param name="Y">The middle from bottom to top.</param>
/// <param name="Text">The words.</param>
public sealed record Note(double X, double Y, string Text);

/// <summary>The cells of a heat map; they reach half-way to the centres of their neighbours.</summary>
/// <param name="X">The centre of each column, ascending.</param>
/// <param name="Y">The centre of each row, ascending.</param>
/// <param name="Values">The values, row by row; NaN is an empty cell.</param>
/// <param name="Scale">What the colours mean.</param>
public sealed record Grid(IReadOnlyList<double> X, IReadOnlyList<double> Y, double[,] Values, FigureAxis Scale);
