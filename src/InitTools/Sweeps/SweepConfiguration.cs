using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace InitTools;

/// <summary>
/// All that one run of a sweep depends on: a network of equal hidden dense layers and a last layer without activation, one unit a
/// class, all initialized alike, and the batch that it is probed with.
/// </summary>
public sealed class SweepConfiguration
{
    // Whole numbers up to here survive every reader of JSON, also those that know floating point only.
    private const ulong SeedMask = (1UL << 53) - 1;

    private readonly byte[] _hash;

    internal SweepConfiguration(
        Initializer initializer, Activation activation, int hiddenLayers, int width, int repeat, long seed, int batchSize, SweepData data)
    {
        Initializer = initializer;
        Activation = activation;
        HiddenLayers = hiddenLayers;
        Width = width;
        Repeat = repeat;
        Seed = seed;
        BatchSize = batchSize;
        Data = data;
        _hash = HashOf(initializer.ToJson(), activation.Name, hiddenLayers, width, repeat, seed, batchSize, data.Hash);
    }

    /// <summary>How the weights of all layers begin.</summary>
    public Initializer Initializer { get; }

    /// <summary>The hidden layers' activation.</summary>
    public Activation Activation { get; }

    /// <summary>The number of hidden layers, without the last one.</summary>
    public int HiddenLayers { get; }

    /// <summary>The number of units of each hidden layer.</summary>
    public int Width { get; }

    /// <summary>The number of the repetition, from 1.</summary>
    public int Repeat { get; }

    /// <summary>The sweep's seed.</summary>
    public long Seed { get; }

    /// <summary>The number of samples asked for in a batch.</summary>
    public int BatchSize { get; }

    /// <summary>
    /// The seed of this run's weights and batch, from 0 to 2^53 - 1: taken from a SHA-256 hash of the sweep's seed and of everything
    /// else here, so that a run is the same in every grid, order and shard.
    /// </summary>
    public long RunSeed => RunSeedOf(_hash);

    /// <summary>What rows and messages call the run: <c>tanh 10x100 GlorotUniform #1</c>.</summary>
    public string Name => FormattableString.Invariant($"{Activation} {HiddenLayers}x{Width} {LawText(Initializer)} #{Repeat}");

    internal SweepData Data { get; }

    /// <summary>What tells the run from every other one; figures of equal keys are equal.</summary>
    internal UInt128 Key => KeyOf(_hash);

    /// <summary>A rough number of operations, for the time left: what sampling, the passes and each layer's overhead take.</summary>
    internal double Work => WorkOf(HiddenLayers, Width, BatchSize, Data);

    /// <summary>The run's name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    internal static double WorkOf(int hiddenLayers, int width, int batchSize, SweepData data)
    {
        const double LayerOverhead = 1e6;
        const double WeightOverhead = 50;
        double batch = Math.Min(batchSize, data.Dataset?.Count ?? int.MaxValue);
        double weights = ((hiddenLayers - 1.0) * width * width) + ((double)width * (data.InputSize(width) + data.ClassCount));
        return ((hiddenLayers + 1) * LayerOverhead) + (weights * (WeightOverhead + (6 * batch)));
    }

    internal static byte[] HashOf(
        string initializer, string activation, int hiddenLayers, int width, int repeat, long seed, int batchSize, string? dataHash) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{initializer}\n{activation}\n{hiddenLayers}\n{width}\n{repeat}\n{seed}\n{batchSize}\n{dataHash}")));

    internal static long RunSeedOf(byte[] hash) => (long)(BinaryPrimitives.ReadUInt64LittleEndian(hash) & SeedMask);

    internal static UInt128 KeyOf(byte[] hash) => BinaryPrimitives.ReadUInt128LittleEndian(hash.AsSpan(sizeof(ulong)));

    // A law with other parameters than its name stands for says so: two of one name must not look alike.
    private static string LawText(Initializer initializer)
    {
        bool isNamed = InitializerCatalogue.Names.Contains(initializer.Name)
            && InitializerCatalogue.Find(initializer.Name, nameof(Initializer)).Equals(initializer);
        if (isNamed) return initializer.Name;
        IEnumerable<string> parameters = initializer.ToDictionary().Where(pair => pair.Key != "Name")
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}"));
        return $"{initializer.Name}({string.Join(", ", parameters)})";
    }
}
