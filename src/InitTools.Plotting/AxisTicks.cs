using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace InitTools.Plotting;

/// <summary>Where an axis has ticks, and what they say. A logarithmic axis is drawn in exponents of ten.</summary>
internal static class AxisTicks
{
    private const int CategoryLimit = 32;

    private static readonly int[] Steps = [1, 2, 5, 10];

    // Powers of ten that are read faster written out.
    private const double PlainExponent = 3.5;

    /// <summary>The ticks of an axis of numbers that are placed as they are, or of things.</summary>
    public static ITickGenerator Linear(FigureAxis axis)
    {
        if (axis.Categories.Count > 0)
            return new NumericManual([.. axis.Categories.Select((_, i) => i + 1.0)], [.. axis.Categories.Select(name => LegendBox.Shorten(name, CategoryLimit))]);
        var ticks = new NumericAutomatic { IntegerTicksOnly = axis.IsWhole, LabelFormatter = value => Text(value) };
        // Between whole things there is nothing.
        if (axis.IsWhole) ticks.MinorTickGenerator = new EvenlySpacedMinorTickGenerator(1);
        return ticks;
    }

    /// <summary>The ticks of a logarithmic axis: powers of ten; over less than two decades 1, 2 and 5, and over less than one even steps.</summary>
    /// <param name="from">The exponent of its lower end.</param>
    /// <param name="to">That of its upper end.</param>
    /// <param name="labels">How many labels it has room for.</param>
    public static NumericManual Logarithmic(double from, double to, int labels)
    {
        if (to - from < 0.9) return Even(from, to, labels);
        var ticks = new NumericManual();
        int[] digits = to - from <= 2 && labels >= 3 * (to - from) ? [1, 2, 5] : [1];
        int decades = (int)Math.Floor(to) - (int)Math.Ceiling(from) + 1;
        int every = Math.Max(1, (int)Math.Ceiling(decades / (double)Math.Max(2, labels)));
        bool plain = from >= -PlainExponent && to <= PlainExponent;
        for (int exponent = (int)Math.Floor(from); exponent <= to; exponent++)
        {
            for (int digit = 1; digit < 10; digit++)
            {
                double place = exponent + Math.Log10(digit);
                if (place < from || place > to) continue;
                if (digits.Contains(digit) && exponent % every == 0) ticks.AddMajor(place, Text(digit, exponent, plain));
                else if (digit == 1 || every == 1) ticks.AddMinor(place);
            }
        }
        return ticks;
    }

    private static NumericManual Even(double from, double to, int labels)
    {
        (double least, double most) = (Math.Pow(10, from), Math.Pow(10, to));
        double rough = (most - least) / Math.Clamp(labels, 2, 8), power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * Steps.First(digit => digit * power >= rough);
        var ticks = new NumericManual();
        for (double number = Math.Ceiling(least / step); number * step <= most; number++) ticks.AddMajor(Math.Log10(number * step), Text(number * step));
        return ticks;
    }

    private static string Text(int digit, int exponent, bool plain) =>
        plain ? Text(digit * Math.Pow(10, exponent)) : string.Create(CultureInfo.InvariantCulture, $"{digit}e{exponent}");

    // .NET writes 0.00001 as 1E-05.
    private static string Text(double value)
    {
        string text = value.ToString("G5", CultureInfo.InvariantCulture);
        int mark = text.IndexOf('E', StringComparison.Ordinal);
        return mark < 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text[..mark]}e{int.Parse(text[(mark + 1)..], CultureInfo.InvariantCulture)}");
    }
}
