using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Sends one batch through a model and its gradient back, and says of each layer what came through.</summary>
/// <remarks>
/// <para>
/// Of each layer with weights the probe looks at the outputs h = f(z), at the weights and their gradient dL/dW, and above all at
/// dL/dz, the gradient of the loss L by the layer's pre-activations z. That is the signal that back-propagation hands from layer
/// to layer. Weight gradients alone don't show its loss: with the naive initialization they stay flat across the layers, being
/// products of activations that shrink on the way forward and of dL/dz that shrinks on the way back (Glorot and Bengio 2010,
/// figures 6 to 8).
/// </para>
/// <para>
/// The batch is a random choice of a -Dataset's samples with their labels, a tensor given as -InputObject, or, with neither,
/// standard normal inputs and random targets that fit the model. The loss, if it isn't given, is the binary cross-entropy behind
/// a single sigmoid unit, the mean squared error for another single output or for targets that aren't classes, and the
/// cross-entropy otherwise. Behind a softmax or sigmoid it is computed from the logits. L is the mean over the batch.
/// </para>
/// <para>Nothing in the model changes: no weight, no stored gradient, no running average, no training or evaluation mode.</para>
/// <para>
/// PredictedActivationStandardDeviation and PredictedBackpropStandardDeviation are what the mean-field theory of wide networks lets
/// one expect of the same net (see about_InitTools_Theory): forward from the mean square of the batch, backward from dL/dz as measured at
/// the last layer, with the variances that weights and biases have now, and with each layer's widths. Chi is n_in Var(W) E[f'(z)^2], the
/// factor on the variance of dL/dz in a net of such layers. They are empty where the theory doesn't cover a layer on the way: it covers
/// dense layers of random weights with an activation each.
/// </para>
/// <para>Verdict is the first of these that holds for the layer:</para>
/// <list type="table">
/// <listheader><term>Verdict</term><description>Rule</description></listheader>
/// <item><term>NonFinite</term><description>a figure is NaN or infinite</description></item>
/// <item><term>Dead</term><description>at least half of the units put out 0 for every sample</description></item>
/// <item>
/// <term>Saturated</term><description>at least half of the outputs lie where |f'| is under 0.0025 of its maximum, of an
/// activation that saturates on both sides</description>
/// </item>
/// <item>
/// <term>Vanishing</term><description>dL/dz has less than 1e-3 of the last layer's standard deviation (AutoTrainer, Zhang et al.
/// 2021)</description>
/// </item>
/// <item><term>Exploding</term><description>it has more than 70 times that (AutoTrainer)</description></item>
/// <item><term>Healthy</term><description>otherwise</description></item>
/// </list>
/// <para>
/// The row of a linear layer is completed by the New-ActivationLayer behind it, if one comes before the next kernel. Layers in a
/// New-ResidualBlock have dotted names. A recurrent layer has a row about its kernel on the input, and behind it one for each
/// TimeStep, about the recurrent kernel and the outputs h_t, whose BackpropStandardDeviation is that of dL/dx_t and whose verdict
/// compares it with the last step's. Dropout and randomized activations draw from -Seed, and go on afterwards where they were.
/// </para>
/// <para>
/// A SequentialModel tells activations and initializers itself. Of another TorchSharp module from tensor to tensor the layers are
/// found by forward hooks, in the order in which the signal passes them; an activation that is applied by a function call rather
/// than a module is not known, and its row has no Activation and no SaturatedFraction.
/// </para>
/// <para>
/// With -Jacobian each row also tells of the layer's Jacobian dh/dx, of its outputs h = f(z) by what comes into it, the mean and
/// the largest of its min(outputs, inputs) singular values. A layer with both at 1 is an isometry: it passes every direction of the
/// signal on at its size, and the gradient back (dynamical isometry, Saxe et al. 2014). A mean of 1 with a large maximum stretches
/// some directions and loses others, which deep nets multiply (Pennington et al. 2017). The network's two figures are those of the
/// Jacobian from the input to the output, or to the logits where the loss takes a last softmax or sigmoid in; every row of a model
/// carries them, and Measure-GradientFlow hands them on. All four are means over up to 8 samples of a batch, chosen by -Seed.
/// </para>
/// <para>
/// Up to 256 singular values they are exact. Larger Jacobians are never built: of those the maximum is found to 0.1% by
/// Golub-Kahan-Lanczos bidiagonalization, from below, and the mean is estimated by stochastic Lanczos quadrature with a standard
/// error of 0.5%, more only if 16 random vectors a sample don't suffice (nearly all singular values 0, a few not). A figure is null
/// where there is no such Jacobian: behind whole numbers, or in a large layer that has no second derivative. In a model whose
/// samples act on each other, as through batch normalization in training, a sample's Jacobian is that of its own output by its own
/// input within the batch; that takes as many times longer as there are samples.
/// </para>
/// <para>
/// Ctrl+C is heard between layers on the way forward, between batches, and on the way back of a SequentialModel every few layers. The
/// way back of another module is one call into libtorch, which can't be interrupted: the pipeline ends when it returns.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.DisposedModel</term><description>the model was disposed of</description></item>
/// <item><term>InitTools.NothingToProbe</term><description>a model without layers that have weights</description></item>
/// <item>
/// <term>InitTools.ClassCountMismatch</term><description>the last layer's width isn't the dataset's number of classes; the
/// message names both</description>
/// </item>
/// <item><term>InitTools.LabelsRequired</term><description>a dataset without labels</description></item>
/// <item>
/// <term>InitTools.InputRequired</term><description>a module that doesn't tell its input shape needs data</description>
/// </item>
/// <item><term>InitTools.InputShapeMismatch</term><description>samples of another size than the model takes</description></item>
/// <item><term>InitTools.OutputShapeMismatch</term><description>an output that the loss can't take</description></item>
/// <item><term>InitTools.InvalidInput</term><description>an InputObject without a batch dimension</description></item>
/// <item><term>InitTools.NonFiniteInput</term><description>NaN or infinity in the InputObject</description></item>
/// <item><term>InitTools.ShapeTooLarge</term><description>a batch that doesn't fit into the free memory</description></item>
/// <item><term>InitTools.LabelCountMismatch</term><description>another number of targets than samples</description></item>
/// <item><term>InitTools.LabelOutOfRange</term><description>a class number that the model hasn't</description></item>
/// <item><term>InitTools.UnknownLoss</term><description>no such loss; the message lists near matches</description></item>
/// <item><term>InitTools.InvalidBatchSize</term><description>-BatchSize is below 1</description></item>
/// <item><term>InitTools.InvalidRepeat</term><description>-Repeat is below 1</description></item>
/// <item><term>InitTools.InvalidBinCount</term><description>-BinCount isn't from 2 to 10000</description></item>
/// <item>
/// <term>InitTools.ForwardFailed</term><description>the model can't take the batch; libtorch's reason follows</description>
/// </item>
/// <item>
/// <term>InitTools.BackwardFailed</term><description>a module without a way back, as where it changes in place what its gradient
/// needs; libtorch's reason follows</description>
/// </item>
/// <item>
/// <term>InitTools.NativeLibrary...</term><description>libtorch isn't there or can't be loaded; about_InitTools tells the
/// places</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>
/// One row for each layer with weights, from input to output, and one for each step of a recurrent layer. Rows hold numbers and names only: they may be kept, sorted,
/// exported and compared after the model is gone. With -Histogram one LayerHistogramBin for each bin instead.
/// </returns>
/// <example>
/// Twenty tanh layers, probed with noise:
/// <code>
/// $net = 1..20 | ForEach-Object { New-DenseLayer 100 -Activation tanh -KernelInitializer he_normal } |
///     New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-GradientProbe -Seed 1
/// $net.Dispose()
/// </code>
/// The bar shows the logarithm of dL/dz's standard deviation, one cell a decade.
/// </example>
/// <example>
/// Real data, and a table of one's own choice:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize
/// $layers = @(
///     1..10 | ForEach-Object { New-DenseLayer 100 -Activation sigmoid -KernelInitializer GlorotUniform }
///     New-DenseLayer 10
/// )
/// $net = $layers | New-SequentialModel -InputShape 64 -Seed 42
/// $rows = $net | Invoke-GradientProbe -Dataset $digits -Seed 1
/// $rows | Format-Table Layer, BackpropStandardDeviation, WeightGradientStandardDeviation, Verdict
/// $rows | Measure-GradientFlow
/// $net.Dispose()
/// </code>
/// dL/dz falls by more than a factor of four in each sigmoid layer on its way to the input.
/// </example>
/// <example>
/// Any TorchSharp module:
/// <code>
/// $linear = [TorchSharp.torch+nn]::Linear(64, 10)
/// Invoke-GradientProbe $linear -Repeat 5 -Seed 1
/// $linear.Dispose()
/// </code>
/// The figures are averages over five batches.
/// </example>
/// <example>
/// How far each layer is from an isometry:
/// <code>
/// foreach ($law in 'orthogonal', 'glorot_normal') {
///     $net = 1..10 | ForEach-Object { New-DenseLayer 100 -Activation tanh -KernelInitializer $law } |
///         New-SequentialModel -InputShape 100 -Name $law -Seed 42
///     $net | Invoke-GradientProbe -Jacobian -Seed 1 | Measure-GradientFlow |
///         ForEach-Object { '{0}: mean {1:G3}, largest {2:G3}' -f $_.Model, $_.NetworkJacobianMeanSingularValue, $_.NetworkJacobianMaximumSingularValue }
///     $net.Dispose()
/// }
/// </code>
/// Both keep the size of the signal about alike; only the orthogonal layers keep that of all directions.
/// </example>
/// <example>
/// The distributions behind the standard deviations (Glorot and Bengio's figures 6 and 7):
/// <code>
/// $naive = New-VarianceScalingInitializer -Scale 0.3333 -Distribution Uniform
/// $bins = foreach ($law in $naive, (New-Initializer GlorotUniform)) {
///     $net = 1..5 | ForEach-Object { New-DenseLayer 100 -Activation tanh -KernelInitializer $law } |
///         New-SequentialModel -InputShape 100 -Name $law -Seed 42
///     $net | Invoke-GradientProbe -Histogram -Seed 1
///     $net.Dispose()
/// }
/// $bins | Export-GradientPlot ([IO.Path]::Combine([IO.Path]::GetTempPath(), 'histograms.png')) -Force -PassThru
/// </code>
/// With the naive law the outputs shrink to the middle on the way forward, and dL/dz on the way back.
/// </example>
/// <example>
/// Keep the rows in a file, and judge them later:
/// <code>
/// $path = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'flow.csv')
/// $net = New-DenseLayer 10 -Activation relu | New-SequentialModel -InputShape 64 -Name tiny -Seed 1
/// $net | Invoke-GradientProbe -Seed 1 | Export-Csv $path
/// $net.Dispose()
/// Import-Csv $path | Measure-GradientFlow
/// </code>
/// All properties are numbers, text or null.
/// </example>
/// <seealso cref="MeasureGradientFlowCommand"/>
/// <seealso cref="TestGradientFlowCommand"/>
/// <seealso cref="MeasureTrainingHealthCommand"/>
/// <seealso cref="ImportDatasetCommand"/>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso>about_InitTools_GradientFlow</seealso>
/// <seealso>about_InitTools_Theory</seealso>
/// <seealso href="https://proceedings.mlr.press/v9/glorot10a.html">
/// Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks
/// </seealso>
/// <seealso href="https://arxiv.org/abs/1312.6120">
/// Saxe et al. 2014, Exact solutions to the nonlinear dynamics of learning in deep linear neural networks
/// </seealso>
/// <seealso href="https://arxiv.org/abs/1711.04735">
/// Pennington et al. 2017, Resurrecting the sigmoid in deep learning through dynamical isometry
/// </seealso>
/// <seealso href="https://doi.org/10.1109/ICSE43902.2021.00043">Zhang et al. 2021, AutoTrainer</seealso>
[Cmdlet(VerbsLifecycle.Invoke, "GradientProbe", DefaultParameterSetName = NoiseSet)]
[OutputType(typeof(LayerGradient), typeof(LayerHistogramBin))]
public sealed class InvokeGradientProbeCommand : ProbeCommand
{
    // The view for rows with Jacobians is told by this name.
    private const string JacobianTypeName = "InitTools.LayerGradient#Jacobian";

