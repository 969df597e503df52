using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;

namespace InitTools;

/// <summary>Where a tensor lies in a safetensors file, counted from the end of the header.</summary>
internal sealed record TensorFileEntry(string Name, torch.ScalarType Type, long[] Shape, long Begin, long End);

/// <summary>
/// The header of a safetensors file (Hugging Face, format 0.x): eight bytes, the length of the JSON object that follows, which
/// names each tensor's type, shape and place, and may hold texts under <c>__metadata__</c>; then the tensors' bytes without gaps.
/// </summary>
internal sealed record TensorFileHeader(IReadOnlyList<TensorFileEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>What the format keeps its texts under.</summary>
    public const string MetadataName = "__metadata__";

    // The format's own limit: a larger one is no header but other data.
    private const long LengthLimit = 100_000_000;

    // Data that begins at a multiple of this can be mapped into memory as any type.
    private const int Alignment = 8;

    /// <summary>Writes the length and the JSON text, padded with spaces.</summary>
    public void Write(Stream stream)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            WriteMetadata(json);
            foreach (TensorFileEntry entry in Entries) WriteEntry(json, entry);
            json.WriteEndObject();
        }
        while (text.Length % Alignment != 0) text.WriteByte((byte)' ');
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        stream.Write(length);
        stream.Write(text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    /// <summary>Reads and checks a header; the stream then stands at the first tensor.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="fault">Makes the error for what is wrong.</param>
    public static TensorFileHeader Read(FileStream stream, Func<string, InitToolsException> fault)
    {
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        if (stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
            throw fault("it is too short for a safetensors file.");
        long length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length is < 2 or > LengthLimit) throw fault("it doesn't begin with the length of a safetensors header.");
        if (length > stream.Length - prefix.Length) throw fault("it ends within its header.");
        byte[] text = new byte[length];
        stream.ReadExactly(text);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            TensorFileHeader header = Parse(document.RootElement, fault);
            header.CheckPlaces(stream.Length - prefix.Length - length, fault);
            return header;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second comes from texts that aren't UTF-8: they are decoded as they are asked for.
            throw fault("its header is no JSON object.");
        }
    }

    private void WriteMetadata(Utf8JsonWriter json)
    {
        if (Metadata.Count == 0) return;
        json.WriteStartObject(MetadataName);
        foreach ((string name, string value) in Metadata) json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, TensorFileEntry entry)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", TensorElementType.NameOf(entry.Type));
        WriteNumbers("shape", entry.Shape);
        WriteNumbers("data_offsets", [entry.Begin, entry.End]);
        json.WriteEndObject();

        void WriteNumbers(string name, long[] numbers)
        {
            json.WriteStartArray(name);
            foreach (long number in numbers) json.WriteNumberValue(number);
            json.WriteEndArray();
        }
    }

    private static TensorFileHeader Parse(JsonElement root, Func<string, InitToolsException> fault)
    {
        if (root.ValueKind != JsonValueKind.Object) throw fault("its header is no JSON object.");
        var entries = new List<TensorFileEntry>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (!names.Add(property.Name)) throw fault($"its header names '{property.Name}' twice.");
            if (property.Name != MetadataName) entries.Add(ParseEntry(property, fault));
            else if (!TryReadTexts(property.Value, metadata)) throw fault($"its {MetadataName} holds something else than texts.");
        }
        return new TensorFileHeader([.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)], metadata);
    }

    private static TensorFileEntry ParseEntry(JsonProperty property, Func<string, InitToolsException> fault)
    {
        InitToolsException Wrong(string what) => fault($"tensor '{property.Name}' {what}.");
        if (property.Value.ValueKind != JsonValueKind.Object) throw Wrong("isn't described by a JSON object");
        string? type = property.Value.TryGetProperty("dtype", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;
        if (!TensorElementType.TryFind(type, out torch.ScalarType found)) throw Wrong($"has the unknown element type {InitToolsException.Show(type)}");
        long[] shape = ReadNumbers(property.Value, "shape") ?? throw Wrong("has no shape of whole numbers, 0 or more");
        long[] place = ReadNumbers(property.Value, "data_offsets") ?? throw Wrong("has no data_offsets");
        if (place.Length != 2 || place[0] > place[1]) throw Wrong("has no data_offsets from and to");
        UInt128 size = shape.Aggregate((UInt128)TensorElementType.SizeOf(found), Multiply);
        if (size != (UInt128)(place[1] - place[0])) throw Wrong($"of shape {InitToolsException.Show(shape)} doesn't fit its data_offsets");
        return new TensorFileEntry(property.Name, found, shape, place[0], place[1]);
    }

    // Stays at the top once it is there, so that no product of large sizes comes out small.
    private static UInt128 Multiply(UInt128 size, long factor) =>
        factor != 0 && size > UInt128.MaxValue / (UInt128)factor ? UInt128.MaxValue : size * (UInt128)factor;

    private static long[]? ReadNumbers(JsonElement entry, string name)
    {
        if (!entry.TryGetProperty(name, out JsonElement list) || list.ValueKind != JsonValueKind.Array) return null;
        var numbers = new List<long>();
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number) || number < 0) return null;
            numbers.Add(number);
        }
        return [.. numbers];
    }

    private static bool TryReadTexts(JsonElement metadata, Dictionary<string, string> texts)
    {
        if (metadata.ValueKind != JsonValueKind.Object) return false;
        foreach (JsonProperty text in metadata.EnumerateObject())
        {
            if (text.Value.ValueKind != JsonValueKind.String) return false;
            texts[text.Name] = text.Value.GetString()!;
        }
        return true;
    }

    // The format allows neither gaps nor overlaps: each would hide data or an attack.
    private void CheckPlaces(long available, Func<string, InitToolsException> fault)
    {
        long end = 0;
        foreach (TensorFileEntry entry in Entries)
        {
            if (entry.Begin != end) throw fault($"tensor '{entry.Name}' begins at byte {entry.Begin}, not at {end}, where the one before ends.");
            end = entry.End;
        }
        if (end > available) throw fault($"it ends after {available} of its {end} bytes of tensors.");
        if (end < available) throw fault($"it goes on {available - end} bytes beyond its last tensor.");
    }
}
