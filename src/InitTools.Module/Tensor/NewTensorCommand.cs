using System.Management.Automation;
using InitTools.Native;
using TorchSharp;

namespace InitTools.Module;

/// <summary>Draws a tensor by an initializer. The caller owns it.</summary>
/// <remarks>
/// <para>
/// The shape of a weight tensor says how many inputs and outputs it connects, and with them its variance. In the Torch layout it
/// is (out, in, *kernel), in Keras' (*kernel, in, out); of one dimension both fans are its length. The layout changes the fans
/// only, never the shape that comes out.
/// </para>
/// <para>
/// Equal seeds give equal bits for equal initializers, shapes and data types, on any number of threads. The value of an element
/// depends on nothing but the seed and its index: random numbers come from the counter-based generator Philox4x32-10 (Salmon et
/// al. 2011). Without a seed every call draws fresh values.
/// </para>
/// <para>
/// A warning tells where the law is so narrow that 1 % of the values or more become 0 in the data type, as with a standard deviation of
/// 1e-7 in Float16.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.UnknownInitializer</term><description>no such law; the message lists near matches</description></item>
/// <item><term>InitTools.InvalidShape</term><description>no dimension, or one below 1</description></item>
/// <item><term>InitTools.NotOrthogonalShape</term><description>Orthogonal of fewer than two dimensions</description></item>
/// <item>
/// <term>InitTools.NotDeltaOrthogonalShape</term><description>DeltaOrthogonal of a shape that is no convolution kernel, or has
/// more inputs than outputs</description>
/// </item>
/// <item><term>InitTools.NotIdentityShape</term><description>Identity of other than two dimensions</description></item>
/// <item><term>InitTools.NotDiracShape</term><description>Dirac of a shape that is no convolution kernel</description></item>
/// <item><term>InitTools.NotSparseShape</term><description>Sparse of other than two dimensions</description></item>
/// <item><term>InitTools.ShapeTooLarge</term><description>the elements don't fit into the free memory</description></item>
/// <item><term>InitTools.UnknownLayout</term><description>a layout other than Torch and Keras</description></item>
/// <item>
/// <term>InitTools.UnknownDataType</term><description>a type other than Float32, Float64, Float16 and BFloat16</description>
/// </item>
/// <item>
/// <term>InitTools.LawOutOfRange</term><description>values that the data type can't hold, such as 1e5 in Float16</description>
/// </item>
/// <item>
/// <term>InitTools.DeviceNotAvailable</term><description>a -Device that this machine or this libtorch hasn't; the message says which there
/// are</description>
/// </item>
/// <item><term>InitTools.InvalidInitializer</term><description>a hashtable with an entry that no law has</description></item>
/// <item>
/// <term>InitTools.NativeLibrary...</term><description>libtorch isn't there or can't be loaded; about_InitTools tells the
/// places</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>
/// A new tensor, on the CPU unless -Device says otherwise, without gradient. It is the caller's: call its Dispose() when it isn't needed any more, as the
/// garbage collector doesn't see how much memory it holds.
/// </returns>
/// <example>
/// A kernel for a dense layer of 300 units and 784 inputs:
/// <code>
/// $kernel = New-Tensor 300, 784 he_normal -Seed 42
/// $kernel | Measure-Tensor
/// $kernel.Dispose()
/// </code>
/// The variance is close to 2/784 = 0.00255.
/// </example>
/// <example>
/// The same seed gives the same values:
/// <code>
/// $a = New-Tensor 4, 4 Orthogonal -Seed 7
/// $b = New-Tensor 4, 4 Orthogonal -Seed 7
/// $a.allclose($b)
/// $a, $b | ForEach-Object Dispose
/// </code>
/// </example>
/// <example>
/// A kernel in Keras' layout, in double precision:
/// <code>
/// $kernel = New-Tensor 3, 3, 16, 32 -Initializer glorot_normal -Layout Keras -DataType Float64
/// $kernel
/// $kernel.Dispose()
/// </code>
/// A tensor is shown as its shape, its type and the first of its elements.
/// </example>
/// <seealso cref="NewInitializerCommand"/>
/// <seealso cref="MeasureTensorCommand"/>
/// <seealso cref="ConvertToTensorCommand"/>
/// <seealso href="https://doi.org/10.1145/2063384.2063405">
/// Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3
/// </seealso>
[Cmdlet(VerbsCommon.New, "Tensor")]
[OutputType(typeof(torch.Tensor))]
public sealed class NewTensorCommand : InitToolsCommand
{
    /// <summary>The shape, such as 784,300; one or more whole numbers of 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Shape]
    public long[] Shape { get; set; } = [];

    /// <summary>
    /// The initializer: an object, a name in any spelling, or a hashtable such as @{ Name = 'HeNormal'; Seed = 1 }.
    /// </summary>
    /// <value>GlorotUniform</value>
    [Parameter(Position = 1)]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public InitializerArgument Initializer { get; set; } = new("GlorotUniform");

    /// <summary>A whole number; goes before the initializer's own. Without any the values are fresh.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <summary>Where the inputs and outputs are: Torch or Keras.</summary>
    /// <value>Torch</value>
    [Parameter]
    [ArgumentCompleter(typeof(LayoutCompleter))]
    public string Layout { get; set; } = nameof(TensorLayout.Torch);

    /// <summary>The type of the elements: Float32, Float64, Float16 or BFloat16.</summary>
    /// <value>Float32</value>
    [Parameter]
    [ArgumentCompleter(typeof(DataTypeCompleter))]
    public string DataType { get; set; } = nameof(torch.ScalarType.Float32);

    /// <summary>Where the tensor goes: cpu, cuda or cuda:n. It is drawn on the CPU, so that its values are the same everywhere.</summary>
    /// <value>cpu</value>
    [Parameter]
    [DeviceTransformation]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    public ComputeDevice Device { get; set; } = ComputeDevice.Cpu;

    /// <inheritdoc/>
    protected override void End()
    {
        Device.Check();
        Initializer initializer = Initializer.Resolve(nameof(Initializer));
        var shape = new TensorShape(Shape, InitializerCatalogue.FindLayout(Layout));
        WriteObject(Device.Place((initializer with { Seed = Seed ?? initializer.Seed })
            .CreateTensor(shape, TensorDataType.Find(DataType), DrawOptions())));
    }
}
