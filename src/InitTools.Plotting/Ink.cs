using ScottPlot;
using SkiaSharp;

namespace InitTools.Plotting;

/// <summary>
/// Colours, markers and fonts. The colours can be told apart by readers who see no red or green (Okabe and Ito 2008, with grey for the
/// yellow, which vanishes on white), the markers in print without colour.
/// </summary>
internal static class Ink
{
    private static readonly Color[] Colours =
    [
        new("#0072B2"), new("#D55E00"), new("#009E73"), new("#CC79A7"), new("#000000"), new("#E69F00"), new("#56B4E9"), new("#7F7F7F"),
    ];

    private static readonly MarkerShape[] Markers =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
        MarkerShape.OpenCircle, MarkerShape.OpenSquare, MarkerShape.OpenTriangleUp, MarkerShape.OpenDiamond,
    ];

    /// <summary>How many curves can be told apart.</summary>
    public static int Count => Colours.Length;

    /// <summary>The colour of the curves beyond those.</summary>
    public static Color Rest { get; } = new("#C8C8C8");

    /// <summary>Titles, axes and what has no colour of its own.</summary>
    public static Color Text { get; } = new("#202020");

    /// <summary>The sans-serif of the machine: what the library would choose may have serifs.</summary>
    public static string FontName { get; } =
        new[] { "Segoe UI", "Helvetica", "Arial", "Liberation Sans", "DejaVu Sans", "Noto Sans" }
            .FirstOrDefault(SKFontManager.Default.FontFamilies.Contains) ?? Fonts.Default;

    /// <summary>The colour of a curve's number.</summary>
    public static Color Colour(int number) => number < Colours.Length ? Colours[number] : Rest;

    /// <summary>The marker of a curve's number.</summary>
    public static MarkerShape Marker(int number) => number < Markers.Length ? Markers[number] : MarkerShape.None;
}
