using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace InitTools;

/// <summary>One run of a sweep: what the network was, and what its probe says. Numbers, strings and enums only.</summary>
/// <remarks><see cref="GradientFlow.Depth"/> counts the last layer too; it is <see cref="HiddenLayers"/> + 1.</remarks>
public sealed record SweepRun : GradientFlow
{
    /// <summary>Puts the result of a run beside its configuration.</summary>
    /// <param name="flow">The result.</param>
    /// <param name="configuration">The configuration.</param>
    [SetsRequiredMembers]
    internal SweepRun(GradientFlow flow, SweepConfiguration configuration)
        : base(flow)
    {
        Initializer = configuration.Initializer.Name;
        Activation = configuration.Activation.Name;
        HiddenLayers = configuration.HiddenLayers;
        Width = configuration.Width;
        Repeat = configuration.Repeat;
        Seed = configuration.Seed;
        RunSeed = configuration.RunSeed;
        BatchSize = configuration.BatchSize;
        Dataset = configuration.Data.Dataset?.Name;
        DatasetCount = configuration.Data.Dataset?.Count;
        DatasetHash = configuration.Data.Hash;
        InitializerDefinition = configuration.Initializer.ToJson();
    }

    [JsonConstructor]
    internal SweepRun()
    {
    }

    /// <summary>The name of the law that the weights of all layers were drawn from.</summary>
    public required string Initializer { get; init; }

    /// <summary>The activation of the hidden layers; the last layer has none.</summary>
    public required string Activation { get; init; }

    /// <summary>The number of hidden layers; the last layer comes on top.</summary>
    public required int HiddenLayers { get; init; }

    /// <summary>The number of units of each hidden layer.</summary>
    public required int Width { get; init; }

    /// <summary>The number of the repetition, from 1.</summary>
    public required int Repeat { get; init; }

    /// <summary>The sweep's seed.</summary>
    public required long Seed { get; init; }

    /// <summary>The seed of this run's weights and batch, derived from the sweep's seed and the configuration.</summary>
    public required long RunSeed { get; init; }

    /// <summary>The number of samples asked for in the batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The dataset's name; null where the inputs were noise.</summary>
    public string? Dataset { get; init; }

    /// <summary>The number of samples in the dataset; null where the inputs were noise.</summary>
    public int? DatasetCount { get; init; }

    /// <summary>SHA-256 of the dataset's samples and labels, in hexadecimal; null where the inputs were noise.</summary>
    public string? DatasetHash { get; init; }

    /// <summary>All parameters of the initializer, as JSON; <see cref="InitTools.Initializer.FromJson"/> reads it.</summary>
    public required string InitializerDefinition { get; init; }

    /// <summary>The hash of everything that the run depends on.</summary>
    internal byte[] HashOfConfiguration() => SweepConfiguration.HashOf(
        InitializerDefinition, Activation, HiddenLayers, Width, Repeat, Seed, BatchSize, DatasetHash);
}
