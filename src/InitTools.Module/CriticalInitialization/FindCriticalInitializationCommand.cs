using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Finds the weight variance on the edge of chaos, at which gradients keep their size in wide nets of any depth.</summary>
/// <remarks>
/// <para>
/// The edge of chaos is where chi_1 = sigma_w^2 E[f'(sqrt(q*) z)^2] = 1 at the fixed point q* of the pre-activations' variance (see
/// Get-SignalPropagation). At a fixed point sigma_w^2 is (q* - sigma_b^2)/E[f^2], so that it is found as the root of one equation
/// in q* (Hayou et al. 2019). WeightVariance is sigma_w^2, the variance of a weight times the fan-in: the -Scale of
/// New-VarianceScalingInitializer by fan-in. BiasVariance is the square of the biases' standard deviation.
/// </para>
/// <para>
/// For ReLU and its leaky variants the edge is a single point without biases, (2, 0) for ReLU; q* is any number there, and 1 is shown. For
/// tanh without biases it is (1, 0) with q* = 0: the variance falls as 1/depth. Where there is none an error says so, and the other
/// activations and variances go on.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item>
/// <term>InitTools.NoCriticalInitialization</term><description>there is no edge of chaos at this bias variance</description>
/// </item>
/// <item>
/// <term>InitTools.UnknownActivation</term><description>no such activation; the message lists near matches</description>
/// </item>
/// <item><term>InitTools.ActivationNotCovered</term><description>softmax, which mixes the units of a layer</description></item>
/// <item>
/// <term>InitTools.InvalidActivationFunction</term><description>a script block that isn't an activation; the message says
/// why</description>
/// </item>
/// <item>
/// <term>InitTools.InvalidBiasVariance</term><description>-BiasVariance isn't finite and 0 or more</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>One object for each activation and bias variance that has an edge of chaos.</returns>
/// <example>
/// The edge of chaos of tanh:
/// <code>Find-CriticalInitialization tanh -BiasVariance 0, 0.01, 0.05, 0.1</code>
/// </example>
/// <example>
/// Build a net there:
/// <code>
/// $edge = Find-CriticalInitialization tanh -BiasVariance 0.05
/// $kernel = New-VarianceScalingInitializer -Scale $edge.WeightVariance -Mode FanIn
/// $bias = New-Initializer RandomNormal -StandardDeviation ([Math]::Sqrt($edge.BiasVariance))
/// $net = 1..50 | ForEach-Object { New-DenseLayer 200 -Activation tanh -KernelInitializer $kernel -BiasInitializer $bias } |
///     New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="GetSignalPropagationCommand"/>
/// <seealso cref="GetActivationGainCommand"/>
/// <seealso cref="NewVarianceScalingInitializerCommand"/>
/// <seealso>about_InitTools_Theory</seealso>
/// <seealso href="https://arxiv.org/abs/1902.06853">
/// Hayou, Doucet and Rousseau 2019, On the impact of the activation function on deep neural networks training
/// </seealso>
[Cmdlet(VerbsCommon.Find, "CriticalInitialization")]
[OutputType(typeof(CriticalInitialization))]
public sealed class FindCriticalInitializationCommand : InitToolsCommand
{
    /// <summary>Names of activations, objects of Get-Activation, or script blocks { param($x) ... } on tensors.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(TheoryActivationCompleter))]
    public object[] Activation { get; set; } = [];

    /// <summary>Values of sigma_b^2, the variance of a bias; finite and 0 or more.</summary>
    /// <value>0</value>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public double[] BiasVariance { get; set; } = [0];

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (object item in Activation)
        {
            Activation activation = ActivationArgument.Resolve(item, nameof(Activation));
            foreach (double biasVariance in BiasVariance) Find(activation, biasVariance);
        }
    }

    private void Find(Activation activation, double biasVariance)
    {
        CancellationToken.ThrowIfCancellationRequested();
        try
        {
            WriteObject(CriticalInitialization.Find(activation, biasVariance));
        }
        catch (InitToolsException e) when (e.Kind == FaultKind.NotFound)
        {
            // That one has none shouldn't lose the others.
            WriteError(ErrorRecords.From(e));
        }
    }
}
