using System.Globalization;

namespace InitTools;

/// <summary>The parameters that the named laws take; each law has some of them.</summary>
public sealed record LawArguments
{
    /// <summary>The seed.</summary>
    public long? Seed { get; init; }

    /// <summary>The factor of Orthogonal, DeltaOrthogonal and Identity.</summary>
    public double? Gain { get; init; }

    /// <summary>The mean of RandomNormal and TruncatedNormal.</summary>
    public double? Mean { get; init; }

    /// <summary>The standard deviation of RandomNormal, TruncatedNormal and Sparse.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>The lower end of RandomUniform.</summary>
    public double? Minimum { get; init; }

    /// <summary>The upper end of RandomUniform.</summary>
    public double? Maximum { get; init; }

    /// <summary>The value of Constant.</summary>
    public double? Value { get; init; }

    /// <summary>The share of zeros of Sparse.</summary>
    public double? Sparsity { get; init; }

    internal IEnumerable<string> Given =>
        new (string Name, double? Value)[]
        {
            (nameof(Gain), Gain), (nameof(Mean), Mean), (nameof(StandardDeviation), StandardDeviation), (nameof(Minimum), Minimum),
            (nameof(Maximum), Maximum), (nameof(Value), Value), (nameof(Sparsity), Sparsity),
        }.Where(parameter => parameter.Value is not null).Select(parameter => parameter.Name);

    internal static LawArguments Read(Dictionary<string, object?> values)
    {
        double? Take(string name) => values.Remove(name, out object? value) ? Number(value, name) : null;
        var arguments = new LawArguments
        {
            Seed = values.Remove("Seed", out object? seed) ? Whole(seed) : null,
            Gain = Take(nameof(Gain)),
            Mean = Take(nameof(Mean)),
            StandardDeviation = Take(nameof(StandardDeviation)),
            Minimum = Take(nameof(Minimum)),
            Maximum = Take(nameof(Maximum)),
            Value = Take(nameof(Value)),
            Sparsity = Take(nameof(Sparsity)),
        };
        return values.Keys.FirstOrDefault() is not { } unknown
            ? arguments
            : throw new InitToolsException(
                "InvalidInitializer", $"'{unknown}' is no parameter of an initializer.", FaultKind.InvalidArgument, unknown);
    }

    internal static double? Number(object? value, string name)
    {
        if (value is null) return null;
        if (value is IConvertible and not (bool or char))
        {
            string text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return number;
        }
        throw InitToolsException.Argument("Invalid" + name, name, value, "a number");
    }

    private static long? Whole(object? value)
    {
        if (value is null) return null;
        string text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
            ? whole
            : throw InitToolsException.Argument("InvalidSeed", "Seed", value, "a whole number");
    }
}
