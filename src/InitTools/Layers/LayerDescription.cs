using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace InitTools;

/// <summary>Reads a layer's description, whether it was made by hand, by <see cref="Layer.Describe"/> or by a JSON reader.</summary>
internal sealed class LayerDescription
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);

    public LayerDescription(IDictionary plain)
    {
        ArgumentNullException.ThrowIfNull(plain);
        foreach (DictionaryEntry pair in plain) _values[Convert.ToString(pair.Key, CultureInfo.InvariantCulture)!] = Plain(pair.Value);
    }

    /// <summary>The name that the user chose, or null.</summary>
    public string? Name => Text(nameof(Name));

    /// <summary>The layer's seed, or null.</summary>
    public long? Seed => Get(nameof(Seed)) is { } value ? Whole(nameof(Seed), value) : null;

    /// <summary>Whether the layer is frozen; one that doesn't say is as the layer around it.</summary>
    public bool Frozen => Flag(nameof(Frozen), FrozenAround);

    /// <summary>Whether the layer around is frozen.</summary>
    public bool FrozenAround { get; init; }

    /// <summary>Whether the layer's weights come from elsewhere, so that there is no need to draw any.</summary>
    public bool Blank { get; init; }

    public string? Text(string name) => Get(name) is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    public bool Flag(string name, bool otherwise) => Get(name) switch
    {
        null => otherwise,
        bool flag => flag,
        { } value => bool.TryParse($"{value}", out bool flag) ? flag : throw Wrong(name, value, "true or false"),
    };

    public int Integer(string name) => IntegerOrNull(name) ?? throw Wrong(name, null, "a whole number");

    public int? IntegerOrNull(string name) =>
        Get(name) is not { } value ? null
        : Whole(name, value) is >= int.MinValue and <= int.MaxValue and long whole ? (int)whole
        : throw Wrong(name, value, "a whole number that isn't that large");

    public double Number(string name, double otherwise) => NumberOrNull(name) ?? otherwise;

    public double? NumberOrNull(string name) => Get(name) switch
    {
        null => null,
        double number => number,
        { } value => double.TryParse(
            Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw Wrong(name, value, "a number"),
    };

    public long[]? Sizes(string name) => Get(name) switch
    {
        null => null,
        IEnumerable items and not string => [.. items.Cast<object?>().Select(item => Whole(name, Plain(item)))],
        { } value => [Whole(name, value)],
    };

    public Activation? Activation(string name) => Text(name) is { } text ? ActivationCatalogue.Find(text, name) : null;

    public Initializer? Initializer(string name) => Get(name) switch
    {
        null => null,
        Initializer initializer => initializer,
        IDictionary plain => InitTools.Initializer.FromDictionary(plain),
        string text => InitializerCatalogue.Find(text, name),
        { } value => throw Wrong(name, value, "an initializer's name or description"),
    };

    public TEnum Choice<TEnum>(string name, TEnum otherwise)
        where TEnum : struct, Enum =>
        Text(name) is not { } text ? otherwise
        : Enum.TryParse(text, true, out TEnum value) ? value
        : throw Wrong(name, text, $"one of {string.Join(", ", Enum.GetNames<TEnum>())}");

    /// <summary>The descriptions of layers inside.</summary>
    public IReadOnlyList<Layer> Layers(string name) => Get(name) is IEnumerable items and not string
        ? [.. items.Cast<object?>().Select(item => Plain(item) is IDictionary plain
            ? LayerCatalogue.Create(new LayerDescription(plain) { FrozenAround = Frozen, Blank = Blank })
            : throw Wrong(name, item, "a list of descriptions of layers"))]
        : throw Wrong(name, Get(name), "a list of descriptions of layers");

    private object? Get(string name) => _values.GetValueOrDefault(name);

    private static long Whole(string name, object? value) =>
        long.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
            ? whole
            : throw Wrong(name, value, "a whole number");

    private static InitToolsException Wrong(string name, object? value, string expected) =>
        InitToolsException.Argument("InvalidLayerDescription", $"{name} in the description of a layer", value, expected);

    private static object? Plain(object? value) => value is not JsonElement json ? value : json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        // Boxed before the types meet: a long that turns into a double loses digits of a seed.
        JsonValueKind.Number => json.TryGetInt64(out long whole) ? (object)whole : json.GetDouble(),
        JsonValueKind.Array => json.EnumerateArray().Select(item => Plain(item)).ToArray(),
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(property => property.Name, property => Plain(property.Value)),
        _ => json.GetString(),
    };
}
