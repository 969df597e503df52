using System.Management.Automation;

namespace InitTools.Module;

/// <summary>What the cmdlets that make normalization layers have in common.</summary>
public abstract class NormalizationLayerCommand : LayerCommand
{
    /// <summary>What is added to the variance, finite and above 0.</summary>
    /// <value>0.001</value>
    [Parameter]
    public double Epsilon { get; set; } = 1e-3;

    /// <summary>How gamma, the scale of each feature, begins: an initializer or its name.</summary>
    /// <value>Ones</value>
    [Parameter]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public InitializerArgument? GammaInitializer { get; set; }

    /// <summary>How beta, the offset of each feature, begins: an initializer or its name.</summary>
    /// <value>Zeros</value>
    [Parameter]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public InitializerArgument? BetaInitializer { get; set; }

    /// <summary>Leaves gamma out.</summary>
    [Parameter]
    public SwitchParameter NoGamma { get; set; }

    /// <summary>Leaves beta out.</summary>
    [Parameter]
    public SwitchParameter NoBeta { get; set; }

    /// <summary>A whole number, the seed of gamma and beta; the model's if it isn't given.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }
}