    /// <summary>
    /// Adds the mean and the largest singular value of each layer's Jacobian and of the whole model's, at up to 8 samples of each
    /// batch; it takes longer.
    /// </summary>
    [Parameter]
    public SwitchParameter Jacobian { get; set; }

    private protected override bool WithJacobian => Jacobian;

    /// <summary>
    /// Also takes the figures that only the rules of Measure-TrainingHealth ask for: WeightGradientMeanAbsolute,
    /// WeightGradientZeroFraction, RarelyActiveFraction and UnitSpread. They cost further passes over gradients and pre-activations.
    /// </summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    private protected override bool TakesDetails => Detailed;

    /// <summary>
    /// Writes histograms instead of rows: of each layer the outputs h and the signal dL/dz in bins from the smallest value to the
    /// largest, one object a bin. -Jacobian and -Detailed add nothing to them.
    /// </summary>
    [Parameter]
    public SwitchParameter Histogram { get; set; }

    /// <summary>With -Histogram, the number of bins, 2 to 10000.</summary>
    /// <value>60</value>
    [Parameter]
    [WholeNumber]
    public int BinCount { get; set; } = LayerHistogram.DefaultBinCount;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Histogram)
        {
            WriteObject(Count(BinCount), true);
            return;
        }
        foreach (LayerGradient row in Probe())
        {
            var shown = PSObject.AsPSObject(row);
            if (Jacobian) shown.TypeNames.Insert(0, JacobianTypeName);
            WriteObject(shown);
        }
    }
}
