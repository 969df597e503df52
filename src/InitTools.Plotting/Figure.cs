namespace InitTools.Plotting;

/// <summary>What a picture shows, before anything is drawn: titles, axes and data. Tests compare pictures by it.</summary>
/// <param name="Title">The title above the picture.</param>
/// <param name="Panels">The panels from top to bottom, one or more.</param>
public sealed record Figure(string Title, IReadOnlyList<Panel> Panels);

/// <summary>One coordinate system of a picture.</summary>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
public sealed record Panel(FigureAxis X, FigureAxis Y)
{
    /// <summary>The title above the panel, where a picture has several.</summary>
    public string? Title { get; init; }

    /// <summary>The lines and points, in the order of the legend.</summary>
    public IReadOnlyList<Curve> Curves { get; init; } = [];

    /// <summary>The bars of a histogram.</summary>
    public IReadOnlyList<Bar> Bars { get; init; } = [];

    /// <summary>The cells of a heat map, or null.</summary>
    public Grid? Grid { get; init; }
}

/// <summary>An axis.</summary>
/// <param name="Title">What it measures, with the unit where there is one.</param>
/// <param name="IsLogarithmic">Whether equal distances are equal ratios; what isn't above 0 is left out then.</param>
/// <param name="IsWhole">Whether only whole numbers make sense, such as for layers.</param>
public sealed record FigureAxis(string Title, bool IsLogarithmic = false, bool IsWhole = false);

/// <summary>How a curve is drawn.</summary>
public enum CurveStyle
{
    /// <summary>A line with a marker at each point.</summary>
    Marked,

    /// <summary>A line.</summary>
    Solid,

    /// <summary>A dashed line: what theory predicts.</summary>
    Dashed,

    /// <summary>Markers alone.</summary>
    Points,
}

/// <summary>A curve.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="X">The abscissas.</param>
/// <param name="Y">The ordinates, as many; NaN interrupts the curve.</param>
/// <param name="Colour">The number of its colour and marker: curves that belong together have the same.</param>
/// <param name="Style">How it is drawn.</param>
public sealed record Curve(
    string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, int Colour = 0, CurveStyle Style = CurveStyle.Marked);

/// <summary>A bar of a histogram.</summary>
/// <param name="From">Its left end.</param>
/// <param name="To">Its right end.</param>
/// <param name="Height">Its height.</param>
public sealed record Bar(double From, double To, double Height);

/// <summary>The cells of a heat map.</summary>
/// <param name="X">The centre of each column, ascending.</param>
/// <param name="Y">The centre of each row, ascending.</param>
/// <param name="Values">The values, row by row; NaN is an empty cell.</param>
/// <param name="Scale">What the colours mean.</param>
public sealed record Grid(IReadOnlyList<double> X, IReadOnlyList<double> Y, double[,] Values, FigureAxis Scale);
