using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Plotting;

/// <summary>
/// The one way from objects to pictures: which kinds there are, which is drawn of what, and the figure, still to be drawn by
/// <see cref="PictureFile"/>.
/// </summary>
public static class FigureCatalogue
{
    /// <summary>The most panels that a picture has room for.</summary>
    public const int PanelLimit = 30;

    private const string Probe = "rows of Invoke-GradientProbe";
    private const string TrainingProbe = "rows of Invoke-ModelTraining -ProbeEvery";
    private const string Bins = "bins of Invoke-GradientProbe -Histogram";
    private const string Theory = "objects of Get-SignalPropagation";

    /// <summary>The kinds of pictures.</summary>
    public static IReadOnlyList<FigureKind> All { get; } =
    [
        FigureKind.Of<LayerGradient>("Backprop", "sd of dL/dz by layer, predicted dashed; one line a model", Probe, LayerFigure.OfBackprop),
        FigureKind.Of<LayerGradient>("Signal", "sd of the outputs h by layer, predicted dashed", Probe, LayerFigure.OfSignal),
        FigureKind.Of<LayerGradient>("WeightGradient", "sd of dL/dW by layer", Probe, LayerFigure.OfWeightGradient),
        FigureKind.Of<LayerGradient>(
            "Jacobian", "mean and largest singular value of each layer's Jacobian", "rows of Invoke-GradientProbe -Jacobian", LayerFigure.OfJacobian),
        FigureKind.Of<LayerGradient>("TimeSteps", "sd of dL/dx by time step of recurrent layers", "rows of a recurrent layer", TimeFigure.Of),
        FigureKind.Of<LayerGradient>("BackpropMap", "heat map of the sd of dL/dz, layer by step", TrainingProbe, StepMapFigure.OfBackprop),
        FigureKind.Of<LayerGradient>("WeightChangeMap", "heat map of |W - W0| / |W0|, layer by step", TrainingProbe, StepMapFigure.OfWeightChange),
        FigureKind.Of<LayerGradient>("UpdateMap", "heat map of the steps' size over the weights', layer by step", TrainingProbe, StepMapFigure.OfUpdate),
        FigureKind.Of<LayerHistogramBin>("LayerHistogram", "histograms of outputs and of dL/dz, one line a layer", Bins, LayerHistogramFigure.Of),
        FigureKind.Of<LayerHistogramBin>("ActivationHistogram", "histograms of the outputs, one line a layer", Bins, LayerHistogramFigure.OfActivation),
        FigureKind.Of<LayerHistogramBin>("BackpropHistogram", "histograms of dL/dz, one line a layer", Bins, LayerHistogramFigure.OfBackprop),
        FigureKind.Of<TrainingEpoch>(
            "Training", "loss, accuracy and learning rate by epoch, validation dashed", "epochs of Invoke-ModelTraining", TrainingFigure.Of),
        FigureKind.Of<GradientFlow>(
            "Flow", "gradient at the first layer over that at the last, by model, or of a sweep by depth",
            "objects of Measure-GradientFlow or Invoke-InitializationSweep", FlowFigure.Of),
        FigureKind.Of<SignalPropagation>(
            "PhaseDiagram", "chi over both variances, with the edge of chaos", $"{Theory} for a grid of variances", PhaseFigure.Of),
        FigureKind.Of<SignalPropagation>("Chi", "chi by one variance", Theory, PropagationFigure.OfChi),
        FigureKind.Of<SignalPropagationLayer>(
            "Propagation", "predicted variance of signal and gradient, and correlation, by layer", $"{Theory} -Depth", PropagationFigure.OfLayers),
        FigureKind.Of<Activation>("Activation", "functions and their derivatives", "objects of Get-Activation", ActivationFigure.Of),
        FigureKind.Of<ActivationPoint>("ActivationCurve", "points of functions and their derivatives", "points of Measure-Activation", ActivationFigure.Of),
        new FigureKind(
            "Histogram", "weights over the law that they were drawn from", "tensors, layers of a model, or models", typeof(torch.Tensor),
            (items, options) => HistogramFigure.Of(items, options.Initializer, options.Layout)),
    ];

    // Behind the list that it is made of.
    private static readonly NameTable<FigureKind> Names = new("picture kind", All.Select(kind => (kind, new[] { kind.Name })));

    /// <summary>Checks that there is a kind of picture of a name, before there is something to draw.</summary>
    /// <param name="kind">The kind, in any spelling.</param>
    /// <exception cref="InitToolsException"><c>UnknownPictureKind</c>.</exception>
    public static void CheckKind(string kind) => Names.Find(kind, "Kind");

