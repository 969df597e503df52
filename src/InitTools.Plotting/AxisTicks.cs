using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace InitTools.Plotting;

/// <summary>Where an axis has ticks, and what they say. A logarithmic axis is drawn in exponents of ten.</summary>
internal static class AxisTicks
{
    // Powers of ten that are read faster written out.
    private const int PlainExponent = 3;

    /// <summary>The ticks of an axis of numbers that are placed as they are.</summary>
    public static ITickGenerator Linear(FigureAxis axis) => axis.Categories.Count > 0
        ? new NumericManual([.. axis.Categories.Select((_, i) => i + 1.0)], [.. axis.Categories.Select(name => LegendBox.Shorten(name, 32))])
        : new NumericAutomatic { IntegerTicksOnly = axis.IsWhole, LabelFormatter = value => value.ToString("G5", CultureInfo.InvariantCulture) };

    /// <summary>The ticks of a logarithmic axis.</summary>
    /// <param name="from">The exponent of its lower end.</param>
    /// <param name="to">That of its upper end.</param>
    /// <param name="labels">How many labels it has room for.</param>
    public static NumericManual Logarithmic(double from, double to, int labels)
    {
        var ticks = new NumericManual();
        (int first, int last) = ((int)Math.Ceiling(from - 1e-9), (int)Math.Floor(to + 1e-9));
        // Under two decades the powers of ten alone say too little.
        bool within = to - from <= 2 && labels >= 3 * (to - from);
        int every = Math.Max(1, (int)Math.Ceiling((last - first + 1) / (double)Math.Max(2, labels)));
        bool plain = from >= -PlainExponent - 0.5 && to <= PlainExponent + 0.5;
        for (int exponent = (int)Math.Floor(from); exponent <= last; exponent++)
        {
            for (int digit = 1; digit < 10; digit++)
            {
                double place = exponent + Math.Log10(digit);
                if (place < from - 1e-9 || place > to + 1e-9) continue;
                if (digit == 1 ? Modulo(exponent, every) == 0 : within && digit is 2 or 5 && within) ticks.AddMajor(place, Text(digit, exponent, plain));
                else if (every == 1 || digit == 1) ticks.AddMinor(place);
            }
        }
        return ticks;
    }

    private static string Text(int digit, int exponent, bool plain) => plain
        ? (digit * Math.Pow(10, exponent)).ToString("G6", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{digit}e{exponent}");

    private static int Modulo(int value, int by) => ((value % by) + by) % by;
}
