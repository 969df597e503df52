using TorchSharp;
using TorchSharp.Modules;

namespace InitTools;

/// <summary>
/// What a probe keeps of one layer between the forward and the backward pass. Forward figures are taken as the signal passes,
/// so that the signal itself need not be kept.
/// </summary>
internal sealed class LayerTrace
{
    private Moments? _output;
    private Moments? _weight;
    private double _deadFraction;
    private double? _saturatedFraction;

    /// <summary>The layer's name.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of layer.</summary>
    public required string Type { get; init; }

    /// <summary>The kernel initializer's name, or null.</summary>
    public string? Initializer { get; init; }

    /// <summary>The weights.</summary>
    public required Parameter Weight { get; init; }

    /// <summary>Fan-in and fan-out of the weights.</summary>
    public required Fans Fans { get; init; }

    /// <summary>The dimension of the outputs that counts units.</summary>
    public required int UnitDimension { get; init; }

    /// <summary>The pre-activation z, part of the graph, whose gradient is asked for.</summary>
    public required torch.Tensor PreActivation { get; init; }

    /// <summary>What came into the layer, part of the graph; null unless the signal is to be kept.</summary>
    public torch.Tensor? Input { get; set; }

    /// <summary>
    /// The signal that comes in where nothing goes round this layer, so that the way back may halt there; null elsewhere.
    /// </summary>
    public torch.Tensor? Link { get; set; }

    /// <summary>The output h of the layer, part of the graph; null unless the signal is to be kept.</summary>
    public torch.Tensor? Output { get; private set; }

    /// <summary>The biases, or null.</summary>
    public torch.Tensor? Bias { get; init; }

    /// <summary>Whether the layer is dense, with random weights, and nothing lies between it and its neighbours.</summary>
    public bool IsChained { get; set; }

    /// <summary>The steps of a recurrent layer; null for others.</summary>
    public TimeTrace? Time { get; init; }

    /// <summary>The activation, once it is known.</summary>
    public Activation? Activation { get; private set; }

    /// <summary>Whether the output was seen.</summary>
    public bool HasOutput => _output is not null;

    /// <summary>The Euclidean norm of the weights; once the output was seen.</summary>
    public double WeightNorm => _weight!.Norm;

    /// <summary>Takes the figures of the layer's output.</summary>
    /// <param name="activation">The activation, or null if it isn't known.</param>
    /// <param name="preActivation">What went into the activation.</param>
    /// <param name="output">What came out of it.</param>
    /// <param name="saturates">Whether flat outputs of the activation are the layer's: not where gates come behind it.</param>
    public void ObserveOutput(Activation? activation, torch.Tensor preActivation, torch.Tensor output, bool saturates = true)
    {
        Activation = activation;
        // A copy: what comes next may work in place, or dispose of it.
        if (Input is not null) Output = output.clone();
        // The layer has just used its weights, so that they are still in the caches.
        _weight = Moments.Of(Weight);
        _output = Moments.Of(output);
        _deadFraction = UnitActivity.DeadFraction(output, UnitDimension);
        _saturatedFraction = !saturates ? null : activation switch
        {
            null or { Nonsaturating: true } => null,
            { FlatBelow: null, FlatAbove: null } => activation.SaturatedFraction(preActivation),
            _ => FlatFraction(activation, output, _output.Bound),
        };
    }

    // These activations rise with z, so that the flat parts can be told from the output, which is in the caches already.
    private static double FlatFraction(Activation activation, torch.Tensor output, double bound)
    {
        double below = activation.FlatBelow is { } lower ? activation.Value(lower) : double.NegativeInfinity;
        double above = activation.FlatAbove is { } upper ? activation.Value(upper) : double.PositiveInfinity;
        return below < -bound && bound < above ? 0 : UnitActivity.FractionOutside(output, below, above);
    }

    /// <summary>What the mean-field theory has to know of the layer, or null where it doesn't cover it.</summary>
    public LayerLaw? Law => IsChained ? LayerLaw.OfWeights(Activation, Fans, _weight!, Bias) : null;

    /// <summary>Puts the figures of the forward and the backward pass together.</summary>
    public LayerGradient Conclude(string model, int layer, torch.Tensor? backprop, torch.Tensor? weightGradient)
    {
        Moments? gradient = weightGradient is null ? null : Moments.Of(weightGradient);
        return new LayerGradient
        {
            Model = model,
            Layer = layer,
            Name = Name,
            Type = Type,
            Activation = Activation?.Name,
            Initializer = Initializer,
            FanIn = Fans.In,
            FanOut = Fans.Out,
            ActivationMean = _output!.Mean,
            ActivationStandardDeviation = _output.StandardDeviation,
            SaturatedFraction = _saturatedFraction,
            DeadFraction = _deadFraction,
            BackpropStandardDeviation = backprop is null ? 0 : Moments.Of(backprop).StandardDeviation,
            WeightStandardDeviation = _weight!.StandardDeviation,
            WeightGradientStandardDeviation = gradient?.StandardDeviation,
            WeightGradientNorm = gradient?.Norm,
            UpdateRatio = gradient?.Norm / _weight.Norm,
        };
    }
}
