using System.Globalization;

namespace InitTools.Plotting;

/// <summary>What legends call curves, and which of many curves stand for all.</summary>
internal static class CurveNames
{
    /// <summary>Numbers equal names from the second on.</summary>
    public static string[] Numbered(IEnumerable<string> names)
    {
        var counts = new Dictionary<string, int>();
        return [.. names.Select(name =>
        {
            int number = counts[name] = counts.GetValueOrDefault(name) + 1;
            return number == 1 ? name : $"{name} ({number})";
        })];
    }

    /// <summary>
    /// Names combinations of values by what tells them apart: what all have in common goes into the title instead.
    /// </summary>
    /// <param name="combinations">The values of each curve, with what they are.</param>
    /// <returns>A name for each curve, and what they have in common.</returns>
    public static (string[] Names, string Common) ByDifference(IReadOnlyList<(string What, object Value)[]> combinations)
    {
        int[] places = [.. Enumerable.Range(0, combinations.Count == 0 ? 0 : combinations[0].Length)];
        // One curve alone is named by all that it is.
        if (combinations.Count == 1)
        {
            string all = string.Join(", ", combinations[0].Select(Show));
            return ([all], all);
        }
        ILookup<bool, int> varies = places.ToLookup(place => combinations.Select(values => values[place].Value).Distinct().Skip(1).Any());
        return (
            Numbered(combinations.Select(values => string.Join(", ", varies[true].Select(place => Show(values[place]))))),
            string.Join(", ", varies[false].Select(place => Show(combinations[0][place]))));
    }

    /// <summary>As many as the limit, evenly spread from the first to the last.</summary>
    public static T[] Spread<T>(T[] all, int limit) => all.Length <= limit
        ? all
        : [.. Enumerable.Range(0, limit).Select(i => all[(int)Math.Round(i * (all.Length - 1.0) / (limit - 1))])];

    /// <summary>A number to read.</summary>
    public static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Show((string What, object Value) value)
    {
        string text = value.Value is double number ? Text(number) : Convert.ToString(value.Value, CultureInfo.InvariantCulture)!;
        return value.What == "" ? text : $"{value.What} {text}";
    }
}
