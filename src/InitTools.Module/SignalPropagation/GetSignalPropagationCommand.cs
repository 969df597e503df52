using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Predicts how signals and gradients fare in a deep net, from its activation and two variances, without a net.</summary>
/// <remarks>
/// <para>
/// In a net of wide layers the pre-activations of a layer are normal, and one number tells all: their variance q. From layer to
/// layer it changes by the length map q -> sigma_w^2 E[f(sqrt(q) z)^2] + sigma_b^2, z ~ N(0, 1) (Poole et al. 2016), where sigma_w^2
/// is the variance of a weight times the fan-in (the scale of New-VarianceScalingInitializer by fan-in) and sigma_b^2 that of a bias. It
/// comes to rest at LengthFixedPoint, q*.
/// </para>
/// <para>
/// There chi_1 = sigma_w^2 E[f'(sqrt(q*) z)^2] is the factor by which the variance of dL/dz changes in each layer on its way back. It also
/// is the factor by which the difference of two like inputs changes on its way forward. Phase says which it is:
/// </para>
/// <list type="table">
/// <listheader><term>Phase</term><description>What happens</description></listheader>
/// <item><term>Ordered</term><description>chi_1 under 1: all inputs come to look alike, gradients vanish</description></item>
/// <item>
/// <term>Critical</term><description>chi_1 = 1 within 1e-6, the edge of chaos: signals and gradients reach any depth</description>
/// </item>
/// <item>
/// <term>Chaotic</term><description>chi_1 over 1: like inputs are driven apart, gradients explode</description>
/// </item>
/// <item><term>Unbounded</term><description>q grows without end; there is no q*, and nothing that refers to it</description></item>
/// </list>
/// <para>
/// Two inputs' correlation tends to CorrelationFixedPoint, c*, and its distance to c* falls e-fold over CorrelationDepth layers,
/// xi_c = -1/log(sigma_w^2 E[f'(u1) f'(u2)]) with u1 and u2 of variance q* and correlation c*; that of q to q* over LengthDepth layers,
/// xi_q = -1/log(chi_1 + sigma_w^2 E[f f'']) (Schoenholz et al. 2017, section 3). About MaximumTrainableDepth = 6 xi_c layers can be
/// trained (their section 5).
/// </para>
/// <para>
/// Limits and special cases. Of several fixed points q* is the one that a standardized input, q = 1, reaches. For ReLU and its leaky
/// variants without biases the length map is q -> q sigma_w^2 E[f(z)^2]: q* is 0, or infinite, or at the edge of chaos, (2, 0) for ReLU,
/// any number, and 1 is shown. q* = 0 means that the signal dies; then Chi is the limit, and c* = 1. The theory is exact for infinite
/// width; GradientFlow's WidthRisk tells how far a net is from it. Sigmoids, whose mean isn't 0, need no other formulas: E[f^2] counts
/// it. softmax mixes the units of a layer and isn't covered.
/// </para>
/// <para>
/// With -Depth each layer is predicted, from -InputVariance and -InputCorrelation on: the variance q of the pre-activations of one
/// input over the units, mean and variance of its outputs (the square of a probe's ActivationStandardDeviation), the variance of
/// dL/dz over that at the last layer (the square of BackpropRatio), and the correlation of two inputs' pre-activations.
/// </para>
/// <para>
/// A script block is called with a float64 tensor and returns one of the same shape, each element a function of the one in its place;
/// the derivative is autograd's. It is read once, on some thousand points, up to 1e-12 of its size.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item>
/// <term>InitTools.UnknownActivation</term><description>no such activation; the message lists near matches</description>
/// </item>
/// <item><term>InitTools.ActivationNotCovered</term><description>softmax</description></item>
/// <item>
/// <term>InitTools.InvalidActivationFunction</term><description>a script block that throws, returns something else than a tensor of
/// the same shape, mixes elements, jumps, isn't finite or isn't differentiable by autograd; the message says which</description>
/// </item>
/// <item>
/// <term>InitTools.InvalidWeightVariance</term><description>-WeightVariance isn't finite and above 0</description>
/// </item>
/// <item>
/// <term>InitTools.InvalidBiasVariance</term><description>-BiasVariance isn't finite and 0 or more</description>
/// </item>
/// <item><term>InitTools.InvalidDepth</term><description>-Depth isn't from 1 to 1000000</description></item>
/// <item>
/// <term>InitTools.DepthRequired</term><description>-InputVariance or -InputCorrelation without -Depth: the fixed point has no input</description>
/// </item>
/// <item>
/// <term>InitTools.InvalidInputVariance</term><description>-InputVariance isn't finite and above 0</description>
/// </item>
/// <item>
/// <term>InitTools.InvalidInputCorrelation</term><description>-InputCorrelation isn't from -1 to 1</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>
/// One SignalPropagation for each activation, weight variance and bias variance; with -Depth one SignalPropagationLayer for each
/// layer instead.
/// </returns>
/// <example>
/// Three phases of tanh:
/// <code>Get-SignalPropagation tanh -WeightVariance 1.3, 1.76095, 2.5 -BiasVariance 0.05</code>
/// Some 47 layers can be trained at 1.3, 71 at 2.5, and any number on the edge of chaos between them.
/// </example>
/// <example>
/// Layer by layer:
/// <code>Get-SignalPropagation relu -WeightVariance 1 -Depth 10</code>
/// LeCun's variance halves the signal of ReLU, and its gradient, in each layer.
/// </example>
/// <example>
/// An activation of one's own:
/// <code>Get-SignalPropagation { param($x) $x.sin() } -WeightVariance 1, 2, 3 -BiasVariance 0.1</code>
/// </example>
/// <example>
/// The edge of chaos and what is there:
/// <code>'tanh', 'hard_tanh', 'softsign' | Find-CriticalInitialization -BiasVariance 0.05 | Get-SignalPropagation</code>
/// </example>
/// <seealso cref="FindCriticalInitializationCommand"/>
/// <seealso cref="GetActivationGainCommand"/>
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso>about_InitTools_Theory</seealso>
/// <seealso href="https://arxiv.org/abs/1606.05340">
/// Poole et al. 2016, Exponential expressivity in deep neural networks through transient chaos
/// </seealso>
/// <seealso href="https://arxiv.org/abs/1611.01232">Schoenholz et al. 2017, Deep information propagation</seealso>
[Cmdlet(VerbsCommon.Get, "SignalPropagation")]
[OutputType(typeof(SignalPropagation), typeof(SignalPropagationLayer))]
public sealed class GetSignalPropagationCommand : InitToolsCommand
{
    /// <summary>Names of activations, objects of Get-Activation, or script blocks { param($x) ... } on tensors.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TheoryActivationCompleter))]
    public object[] Activation { get; set; } = [];

