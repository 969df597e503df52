using System.Management.Automation;
using InitTools.Sampling;

namespace InitTools.Module;

/// <summary>Draws a tensor by an initializer and compares its variance with the law's.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Initializer")]
[OutputType(typeof(InitializerMeasurement))]
public sealed class MeasureInitializerCommand : InitToolsCommand
{
    /// <summary>The initializer, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public InitializerArgument Initializer { get; set; } = null!;

    /// <summary>The shape to draw.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Shape]
    public long[] Shape { get; set; } = [];

    /// <summary>Where the inputs and outputs are: Torch or Keras.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LayoutCompleter))]
    public string Layout { get; set; } = nameof(TensorLayout.Torch);

    /// <summary>The seed; goes before the initializer's own.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    private TensorShape _shape = null!;

    /// <inheritdoc/>
    protected override void Begin() => _shape = new TensorShape(Shape, InitializerCatalogue.FindLayout(Layout));

    /// <inheritdoc/>
    protected override void Process()
    {
        Initializer initializer = Initializer.Resolve(nameof(Initializer));
        var options = new SamplerOptions { CancellationToken = CancellationToken };
        WriteObject(InitializerMeasurement.Of(initializer with { Seed = Seed ?? initializer.Seed }, _shape, options));
    }
}
