using System.Management.Automation;
using InitTools.Sampling;
using TorchSharp;

namespace InitTools.Module;

/// <summary>Draws a tensor by an initializer. The caller owns it.</summary>
[Cmdlet(VerbsCommon.New, "Tensor")]
[OutputType(typeof(torch.Tensor))]
public sealed class NewTensorCommand : InitToolsCommand
{
    /// <summary>The shape, such as 784,300.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Shape]
    public long[] Shape { get; set; } = [];

    /// <summary>The initializer, or its name.</summary>
    [Parameter(Position = 1)]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public InitializerArgument Initializer { get; set; } = new("GlorotUniform");

    /// <summary>The seed; goes before the initializer's own. Without one every call draws fresh values.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <summary>Where the inputs and outputs are: Torch or Keras.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LayoutCompleter))]
    public string Layout { get; set; } = nameof(TensorLayout.Torch);

    /// <summary>The element type: Float32, Float64, Float16 or BFloat16.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DataTypeCompleter))]
    public string DataType { get; set; } = nameof(torch.ScalarType.Float32);

    /// <inheritdoc/>
    protected override void End()
    {
        Initializer initializer = Initializer.Resolve(nameof(Initializer));
        var shape = new TensorShape(Shape, InitializerCatalogue.FindLayout(Layout));
        var options = new SamplerOptions { CancellationToken = CancellationToken };
        WriteObject((initializer with { Seed = Seed ?? initializer.Seed })
            .CreateTensor(shape, TensorDataType.Find(DataType), options));
    }
}
