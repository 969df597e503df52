using ScottPlot;

namespace InitTools.Plotting;

/// <summary>
/// Colours, markers and line patterns that can be told apart by readers who see no red or green, and in print without colour:
/// the palette of Okabe and Ito (2008), yellow left out, as it vanishes on white.
/// </summary>
internal static class Ink
{
    private static readonly Color[] Colours =
    [
        new("#0072B2"), new("#D55E00"), new("#009E73"), new("#CC79A7"), new("#000000"), new("#E69F00"), new("#56B4E9"),
    ];

    private static readonly MarkerShape[] Markers =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
        MarkerShape.OpenCircle, MarkerShape.OpenSquare, MarkerShape.OpenTriangleUp, MarkerShape.OpenDiamond,
    ];

    /// <summary>The colour of a curve's number.</summary>
    public static Color Colour(int number) => Colours[number % Colours.Length];

    /// <summary>Whether a smaller number has the same colour.</summary>
    public static bool IsRepeated(int number) => number / Colours.Length % 2 == 1;

    /// <summary>The marker of a curve's number: with another period than the colours, so that a pair returns late.</summary>
    public static MarkerShape Marker(int number) => Markers[number % Markers.Length];
}
