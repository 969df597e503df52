using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Computes what weights have to make up for in front of an activation, also for one of your own.</summary>
/// <remarks>
/// <para>
/// For standard normal pre-activations z, an activation f passes on E[f(z)^2] of the signal's mean square forward and E[f'(z)^2] of
/// the gradient's variance backward. Weights of a variance that is larger by as much keep them:
/// </para>
/// <list type="table">
/// <listheader><term>Property</term><description>Formula and use</description></listheader>
/// <item><term>Gain</term><description>1/sqrt(E[f^2]), the factor on a standard deviation</description></item>
/// <item><term>BackwardGain</term><description>1/sqrt(E[f'^2])</description></item>
/// <item>
/// <term>ForwardScale</term><description>1/E[f^2], the -Scale of New-VarianceScalingInitializer -Mode FanIn that keeps the signal
/// (He et al. 2015, equation 10)</description>
/// </item>
/// <item>
/// <term>BackwardScale</term><description>1/E[f'^2], the -Scale with -Mode FanOut that keeps the gradient (He et al. 2015, equation
/// 14)</description>
/// </item>
/// <item>
/// <term>Scale</term><description>the compromise 2/(E[f^2] + E[f'^2]), with -Mode FanAvg; 1 for linear, which is Glorot and Bengio's
/// (2010, equation 12)</description>
/// </item>
/// </list>
/// <para>
/// For ReLU and its leaky variants all three scales are the same. Of the others the forward scale keeps q = 1 a fixed point,
/// but the gradient changes by chi_1 = ForwardScale E[f'^2] in each layer: Find-CriticalInitialization finds where both are kept.
/// </para>
/// <para>
/// A script block is called with a float64 tensor and returns one of the same shape, each element a function of the one in its place;
/// the derivative is autograd's.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item>
/// <term>InitTools.UnknownActivation</term><description>no such activation; the message lists near matches</description>
/// </item>
/// <item><term>InitTools.ActivationNotCovered</term><description>softmax, which mixes the units of a layer</description></item>
/// <item>
/// <term>InitTools.InvalidActivationFunction</term><description>a script block that throws, returns something else than a tensor of
/// the same shape, mixes elements, jumps, isn't finite or isn't differentiable by autograd; the message says which</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>One object for each activation.</returns>
/// <example>
/// A few gains:
/// <code>Get-ActivationGain tanh, gelu, sigmoid, selu</code>
/// </example>
/// <example>
/// An initializer for an activation that no table has:
/// <code>
/// $gain = Get-ActivationGain { param($x) $x * ($x * 1.702).sigmoid() }
/// New-VarianceScalingInitializer -Scale $gain.ForwardScale -Mode FanIn
/// </code>
/// </example>
/// <example>
/// All that suit the theory, most of the signal lost first:
/// <code>
/// Get-Activation | Where-Object Name -NE softmax | Get-ActivationGain | Where-Object Gain -GT 2
/// </code>
/// </example>
/// <seealso cref="GetActivationCommand"/>
/// <seealso cref="FindCriticalInitializationCommand"/>
/// <seealso cref="NewVarianceScalingInitializerCommand"/>
/// <seealso>about_InitTools_Theory</seealso>
/// <seealso href="https://arxiv.org/abs/1502.01852">He et al. 2015, Delving deep into rectifiers</seealso>
[Cmdlet(VerbsCommon.Get, "ActivationGain")]
[OutputType(typeof(ActivationGain))]
public sealed class GetActivationGainCommand : InitToolsCommand
{
    /// <summary>Names of activations, objects of Get-Activation, or script blocks { param($x) ... } on tensors.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(TheoryActivationCompleter))]
    public object[] Activation { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (object item in Activation)
        {
            CancellationToken.ThrowIfCancellationRequested();
            WriteObject(ActivationGain.Of(ActivationArgument.Resolve(item, nameof(Activation))));
        }
    }
}
