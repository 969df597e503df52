using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace InitTools;

/// <summary>What a line of a cache turns out to be.</summary>
internal enum SweepLineKind
{
    /// <summary>A run of this version.</summary>
    Run,

    /// <summary>A run of another version, or of another format: its figures can't be relied on.</summary>
    OtherVersion,

    /// <summary>A JSON object that is no run, or one that was changed.</summary>
    Unknown,

    /// <summary>No JSON object.</summary>
    NotJson,
}

/// <summary>
/// One line of a cache: the properties of a <see cref="SweepRun"/> as one JSON object, after the format and the version that wrote
/// it. NaN and infinities are strings, as JSON has no such numbers. Equal runs give equal lines, to the byte.
/// </summary>
internal static class SweepRecord
{
    /// <summary>What every line begins with.</summary>
    public const string Start = "{\"Format\":\"" + Format + "\",";

    private const string Format = "InitTools.SweepRun";
    private const int FormatVersion = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The version of InitTools, which a record carries.</summary>
    public static string Version { get; } = typeof(SweepRecord).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Writes a run.</summary>
    /// <returns>The line, with its end.</returns>
    public static byte[] Write(SweepRun run)
    {
        var record = new JsonObject
        {
            [nameof(Format)] = Format,
            [nameof(FormatVersion)] = FormatVersion,
            [nameof(Version)] = Version,
        };
        foreach ((string name, JsonNode? value) in JsonSerializer.SerializeToNode(run, Options)!.AsObject().ToArray())
            record[name] = name == nameof(SweepRun.InitializerDefinition) ? JsonNode.Parse(run.InitializerDefinition) : value?.DeepClone();
        return [.. JsonSerializer.SerializeToUtf8Bytes(record, Options), (byte)'\n'];
    }

    /// <summary>Reads a line.</summary>
    /// <param name="line">Its bytes; the end of the line may be among them.</param>
    /// <param name="run">The run, where it is one of this version.</param>
    public static SweepLineKind Read(ReadOnlySpan<byte> line, out SweepRun? run)
    {
        run = null;
        if (Parse(line) is not { } record) return SweepLineKind.NotJson;
        try
        {
            if (Take(record, nameof(Format)) is not { } format || format.GetValue<string>() != Format) return SweepLineKind.Unknown;
            string? formatVersion = Take(record, nameof(FormatVersion))?.ToJsonString();
            string? version = Take(record, nameof(Version))?.GetValue<string>();
            if (formatVersion is null || version is null) return SweepLineKind.Unknown;
            if (formatVersion != $"{FormatVersion}" || version != Version) return SweepLineKind.OtherVersion;
            run = ReadRun(record);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or InitToolsException)
        {
            // A property is missing, of another type or not one of a run's.
        }
        return run is null ? SweepLineKind.Unknown : SweepLineKind.Run;
    }

    private static SweepRun? ReadRun(JsonObject record)
    {
        if (Take(record, nameof(SweepRun.InitializerDefinition)) is not JsonObject definition) return null;
        record[nameof(SweepRun.InitializerDefinition)] = Initializer.FromJson(definition.ToJsonString()).ToJson();
        SweepRun? run = record.Deserialize<SweepRun>(Options);
        // The seed follows from everything else: a record whose arguments were edited is found out.
        return run is not null && SweepConfiguration.RunSeedOf(run.HashOfConfiguration()) == run.RunSeed ? run : null;
    }

    private static JsonObject? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonNode? Take(JsonObject record, string name)
    {
        record.Remove(name, out JsonNode? value);
        return value;
    }
}
