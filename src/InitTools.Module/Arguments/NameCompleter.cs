using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace InitTools.Module;

/// <summary>
/// Completes one of a list of names, with a tooltip for each. As where names are looked up, case, hyphens and underscores don't matter.
/// What begins no name is completed to another spelling that it begins, and failing that to the names that it is a misspelling of.
/// </summary>
public abstract class NameCompleter : IArgumentCompleter
{
    /// <summary>The names and their tooltips.</summary>
    protected abstract IEnumerable<(string Name, string ToolTip)> Names { get; }

    /// <summary>Other spellings and their tooltips.</summary>
    protected virtual IEnumerable<(string Name, string ToolTip)> Aliases => [];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? "").Trim('\'', '"');
        (string Name, string ToolTip)[] names = [.. Names], found = [.. names.Where(entry => Begins(entry.Name, word))];
        if (found.Length == 0) found = [.. Aliases.Where(entry => Begins(entry.Name, word))];
        if (found.Length == 0) found = [.. Nearest(names, word)];
        return found.Select(entry => new CompletionResult(entry.Name, entry.Name, CompletionResultType.ParameterValue, entry.ToolTip));
    }

    private static bool Begins(string name, string word) =>
        new WildcardPattern(word + "*", WildcardOptions.IgnoreCase).IsMatch(name)
        || (word.Any(char.IsLetterOrDigit) && Key(name).StartsWith(Key(word), StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<(string Name, string ToolTip)> Nearest((string Name, string ToolTip)[] names, string word)
    {
        var table = new NameTable<(string Name, string ToolTip)>("name", names.Select(entry => (entry, new[] { entry.Name })));
        return table.NearMatches(word).Select(name => names.First(entry => entry.Name == name));
    }

    private static string Key(string name) => string.Concat(name.Where(letter => letter is not ('-' or '_')));
}

/// <summary>Completes the names of initializers, with their variances and what they suit.</summary>
public class InitializerCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        InitializerCatalogue.All.Select(info => (info.Name, Describe(info)));

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Aliases =>
        InitializerCatalogue.All.SelectMany(info => info.Alias.Select(alias => (alias, $"{info.Name}: {Describe(info)}")));

    private static string Describe(InitializerInfo info)
    {
        string use = info.Activation.Count > 0 ? string.Join(", ", info.Activation) : Use(info.Name);
        string law = info.Distribution is { } distribution ? $" ({distribution})" : "";
        return $"variance {info.Variance}{law}; for {use}";
    }

    private static string Use(string law) => law switch
    {
        nameof(Orthogonal) => "recurrent kernels and very deep nets: every signal keeps its length",
        nameof(DeltaOrthogonal) => "convolutions of very deep nets: every signal keeps its length",
        nameof(Identity) => "recurrent kernels with relu: the state stays as it is",
        nameof(Dirac) => "convolutions that pass the image on as it is",
        nameof(Sparse) => "few connections for each unit (Martens 2010)",
        nameof(Zeros) => "biases; kernels of equal weights never differ",
        nameof(Ones) => "scales, such as gamma of a normalization",
        nameof(Constant) => "biases, such as that of a forget gate",
        _ => "a spread that is known, whatever the fan-in; in deep nets the signal dies or explodes",
    };
}

/// <summary>Completes the names of initializers and <c>Auto</c>.</summary>
public sealed class KernelInitializerCompleter : InitializerCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        base.Names.Prepend(("Auto", "the one recommended for the activation (Table 11-1)"));
}

/// <summary>Completes the names of activations, with their formulas and the initializers that suit them.</summary>
public class ActivationCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        Activations.Select(activation => (activation.Name, Describe(activation)));

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Aliases =>
        Activations.SelectMany(activation => activation.Alias.Select(alias => (alias, $"{activation.Name}: {Describe(activation)}")));

    private protected virtual IEnumerable<Activation> Activations => ActivationCatalogue.All;

    private static string Describe(Activation activation)
    {
        string flat = activation.Saturation switch
        {
            Saturation.Both => "saturates on both sides",
            Saturation.None => "saturates nowhere",
            var side => $"saturates on the {(side == Saturation.Left ? "left" : "right")}",
        };
        return $"{activation.Formula}; {flat}; initialize with {activation.Initializer}";
    }
}