    /// <summary>Values of sigma_w^2, the variance of a weight times the fan-in; finite and above 0.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public double[] WeightVariance { get; set; } = [];

    /// <summary>Values of sigma_b^2, the variance of a bias; finite and 0 or more.</summary>
    /// <value>0</value>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public double[] BiasVariance { get; set; } = [0];

    /// <summary>Predict this many layers, 1 to 1000000, one object each.</summary>
    /// <value>none: the fixed point only</value>
    [Parameter]
    [WholeNumber]
    public long? Depth { get; set; }

    /// <summary>With -Depth, the mean square of an input's elements: 1 for standardized inputs.</summary>
    /// <value>1</value>
    [Parameter]
    public double InputVariance { get; set; } = 1;

    /// <summary>
    /// With -Depth, the correlation of two inputs, from -1 to 1: the mean product of their elements over the mean square.
    /// </summary>
    /// <value>0</value>
    [Parameter]
    public double InputCorrelation { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        string[] ofInputs = [nameof(InputVariance), nameof(InputCorrelation)];
        if (Depth is null && ofInputs.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is { } given)
        {
            throw new InitToolsException(
                "DepthRequired", $"{given} is given, but a fixed point doesn't depend on the input; give Depth to predict layer by layer.",
                FaultKind.InvalidArgument, given);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (object item in Activation)
        {
            Activation activation = ActivationArgument.Resolve(item, nameof(Activation));
            if (Depth is { } depth) WriteLayers(activation, depth);
            else WritePoints(activation);
        }
    }

    private void WritePoints(Activation activation)
    {
        foreach (SignalPropagation point in SignalPropagation.Diagram(activation, WeightVariance, BiasVariance, CancellationToken))
            WriteObject(point);
    }

    private void WriteLayers(Activation activation, long depth)
    {
        foreach (double weightVariance in WeightVariance)
        {
            foreach (double biasVariance in BiasVariance)
            {
                CancellationToken.ThrowIfCancellationRequested();
                WriteObject(
                    SignalPropagation.Layers(
                        activation, weightVariance, biasVariance, (int)Math.Clamp(depth, int.MinValue, int.MaxValue), InputVariance,
                        InputCorrelation, CancellationToken),
                    true);
            }
        }
    }
}
