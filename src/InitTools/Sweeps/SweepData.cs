using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace InitTools;

/// <summary>What a sweep probes with: the samples of a dataset, or noise, and by what it is told from other data.</summary>
internal sealed class SweepData
{
    // As many as the digits: what the networks of the examples end with.
    private const int NoiseClasses = 10;

    private SweepData(Dataset? dataset)
    {
        Dataset = dataset;
        Source = dataset is null ? ProbeSource.Noise : ProbeSource.From(dataset);
        Hash = dataset is null ? null : HashOf(dataset);
    }

    /// <summary>Standard normal inputs and ten random classes.</summary>
    public static SweepData Noise { get; } = new(null);

    /// <summary>The dataset; null for noise.</summary>
    public Dataset? Dataset { get; }

    /// <summary>Where the batches come from.</summary>
    public ProbeSource Source { get; }

    /// <summary>SHA-256 of samples, shape and labels in hexadecimal; null for noise. The name doesn't count.</summary>
    public string? Hash { get; }

    /// <summary>The number of outputs that a network needs.</summary>
    public int ClassCount => Dataset?.ClassCount ?? NoiseClasses;

    /// <summary>The data of a dataset, or noise.</summary>
    /// <exception cref="InitToolsException"><c>LabelsRequired</c>: a dataset without labels.</exception>
    public static SweepData From(Dataset? dataset)
    {
        if (dataset is null) return Noise;
        if (dataset.ClassCount > 0) return new SweepData(dataset);
        throw new InitToolsException(
            "LabelsRequired", $"Dataset '{dataset.Name}' has no labels; import it with -LabelPath or -LabelColumn.",
            FaultKind.InvalidData, dataset.Name);
    }

    /// <summary>The size of an input sample of a network of a width: as wide as the network where there is no data.</summary>
    public int InputSize(int width) => Dataset?.SampleSize ?? width;

    private static string HashOf(Dataset dataset)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (long size in (long[])[.. dataset.SampleShape, dataset.Count, dataset.ClassCount])
        {
            byte[] bytes = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, size);
            hash.AppendData(bytes);
        }
        // All processors that libtorch runs on are little-endian.
        hash.AppendData(MemoryMarshal.AsBytes(dataset.Features));
        hash.AppendData(MemoryMarshal.AsBytes(dataset.Labels));
        return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
    }
}