/// <summary>Completes the names of the activations that the theory covers, likewise.</summary>
public sealed class TheoryActivationCompleter : ActivationCompleter
{
    private protected override IEnumerable<Activation> Activations =>
        base.Activations.Where(activation => activation != ActivationCatalogue.Softmax);
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
        (nameof(ScalingDistribution.UntruncatedNormal), "a normal that isn't cut, as in PyTorch"),
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
    [
        (nameof(ProbeLoss.CrossEntropy), "-log softmax(z)[label]: one of several classes"),
        (nameof(ProbeLoss.BinaryCrossEntropy), "log(1 + e^z) - label z: yes or no, labels 0 and 1"),
        (nameof(ProbeLoss.MeanSquaredError), "mean (z - target)^2: numbers"),
    ];
}

/// <summary>Completes the names of optimizers, with what they are for and their hyperparameters.</summary>
public sealed class OptimizerCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names => OptimizerCatalogue.All.Select(optimizer => (
        optimizer.Name,
        FormattableString.Invariant($"{Use(optimizer)}; learning rate {optimizer.LearningRate}")
            + (optimizer.Hyperparameters == "" ? "" : ", " + optimizer.Hyperparameters)));

    private static string Use(Optimizer optimizer) => optimizer switch
    {
        SgdOptimizer => "w - rate g: the plain step",
        MomentumOptimizer => "steps that gather speed, against ravines",
        NesterovOptimizer => "momentum with the gradient a step ahead, mostly faster",
        AdaGradOptimizer => "a rate for each weight, which only falls: sparse features",
        RmsPropOptimizer => "a rate for each weight, by the gradients of late: recurrent nets",
        AdamWOptimizer => "Adam that decays weights rightly: large nets",
        NAdamOptimizer => "Adam with the gradient a step ahead",
        _ => "momentum and a rate for each weight: a good first choice",
    };
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

/// <summary>Completes what pooling takes of a window.</summary>
public sealed class PoolingKindCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
    [
        (nameof(PoolingKind.Max), "the largest value of each window: is it there?"),
        (nameof(PoolingKind.Average), "the mean of each window: how much of it is there?"),
    ];
}

/// <summary>Completes what is put around an image.</summary>
public sealed class WindowPaddingCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
    [
        (nameof(WindowPadding.Valid), "nothing: the image becomes smaller"),
        (nameof(WindowPadding.Same), "zeros, so many that a stride of 1 keeps the size"),
    ];
}

/// <summary>Completes the cells of recurrent layers.</summary>
public sealed class RecurrentCellCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
    [
        (nameof(RecurrentCell.SimpleRnn), "h_t = f(W x_t + U h_(t-1) + b): short sequences"),
        (nameof(RecurrentCell.Lstm), "c_t = f_t c_(t-1) + i_t g_t, h_t = o_t tanh(c_t): long sequences"),
        (nameof(RecurrentCell.Gru), "h_t = z_t h_(t-1) + (1 - z_t) n_t: long sequences with fewer weights than Lstm"),
    ];
}

/// <summary>Completes the ways to initialize a model.</summary>
public sealed class InitializationMethodCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
    [
        (nameof(InitializationMethod.Draw), "weights as drawn from the law"),
        (nameof(InitializationMethod.Lsuv), "drawn, then scaled until each layer's output has variance 1 on data (Mishkin and Matas 2016)"),
    ];
}

/// <summary>Completes the builds of libtorch.</summary>
public sealed class TorchBackendKindCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        [(nameof(TorchBackendKind.Cpu), "for the processor alone"), (nameof(TorchBackendKind.Cuda), "for NVIDIA's graphics cards too")];
}