    /// <summary>Describes the figure that shows some objects.</summary>
    /// <param name="items">
    /// What to show, all of one type: <see cref="LayerGradient"/>, <see cref="TrainingEpoch"/> (these two may be mixed, as a training
    /// writes them), <see cref="LayerHistogramBin"/>, <see cref="GradientFlow"/>, <see cref="SignalPropagation"/>, <see cref="SignalPropagationLayer"/>,
    /// <see cref="Activation"/>, <see cref="ActivationPoint"/>, tensors, layers or models.
    /// </param>
    /// <param name="kind">The kind of picture, in any spelling; null for the one that suits the objects best.</param>
    /// <param name="options">What only some kinds ask for; null for the defaults.</param>
    /// <returns>The figure.</returns>
    /// <exception cref="InitToolsException">
    /// <c>NothingToDraw</c>, <c>UnknownInput</c>, <c>MixedInput</c>, <c>UnknownPictureKind</c>, <c>KindMismatch</c> or <c>TooManyPanels</c>.
    /// </exception>
    public static Figure Build(IReadOnlyList<object> items, string? kind = null, FigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        FigureKind? asked = kind is null ? null : Names.Find(kind, "Kind");
        if (items.Count == 0)
        {
            throw new InitToolsException(
                "NothingToDraw", "No object came in; pipe rows of a probe or training, predictions, activations or tensors.",
                FaultKind.InvalidArgument);
        }
        HashSet<Type> types = [.. items.Select(TypeOf)];
        if (types.Count > 1 && !types.SetEquals([typeof(LayerGradient), typeof(TrainingEpoch)]))
        {
            throw new InitToolsException(
                "MixedInput",
                $"InputObject holds a {types.First().Name} and a {types.Skip(1).First().Name}; it must be of one kind for one picture.",
                FaultKind.InvalidArgument, items[0]);
        }
        FigureKind chosen = asked ?? Default(items, types);
        object[] shown = [.. items.Where(item => TypeOf(item) == chosen.Input)];
        if (shown.Length == 0)
        {
            throw new InitToolsException(
                "KindMismatch",
                $"Kind is '{chosen.Name}', which needs {chosen.Source}. Of a {types.First().Name} it must be one of "
                + $"{string.Join(", ", All.Where(other => types.Contains(other.Input)).Select(other => other.Name))}.",
                FaultKind.InvalidArgument, chosen.Name);
        }
        return Check(chosen, chosen.Build(shown, options ?? new FigureOptions()));
    }

    private static Figure Check(FigureKind kind, Figure figure)
    {
        // Rows may be of the right type and still hold nothing of what the kind shows: steps, Jacobians, finite numbers.
        if (!figure.Panels.Any(panel => panel.Bars.Count > 0 || panel.Curves.Any(curve => curve.Y.Any(double.IsFinite))
            || (panel.Grid is { } grid && grid.Values.Cast<double>().Any(double.IsFinite))))
        {
            throw new InitToolsException(
                "NothingToDraw", $"The objects hold nothing that '{kind.Name}' shows; it needs {kind.Source}.", FaultKind.InvalidData, kind.Name);
        }
        return figure.Panels.Count <= PanelLimit ? figure : throw new InitToolsException(
            "TooManyPanels", $"'{kind.Name}' has {figure.Panels.Count} panels to draw; a picture has room for {PanelLimit}. Send fewer objects at once.",
            FaultKind.InvalidData, kind.Name);
    }

    private static Type TypeOf(object item) => item switch
    {
        LayerGradient => typeof(LayerGradient),
        TrainingEpoch => typeof(TrainingEpoch),
        LayerHistogramBin => typeof(LayerHistogramBin),
        GradientFlow => typeof(GradientFlow),
        SignalPropagation => typeof(SignalPropagation),
        SignalPropagationLayer => typeof(SignalPropagationLayer),
        Activation => typeof(Activation),
        ActivationPoint => typeof(ActivationPoint),
        torch.Tensor or TensorModule => typeof(torch.Tensor),
        _ => throw InitToolsException.Argument(
            "UnknownInput", "InputObject", item.GetType(),
            "a row of a probe or training, a prediction, a flow, an activation, a point of its curve, a tensor, a layer or a model"),
    };

    private static FigureKind Default(IReadOnlyList<object> items, HashSet<Type> types)
    {
        string name = types.Contains(typeof(TrainingEpoch)) ? "Training"
            : types.Contains(typeof(LayerGradient)) ? DefaultOf(items.Cast<LayerGradient>())
            : types.Contains(typeof(SignalPropagation)) && !PhaseFigure.Covers([.. items.Cast<SignalPropagation>()]) ? "Chi"
            : All.First(kind => types.Contains(kind.Input)).Name;
        return Names.Find(name, "Kind");
    }

    private static string DefaultOf(IEnumerable<LayerGradient> rows) =>
        rows.Select(row => row.Step).OfType<long>().Distinct().Skip(1).Any() ? "BackpropMap"
        : rows.All(row => row.TimeStep is not null) ? "TimeSteps"
        : "Backprop";
}
