using System.Diagnostics.CodeAnalysis;

namespace InitTools;

/// <summary>
/// Finds things by the names people use for them: case, spaces, hyphens and underscores don't matter, a thing may have
/// several names, and a name that isn't known is answered with those nearest to it.
/// </summary>
/// <typeparam name="T">What is looked up.</typeparam>
public sealed class NameTable<T>
{
    private readonly Dictionary<string, T> _byKey = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly string _errorId;
    private readonly string _what;

    /// <summary>Creates a table.</summary>
    /// <param name="what">What is looked up, as a message names it: <c>activation</c>.</param>
    /// <param name="entries">Each thing with its names, the first of them the one to show.</param>
    public NameTable(string what, IEnumerable<(T Value, string[] Names)> entries)
    {
        _what = what;
        _errorId = "Unknown" + string.Concat(what.Split(' ').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        foreach ((T value, string[] names) in entries)
        {
            _names.Add(names[0]);
            foreach (string name in names) _byKey[Key(name)] = value;
        }
    }

    /// <summary>The names to show, one for each thing, in the order of the table.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Looks a name up.</summary>
    /// <param name="name">The name in any of its spellings.</param>
    /// <param name="value">What it names.</param>
    /// <returns>Whether it is known.</returns>
    public bool TryFind(string? name, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return name is not null && _byKey.TryGetValue(Key(name), out value);
    }

    /// <summary>Looks a name up that must be known.</summary>
    /// <param name="name">The name in any of its spellings.</param>
    /// <param name="parameter">The parameter it was given for.</param>
    /// <returns>What it names.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.Unknown...</c>: no such name; the message lists near matches.</exception>
    public T Find(string? name, string parameter)
    {
        if (TryFind(name, out T? value)) return value;
        IReadOnlyList<string> near = NearMatches(name ?? "");
        string advice = near.Count > 0
            ? $"Did you mean {string.Join(" or ", near)}?"
            : $"It must be one of {string.Join(", ", _names)}.";
        throw new InitToolsException(
            _errorId, $"{parameter} is {InitToolsException.Show(name)}, which is no known {_what}. {advice}",
            FaultKind.InvalidArgument, name);
    }

    /// <summary>The names that are close to a misspelt one, the nearest first, at most three.</summary>
    /// <param name="name">The misspelt name.</param>
    /// <returns>The shown names of the nearest things; empty when nothing is near.</returns>
    public IReadOnlyList<string> NearMatches(string name)
    {
        string wanted = Key(name);
        if (wanted.Length == 0) return [];
        return [.. _byKey
            .Select(entry => (entry.Value, Distance: Distance(wanted, entry.Key)))
            .Where(entry => entry.Distance <= Math.Max(1, wanted.Length / 3))
            .OrderBy(entry => entry.Distance)
            .Select(entry => ShownName(entry.Value))
            .Distinct()
            .Take(3)];
    }

    private string ShownName(T value) =>
        _names.First(name => EqualityComparer<T>.Default.Equals(_byKey[Key(name)], value));

    private static string Key(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>Levenshtein's distance, a transposition of neighbours counted as one step; a prefix costs one.</summary>
    private static int Distance(string a, string b)
    {
        if (a.Length >= 3 && b.StartsWith(a, StringComparison.Ordinal)) return 1;
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(change, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }
        return cost[a.Length, b.Length];
    }
}
