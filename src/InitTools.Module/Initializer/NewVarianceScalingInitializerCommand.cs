using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes an initializer of the law behind Glorot, He and LeCun: variance = scale / n.</summary>
/// <remarks>
/// <para>Weights get mean 0 and variance s = scale / n, where n is chosen by -Mode and is at least 1:</para>
/// <list type="table">
/// <listheader><term>Mode</term><description>n</description></listheader>
/// <item>
/// <term>FanIn</term><description>fan_in: the signal keeps its variance on the way forward (He et al. 2015, equation
/// 10)</description>
/// </item>
/// <item>
/// <term>FanOut</term><description>fan_out: the gradient keeps its variance on the way back (He et al. 2015, equation
/// 14)</description>
/// </item>
/// <item>
/// <term>FanAvg</term><description>(fan_in + fan_out) / 2: a compromise (Glorot and Bengio 2010, equation 12)</description>
/// </item>
/// <item><term>FanGeoAvg</term><description>sqrt(fan_in * fan_out)</description></item>
/// </list>
/// <para>The distribution is chosen by -Distribution; all three have the variance s:</para>
/// <list type="table">
/// <listheader><term>Distribution</term><description>Law</description></listheader>
/// <item>
/// <term>TruncatedNormal</term><description>N(0, s / 0.87962566103423978^2) cut at two of its standard deviations; the divisor is
/// the standard deviation of a standard normal cut there</description>
/// </item>
/// <item><term>UntruncatedNormal</term><description>N(0, s)</description></item>
/// <item><term>Uniform</term><description>from -sqrt(3 s) to sqrt(3 s)</description></item>
/// </list>
/// <para>
/// fan_in and fan_out are the number of inputs and of outputs of the weight tensor, each times the size of a convolution's
/// receptive field. Of a tensor of one dimension both are its length. Glorot is (1, FanAvg), He (2, FanIn), LeCun (1, FanIn); an
/// initializer that equals a named law carries its name.
/// </para>
/// <para>Names and defaults are those of Keras' VarianceScaling, which calls TruncatedNormal truncated_normal.</para>
/// <para>
/// Equal seeds give equal bits for equal initializers, shapes and data types, on any number of threads. In a model each parameter
/// draws from a stream of its own, so two layers with one seeded initializer still get different weights.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.InvalidScale</term><description>the scale is 0, negative, infinite or NaN</description></item>
/// <item><term>InitTools.UnknownMode</term><description>no such mode; the message lists near matches</description></item>
/// <item>
/// <term>InitTools.UnknownDistribution</term><description>no such distribution; the message lists near matches</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>An immutable value. It may fill any number of tensors and layers, and survives ToJson() and ToDictionary().</returns>
/// <example>
/// A law without a name:
/// <code>New-VarianceScalingInitializer -Scale 2 -Mode FanAvg -Distribution Uniform</code>
/// </example>
/// <example>
/// The naive U(-1/sqrt(n), 1/sqrt(n)) and what it does to the variance:
/// <code>
/// $naive = New-VarianceScalingInitializer -Scale (1 / 3) -Mode FanIn -Distribution Uniform
/// Measure-Initializer $naive -Shape 300, 784 -Seed 1
/// </code>
/// The bound sqrt(3 s) is 1/sqrt(n) for the scale 1/3. Its variance is a third of what LeCun asks for, and every linear layer
/// passes on a third of the signal's variance.
/// </example>
/// <example>
/// Save an initializer as JSON and read it back:
/// <code>
/// $json = (New-VarianceScalingInitializer -Scale 2 -Seed 7).ToJson()
/// [InitTools.Initializer]::FromJson($json)
/// </code>
/// Scale 2, FanIn and TruncatedNormal are the law of HeNormal, so that is its name.
/// </example>
/// <seealso cref="NewInitializerCommand"/>
/// <seealso cref="GetInitializerCommand"/>
/// <seealso cref="MeasureInitializerCommand"/>
/// <seealso cref="NewTensorCommand"/>
/// <seealso>about_InitTools_Initializers</seealso>
/// <seealso href="https://proceedings.mlr.press/v9/glorot10a.html">
/// Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks
/// </seealso>
/// <seealso href="https://arxiv.org/abs/1502.01852">He et al. 2015, Delving deep into rectifiers</seealso>
/// <seealso href="https://doi.org/10.1007/3-540-49430-8_2">LeCun et al. 1998, Efficient BackProp</seealso>
/// <seealso href="https://keras.io/api/layers/initializers/">Keras: layer weight initializers</seealso>
[Cmdlet(VerbsCommon.New, "VarianceScalingInitializer")]
[OutputType(typeof(VarianceScaling))]
public sealed class NewVarianceScalingInitializerCommand : InitToolsCommand
{
    /// <summary>The variance times n; finite and above 0.</summary>
    /// <value>1</value>
    [Parameter(Position = 0)]
    public double Scale { get; set; } = 1;

    /// <summary>What n is: FanIn, FanOut, FanAvg or FanGeoAvg.</summary>
    /// <value>FanIn</value>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(ModeCompleter))]
    public string Mode { get; set; } = nameof(FanMode.FanIn);

    /// <summary>The distribution: TruncatedNormal, UntruncatedNormal or Uniform.</summary>
    /// <value>TruncatedNormal</value>
    [Parameter(Position = 2)]
    [ArgumentCompleter(typeof(DistributionCompleter))]
    public string Distribution { get; set; } = nameof(ScalingDistribution.TruncatedNormal);

    /// <summary>A whole number; without one every tensor gets fresh values.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <inheritdoc/>
    protected override void End() => WriteObject(
        new VarianceScaling(Scale, InitializerCatalogue.FindMode(Mode), InitializerCatalogue.FindDistribution(Distribution))
        {
            Seed = Seed,
        });
}
