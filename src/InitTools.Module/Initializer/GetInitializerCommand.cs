using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Lists the named laws, or those that suit an activation with the recommended one first.</summary>
/// <remarks>
/// <para>
/// Each law is shown with its names, the variance it gives a weight, and the activations it suits. New-Initializer makes an
/// initializer of a law; the names are also taken wherever an initializer is asked for.
/// </para>
/// <para>
/// A name may be written in three dialects, and case, hyphens and underscores don't matter: HeNormal, Keras' he_normal, PyTorch's
/// kaiming_normal_. A name means what it means at home: Keras' he_normal and glorot_normal are cut at two standard deviations,
/// PyTorch's kaiming_normal and xavier_normal are not. They are therefore laws of their own here, KaimingNormal and XavierNormal,
/// of the same variance.
/// </para>
/// <para>Which law suits which activation (A. Géron, Hands-On Machine Learning, chapter 11, table 11-1):</para>
/// <list type="table">
/// <listheader><term>Law</term><description>Activations</description></listheader>
/// <item>
/// <term>Glorot</term><description>linear, tanh, sigmoid, softmax; also softsign, hard_tanh and hard_sigmoid</description>
/// </item>
/// <item>
/// <term>He</term><description>relu, leaky_relu, rrelu, prelu, elu, gelu, silu, mish; also relu6, celu, softplus and
/// hard_swish</description>
/// </item>
/// <item><term>LeCun</term><description>selu (the normal one)</description></item>
/// </list>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.UnknownInitializer</term><description>no such law; the message lists near matches</description></item>
/// <item>
/// <term>InitTools.UnknownActivation</term><description>no such activation; the message lists near matches</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>One object for each law.</returns>
/// <example>
/// What suits SELU, the recommended law first:
/// <code>Get-Initializer -Activation selu</code>
/// LecunNormal comes first: with it the layers of a SELU network keep mean 0 and variance 1.
/// </example>
/// <example>
/// Two dialects, two laws:
/// <code>Get-Initializer he_normal, kaiming_normal</code>
/// Both have the variance 2/fan_in; the first is cut at two standard deviations, the second is not.
/// </example>
/// <example>
/// All laws of He by a wildcard, and all whose variance depends on both fans:
/// <code>
/// Get-Initializer he_*
/// Get-Initializer | Where-Object Mode -EQ FanAvg
/// </code>
/// </example>
/// <seealso cref="NewInitializerCommand"/>
/// <seealso cref="NewVarianceScalingInitializerCommand"/>
/// <seealso cref="GetActivationCommand"/>
/// <seealso>about_InitTools_Initializers</seealso>
/// <seealso href="https://proceedings.mlr.press/v9/glorot10a.html">
/// Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks
/// </seealso>
/// <seealso href="https://arxiv.org/abs/1502.01852">He et al. 2015, Delving deep into rectifiers</seealso>
/// <seealso href="https://doi.org/10.1007/3-540-49430-8_2">LeCun et al. 1998, Efficient BackProp</seealso>
/// <seealso href="https://arxiv.org/abs/1706.02515">Klambauer et al. 2017, Self-normalizing neural networks</seealso>
/// <seealso href="https://keras.io/api/layers/initializers/">Keras: layer weight initializers</seealso>
/// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html">PyTorch: torch.nn.init</seealso>
[Cmdlet(VerbsCommon.Get, "Initializer")]
[OutputType(typeof(InitializerInfo))]
public sealed class GetInitializerCommand : InitToolsCommand
{
    /// <summary>Names in any spelling; wildcards are allowed.</summary>
    /// <value>all laws</value>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only the laws that suit this activation, the recommended one first.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ActivationCompleter))]
    public string? Activation { get; set; }

    private IReadOnlyList<InitializerInfo> _candidates = [];

    /// <inheritdoc/>
    protected override void Begin() => _candidates = Activation is null
        ? InitializerCatalogue.All
        : InitializerCatalogue.ForActivation(ActivationCatalogue.Find(Activation, nameof(Activation)));

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string name in Name ?? ["*"])
            Catalogue.Write(this, name, _candidates, info => [info.Name, .. info.Alias], () => InitializerCatalogue.Find(name, nameof(Name)).Name);
    }
}
