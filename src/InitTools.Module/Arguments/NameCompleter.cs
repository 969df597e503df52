using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace InitTools.Module;

/// <summary>Completes one of a list of names, with a tooltip for each.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    /// <summary>The names and their tooltips.</summary>
    protected abstract IEnumerable<(string Name, string ToolTip)> Names { get; }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? "").Trim('\'', '"');
        var pattern = new WildcardPattern(word + "*", WildcardOptions.IgnoreCase);
        return Names
            .Where(entry => pattern.IsMatch(entry.Name))
            .Select(entry => new CompletionResult(entry.Name, entry.Name, CompletionResultType.ParameterValue, entry.ToolTip));
    }
}

/// <summary>Completes the names of initializers, with their variances and what they suit.</summary>
public class InitializerCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        InitializerCatalogue.All.Select(info => (info.Name, Describe(info)));

    private static string Describe(InitializerInfo info) =>
        $"variance {info.Variance}" + (info.Activation.Count > 0 ? $"; for {string.Join(", ", info.Activation)}" : "");
}

/// <summary>Completes the names of initializers and <c>Auto</c>.</summary>
public sealed class KernelInitializerCompleter : InitializerCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        base.Names.Prepend(("Auto", "the one recommended for the activation"));
}

/// <summary>Completes the names of activations, with their formulas.</summary>
public sealed class ActivationCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        ActivationCatalogue.All.Select(activation => (activation.Name, activation.Formula));
}

/// <summary>Completes the names of the activations that the theory covers, with their formulas.</summary>
public sealed class TheoryActivationCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        ActivationCatalogue.All
            .Where(activation => activation != ActivationCatalogue.Softmax)
            .Select(activation => (activation.Name, activation.Formula));
}

/// <summary>Completes the modes of variance scaling.</summary>
public sealed class ModeCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
    [
        (nameof(FanMode.FanIn), "n = fan_in: keeps the signal's variance forward"),
        (nameof(FanMode.FanOut), "n = fan_out: keeps the gradient's variance backward"),
        (nameof(FanMode.FanAvg), "n = (fan_in + fan_out) / 2"),
        (nameof(FanMode.FanGeoAvg), "n = sqrt(fan_in fan_out)"),
    ];
}

/// <summary>Completes the distributions of variance scaling.</summary>
public sealed class DistributionCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
    [
        (nameof(ScalingDistribution.TruncatedNormal), "a normal cut at two standard deviations, of the right variance after the cut"),
        (nameof(ScalingDistribution.UntruncatedNormal), "a normal"),
        (nameof(ScalingDistribution.Uniform), "uniform about 0"),
    ];
}

/// <summary>Completes the layouts of weight tensors.</summary>
public sealed class LayoutCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        [(nameof(TensorLayout.Torch), "(out, in, *kernel)"), (nameof(TensorLayout.Keras), "(*kernel, in, out)")];
}

/// <summary>Completes the element types that initializers fill.</summary>
public sealed class DataTypeCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        TensorDataType.Names.Select(name => (name, $"elements of type {name}"));
}

/// <summary>Completes the element types of data, integers among them.</summary>
public sealed class AnyDataTypeCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        TensorDataType.AllNames.Select(name => (name, $"elements of type {name}"));
}

/// <summary>Completes the devices that this machine has.</summary>
public sealed class DeviceCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names
    {
        get
        {
            yield return ("cpu", "the machine's processor and memory");
            // Completing a word must not load half a gigabyte.
            foreach (string card in Native.TorchLibrary.IsLoaded ? Native.ComputeDevice.Available().Skip(1) : ["cuda"])
                yield return (card, "a graphics card");
        }
    }
}

/// <summary>Completes the losses of a probe.</summary>
public sealed class LossCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        Enum.GetNames<ProbeLoss>().Select(name => (name, $"back-propagate the gradient of {name}"));
}

/// <summary>Completes the names of optimizers, with their hyperparameters.</summary>
public sealed class OptimizerCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names => OptimizerCatalogue.All.Select(optimizer => (
        optimizer.Name,
        FormattableString.Invariant($"learning rate {optimizer.LearningRate}") + (optimizer.Hyperparameters == "" ? "" : ", " + optimizer.Hyperparameters)));
}

/// <summary>Completes the names of learning rate schedules, with their formulas.</summary>
public sealed class ScheduleCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        ScheduleCatalogue.All.Select(schedule => (schedule.Name, $"learning rate times {schedule.Formula}"));
}

/// <summary>Completes the rule packs of a diagnosis, with what they are.</summary>
public sealed class RulePackCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        RulePackCatalogue.All.Select(pack => (pack.Name, pack.Description));
}
