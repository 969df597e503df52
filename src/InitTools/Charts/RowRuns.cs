namespace InitTools;

/// <summary>Tells apart what came through a pipeline one behind the other: models, nets, curves, trainings.</summary>
internal static class RowRuns
{
    /// <summary>Splits rows where one doesn't continue the row before it.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="continues">Whether a row, the first argument, goes on with the run whose last row is the second.</param>
    /// <returns>The runs, in their order; none is empty.</returns>
    public static T[][] Of<T>(IEnumerable<T> rows, Func<T, T, bool> continues) => Of(rows, _ => "", continues);

    /// <summary>The same where rows of several names may be mixed: each is held against the last one of its name.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="name">The name of a row.</param>
    /// <param name="continues">Whether a row goes on with the run of its name.</param>
    /// <returns>The runs, in the order of their first rows; none is empty.</returns>
    public static T[][] Of<T>(IEnumerable<T> rows, Func<T, string> name, Func<T, T, bool> continues)
    {
        var runs = new List<List<T>>();
        var open = new Dictionary<string, List<T>>(StringComparer.Ordinal);
        foreach (T row in rows)
        {
            string key = name(row);
            if (!open.TryGetValue(key, out List<T>? run) || !continues(row, run[^1])) runs.Add(open[key] = run = []);
            run.Add(row);
        }
        return [.. runs.Select(run => run.ToArray())];
    }
}
