using System.Collections;
using System.Text.Json;
using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>
/// How a weight tensor gets its first values: an immutable value that knows its law, not the tensor. Equal initializers
/// with equal seeds give equal bits for equal shapes and data types, whatever ran before and on any number of threads.
/// </summary>
public abstract record Initializer
{
    // Derived records may not replace it: a row that holds an initializer must read as its name.
    /// <summary>The law's name, such as <c>HeNormal</c>.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public sealed override string ToString() => Name;

    /// <summary>The law's name, such as <c>HeNormal</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The seed, or null for fresh values every time. In a model each parameter gets a stream of its own from it.</summary>
    public long? Seed { get; init; }

    /// <summary>The variance that the law gives the elements of a tensor of this shape.</summary>
    /// <param name="shape">The tensor's shape, with its layout.</param>
    /// <returns>The variance.</returns>
    public abstract double ExpectedVariance(TensorShape shape);

    /// <summary>Draws a new tensor, which the caller owns.</summary>
    /// <param name="shape">Its shape, with its layout.</param>
    /// <param name="dataType">Float16, BFloat16, Float32 or Float64.</param>
    /// <param name="options">Threads and cancellation; null for the defaults.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="InitToolsException">The law can't fill that shape, or the shape doesn't fit into memory.</exception>
    public torch.Tensor CreateTensor(
        TensorShape shape, torch.ScalarType dataType = torch.ScalarType.Float32, SamplerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Check(shape, dataType);
        MemoryBudget.Check(shape, dataType, WorkingCopies);
        TorchLibrary.EnsureLoaded();
        using IDisposable noGrad = torch.no_grad();
        torch.Tensor tensor = torch.empty(shape.ToArray(), dtype: dataType);
        try
        {
            Watch(shape, dataType, options);
            Fill(tensor, shape, Seed is { } seed ? RandomStream.FromName(seed, "") : RandomStream.Fresh(), options);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Overwrites a tensor with values of this law.</summary>
    /// <param name="tensor">A contiguous tensor in memory of the CPU.</param>
    /// <param name="layout">Where its inputs and outputs are.</param>
    /// <param name="stream">The random stream to draw from; this initializer's own seed is not looked at.</param>
    /// <param name="options">Threads and cancellation; null for the defaults.</param>
    /// <exception cref="InitToolsException">The law can't fill that shape.</exception>
    public void Fill(torch.Tensor tensor, TensorLayout layout, RandomStream stream, SamplerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var shape = new TensorShape(tensor.shape, layout);
        Check(shape, tensor.dtype);
        Watch(shape, tensor.dtype, options);
        using IDisposable noGrad = torch.no_grad();
        Fill(tensor, shape, stream, options);
    }

    /// <summary>Refuses a shape that the law can't fill, before anything is allocated or changed.</summary>
    /// <param name="shape">The shape.</param>
    /// <exception cref="InitToolsException">The law can't fill that shape.</exception>
    public virtual void CheckShape(TensorShape shape)
    {
    }

    /// <summary>How many tensors of the same size the law needs for its work, beside the one that it fills.</summary>
    internal virtual int WorkingCopies => 0;

    /// <summary>
    /// The share of the elements that lie within a distance of 0, of those that aren't 0 by design; 0 where all are.
    /// </summary>
    internal double ShareWithin(TensorShape shape, double distance) => Reach(shape) switch
    {
        0 => 0,
        double reach when reach <= distance => 1,
        _ => ShareOfLawWithin(shape, distance),
    };

    /// <summary>Refuses a shape that the law can't fill, and values that the type can't hold.</summary>
    internal void Check(TensorShape shape, torch.ScalarType dataType)
    {
        CheckShape(shape);
        (double largest, double reach) = (TensorDataType.LargestValue(dataType), Reach(shape));
        if (reach > largest)
        {
            throw InitToolsException.Argument(
                "LawOutOfRange", $"What {Name} can draw", reach, $"{InitToolsException.Show(largest)} or less, as {dataType} holds no more");
        }
    }

    /// <summary>
    /// What defines this initializer, as plain strings and numbers that survive JSON, a hashtable or a CSV file:
    /// <see cref="FromDictionary"/> reads it back.
    /// </summary>
    /// <returns>Name, the law's parameters, and Seed where there is one.</returns>
    public IDictionary<string, object> ToDictionary()
    {
        var plain = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase) { ["Name"] = Name };
        foreach ((string name, object value) in Parameters) plain[name] = value is Enum kind ? kind.ToString() : value;
        if (Seed is { } seed) plain["Seed"] = seed;
        return plain;
    }

    /// <summary>Reads what <see cref="ToDictionary"/> wrote, or a hashtable made by hand.</summary>
    /// <param name="plain">Name and the law's parameters; names are case-insensitive.</param>
    /// <returns>The initializer.</returns>
    /// <exception cref="InitToolsException">The name is unknown, or a parameter doesn't fit the law.</exception>
    public static Initializer FromDictionary(IDictionary plain) => InitializerCatalogue.FromDictionary(plain);

    /// <summary>What defines this initializer as one JSON object; <see cref="FromJson"/> reads it back.</summary>
    /// <returns>The JSON text.</returns>
    public string ToJson() => JsonSerializer.Serialize(ToDictionary());

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">A JSON object.</param>
    /// <returns>The initializer.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.InvalidInitializer</c>: no JSON object, or what it says fits no law.</exception>
    public static Initializer FromJson(string json)
    {
        try
        {
            Dictionary<string, JsonElement>? plain = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json);
            return FromDictionary(plain!.ToDictionary(pair => pair.Key, pair => Plain(pair.Value)));
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or ArgumentNullException)
        {
            throw new InitToolsException(
                "InvalidInitializer", "The text is no JSON object that describes an initializer.", FaultKind.InvalidData, json, e);
        }
    }

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        // Boxed before the types meet: a long that turns into a double loses digits of a seed.
        JsonValueKind.Number => value.TryGetInt64(out long whole) ? (object)whole : value.GetDouble(),
        _ => value.ToString(),
    };

    /// <summary>The parameters beyond name and seed that define the law.</summary>
    private protected abstract IEnumerable<(string Name, object Value)> Parameters { get; }

    /// <summary>The largest absolute value that the law can draw.</summary>
    private protected abstract double Reach(TensorShape shape);

    /// <summary>The share of the elements within a distance of 0 that some of them exceed; those that are 0 by design don't count.</summary>
    private protected virtual double ShareOfLawWithin(TensorShape shape, double distance) => 0;

    private void Watch(TensorShape shape, torch.ScalarType dataType, SamplerOptions? options)
    {
        if (options?.Underflowed is { } listener && Underflow.Find(this, shape, dataType) is { } found) listener(found);
    }

    /// <summary>Overwrites a tensor whose shape has passed <see cref="CheckShape"/>, with gradients off.</summary>
    private protected abstract void Fill(
        torch.Tensor tensor, TensorShape shape, RandomStream stream, SamplerOptions? options);
}
