using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Draws a tensor by an initializer and compares its variance with the law's.</summary>
/// <remarks>
/// <para>
/// Answers whether a law gives a shape the variance that it promises. The tensor is drawn in single precision, measured and
/// released.
/// </para>
/// <para>
/// PValue is the probability that a tensor of this law differs at least that much in variance: two-sided, by a normal
/// approximation with the law's kurtosis k, by which the variance of N elements has the relative variance (k - (N - 3)/(N -
/// 1))/N. Among many honest tensors it is spread evenly from 0 to 1; one of 1e-6 says that the tensor is not of that law. It is
/// null for laws whose elements aren't drawn independently (Orthogonal, Sparse, ...), which have no such test.
/// </para>
/// <para>
/// In the Torch layout a shape is (out, in, *kernel), in Keras' (*kernel, in, out). fan_in is in times the size of the kernel,
/// fan_out is out times that.
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
/// <term>InitTools.NativeLibrary...</term><description>libtorch isn't there or can't be loaded; about_InitTools tells the
/// places</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>One object for each initializer.</returns>
/// <example>
/// Does he_normal do what it says?
/// <code>Measure-Initializer he_normal -Shape 300, 784 -Seed 42</code>
/// VarianceRatio is 1 to a fraction of a percent, and PValue says that such a deviation is nothing unusual.
/// </example>
/// <example>
/// The fans of a 3x3 convolution in both layouts:
/// <code>
/// Measure-Initializer GlorotUniform -Shape 32, 16, 3, 3
/// Measure-Initializer GlorotUniform -Shape 3, 3, 16, 32 -Layout Keras
/// </code>
/// 16 inputs and 32 outputs over 9 positions: fan_in 144, fan_out 288.
/// </example>
/// <example>
/// All laws of He on one shape:
/// <code>(Get-Initializer he_*).Name | Measure-Initializer -Shape 100, 100 -Seed 1</code>
/// </example>
/// <seealso cref="NewInitializerCommand"/>
/// <seealso cref="NewTensorCommand"/>
/// <seealso cref="MeasureTensorCommand"/>
/// <seealso>about_InitTools_Initializers</seealso>
[Cmdlet(VerbsDiagnostic.Measure, "Initializer")]
[OutputType(typeof(InitializerMeasurement))]
public sealed class MeasureInitializerCommand : InitToolsCommand
{
    /// <summary>
    /// The initializer: an object, a name in any spelling, or a hashtable such as @{ Name = 'HeNormal'; Seed = 1 }.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public InitializerArgument Initializer { get; set; } = null!;

    /// <summary>The shape to draw, such as 300,784; one or more whole numbers of 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Shape]
    public long[] Shape { get; set; } = [];

    /// <summary>Where the inputs and outputs are: Torch or Keras.</summary>
    /// <value>Torch</value>
    [Parameter]
    [ArgumentCompleter(typeof(LayoutCompleter))]
    public string Layout { get; set; } = nameof(TensorLayout.Torch);

    /// <summary>A whole number; goes before the initializer's own. Without any the values are fresh.</summary>
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
        WriteObject(InitializerMeasurement.Of(initializer with { Seed = Seed ?? initializer.Seed }, _shape, DrawOptions()));
    }
}
