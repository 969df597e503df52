using System.Management.Automation;
using InitTools.Sampling;

namespace InitTools.Module;

/// <summary>Makes a model of layers and draws its weights. The caller owns it.</summary>
[Cmdlet(VerbsCommon.New, "SequentialModel")]
[OutputType(typeof(SequentialModel))]
public sealed class NewSequentialModelCommand : InitToolsCommand
{
    private readonly List<Layer> _layers = [];

    /// <summary>The layers from input to output.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    [AllowNull]
    public Layer[]? InputObject { get; set; }

    /// <summary>The shape of one sample, without the batch.</summary>
    [Parameter]
    [Shape]
    public long[]? InputShape { get; set; }

    /// <summary>The model's name.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>The seed of all layers that have none; without one every model is different.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <inheritdoc/>
    protected override void Process() => _layers.AddRange(InputObject ?? []);

    /// <inheritdoc/>
    protected override void End() => WriteObject(new SequentialModel(
        _layers, InputShape, Name, Seed, new SamplerOptions { CancellationToken = CancellationToken }));
}
