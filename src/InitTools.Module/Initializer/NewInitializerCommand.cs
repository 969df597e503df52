using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes an initializer of a named law.</summary>
/// <remarks>
/// <para>
/// The laws, their variance and the parameters that each has, with defaults. s is the standard deviation, n as named:
/// </para>
/// <list type="table">
/// <listheader><term>Law</term><description>Variance; parameters</description></listheader>
/// <item><term>GlorotUniform, GlorotNormal</term><description>2/(fan_in + fan_out) (Glorot and Bengio 2010)</description></item>
/// <item><term>XavierNormal</term><description>the same, not cut</description></item>
/// <item><term>HeUniform, HeNormal</term><description>2/fan_in (He et al. 2015)</description></item>
/// <item><term>KaimingNormal</term><description>the same, not cut</description></item>
/// <item><term>LecunUniform, LecunNormal</term><description>1/fan_in (LeCun et al. 1998)</description></item>
/// <item><term>RandomNormal</term><description>s^2; Mean (0), StandardDeviation (0.05)</description></item>
/// <item><term>RandomUniform</term><description>(max - min)^2/12; Minimum (-0.05), Maximum (0.05)</description></item>
/// <item>
/// <term>TruncatedNormal</term><description>0.774 s^2: cut at two s, not corrected for the cut; Mean (0), StandardDeviation
/// (0.05)</description>
/// </item>
/// <item>
/// <term>Orthogonal</term><description>orthonormal rows or columns times Gain (1); the law of Q in a Gaussian matrix's QR
/// decomposition, columns signed by diag(R) (Saxe et al. 2014)</description>
/// </item>
/// <item>
/// <term>DeltaOrthogonal</term><description>a convolution kernel, 0 but for an orthogonal centre; Gain (1) (Xiao et al.
/// 2018)</description>
/// </item>
/// <item><term>Identity</term><description>Gain (1) on the diagonal of a matrix</description></item>
/// <item><term>Dirac</term><description>a convolution that passes each channel on</description></item>
/// <item>
/// <term>Sparse</term><description>normal, with a share of zeros for each input; Sparsity (0.1), StandardDeviation (0.01)
/// (Martens 2010)</description>
/// </item>
/// <item><term>Zeros, Ones, Constant</term><description>fixed values; Value (0) of Constant</description></item>
/// </list>
/// <para>
/// Three dialects are understood, and case, hyphens and underscores don't matter: HeNormal; Keras' he_normal; PyTorch's
/// kaiming_normal_. Where they differ a name means what it means at home. Keras' normal laws (he_normal, glorot_normal,
/// lecun_normal) are cut at two standard deviations and widened so that the variance stays right. PyTorch's kaiming_normal and
/// xavier_normal are plain normals: here KaimingNormal and XavierNormal. kaiming_uniform and xavier_uniform are HeUniform and
/// GlorotUniform; kaiming_uniform's default in PyTorch (a = 0, fan_in) is meant, not the a = sqrt(5) of its Linear layer.
/// </para>
/// <para>
/// A parameter that the law doesn't have is an error rather than ignored. For another factor in Glorot, He or LeCun use
/// New-VarianceScalingInitializer.
/// </para>
/// <para>
/// Equal seeds give equal bits for equal initializers, shapes and data types, on any number of threads (Orthogonal and
/// DeltaOrthogonal, which multiply matrices: to 1e-6, and to the bit on as many threads).
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.UnknownInitializer</term><description>no such law; the message lists near matches</description></item>
/// <item><term>InitTools.ParameterNotOfLaw</term><description>a parameter that this law doesn't have</description></item>
/// <item>
/// <term>InitTools.InvalidGain</term><description>the gain is NaN or infinite; likewise InvalidMean, InvalidMinimum,
/// InvalidMaximum, InvalidValue</description>
/// </item>
/// <item><term>InitTools.InvalidStandardDeviation</term><description>negative, NaN or infinite</description></item>
/// <item><term>InitTools.InvalidRange</term><description>the maximum isn't above the minimum</description></item>
/// <item><term>InitTools.InvalidSparsity</term><description>not from 0 to 1</description></item>
/// </list>
/// </remarks>
/// <returns>
/// An immutable value: a VarianceScaling, RandomNormal, RandomUniform, TruncatedNormal, Orthogonal, DeltaOrthogonal, Identity,
/// Dirac, Sparse, Zeros, Ones or Constant. It may fill any number of tensors and layers.
/// </returns>
/// <example>
/// An initializer for many layers:
/// <code>
/// $he = New-Initializer he_normal
/// 1..3 | ForEach-Object { New-DenseLayer 100 -Activation relu -KernelInitializer $he }
/// </code>
/// An initializer is a value; the layers share it, not their weights.
/// </example>
/// <example>
/// Laws with parameters:
/// <code>
/// New-Initializer RandomNormal -StandardDeviation 1
/// New-Initializer Orthogonal -Gain 1.41421356 -Seed 3
/// </code>
/// </example>
/// <example>
/// What the cut costs TruncatedNormal, and not HeNormal:
/// <code>'TruncatedNormal', 'HeNormal' | New-Initializer -Seed 1 | Measure-Initializer -Shape 400, 400</code>
/// Both are cut at two standard deviations. The first is left as it is; its variance is 0.774 of 0.05^2. The second is widened
/// before the cut, and has 2/400.
/// </example>
/// <seealso cref="GetInitializerCommand"/>
/// <seealso cref="NewVarianceScalingInitializerCommand"/>
/// <seealso cref="MeasureInitializerCommand"/>
/// <seealso cref="NewTensorCommand"/>
/// <seealso>about_InitTools_Initializers</seealso>
/// <seealso href="https://proceedings.mlr.press/v9/glorot10a.html">
/// Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks
/// </seealso>
/// <seealso href="https://arxiv.org/abs/1502.01852">He et al. 2015, Delving deep into rectifiers</seealso>
/// <seealso href="https://doi.org/10.1007/3-540-49430-8_2">LeCun et al. 1998, Efficient BackProp</seealso>
/// <seealso href="https://arxiv.org/abs/1312.6120">
/// Saxe et al. 2014, Exact solutions to the nonlinear dynamics of learning
/// </seealso>
/// <seealso href="https://arxiv.org/abs/1806.05393">
/// Xiao et al. 2018, Dynamical isometry and a mean field theory of CNNs
/// </seealso>
/// <seealso href="https://keras.io/api/layers/initializers/">Keras: layer weight initializers</seealso>
/// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html">PyTorch: torch.nn.init</seealso>
[Cmdlet(VerbsCommon.New, "Initializer")]
[OutputType(typeof(Initializer))]
public sealed class NewInitializerCommand : InitToolsCommand
{
    /// <summary>The law's name in any spelling.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public string Name { get; set; } = "";

    /// <summary>A whole number; without one every tensor gets fresh values.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <summary>The factor of Orthogonal, DeltaOrthogonal and Identity, a finite number.</summary>
    /// <value>1</value>
    [Parameter]
    public double? Gain { get; set; }

    /// <summary>The mean of RandomNormal and TruncatedNormal, a finite number.</summary>
    /// <value>0</value>
    [Parameter]
    public double? Mean { get; set; }

    /// <summary>The standard deviation of RandomNormal, TruncatedNormal (before the cut) and Sparse, 0 or more.</summary>
    /// <value>0.05, of Sparse 0.01</value>
    [Parameter]
    public double? StandardDeviation { get; set; }

    /// <summary>The lower end of RandomUniform, a finite number.</summary>
    /// <value>-0.05</value>
    [Parameter]
    public double? Minimum { get; set; }

    /// <summary>The upper end of RandomUniform, above the lower.</summary>
    /// <value>0.05</value>
    [Parameter]
    public double? Maximum { get; set; }

    /// <summary>The value of Constant, a finite number.</summary>
    /// <value>0</value>
    [Parameter]
    public double? Value { get; set; }

    /// <summary>The share of zeros of Sparse, from 0 to 1.</summary>
    /// <value>0.1</value>
    [Parameter]
    public double? Sparsity { get; set; }

    /// <inheritdoc/>
    protected override void Process() => WriteObject(InitializerCatalogue.Find(Name, nameof(Name), new LawArguments
    {
        Seed = Seed,
        Gain = Gain,
        Mean = Mean,
        StandardDeviation = StandardDeviation,
        Minimum = Minimum,
        Maximum = Maximum,
        Value = Value,
        Sparsity = Sparsity,
    }));
}
