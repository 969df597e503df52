using TorchSharp;
using TorchSharp.Modules;

namespace InitTools;

/// <summary>What a probe keeps of a recurrent layer's steps between the forward and the backward pass.</summary>
/// <param name="initializer">The name of the recurrent kernel's initializer.</param>
/// <param name="weight">The recurrent kernel.</param>
/// <param name="fans">Fan-in and fan-out of it.</param>
/// <param name="input">The layer's input, of shape (batch, time, features), whose gradient is asked for.</param>
/// <param name="outputs">The outputs h_t of all steps, of shape (batch, time, units).</param>
internal sealed class TimeTrace(string initializer, Parameter weight, Fans fans, torch.Tensor input, torch.Tensor outputs)
{
    // The steps have just used it, so that it is still in the caches.
    private readonly Moments _weight = Moments.Of(weight);

    /// <summary>The layer's input, part of the graph.</summary>
    public torch.Tensor Input => input;

    /// <summary>The recurrent kernel.</summary>
    public Parameter Weight => weight;

    /// <summary>Its Euclidean norm in the forward pass.</summary>
    public double WeightNorm => _weight.Norm;

    /// <summary>The outputs of all steps, part of the graph.</summary>
    public torch.Tensor Outputs => outputs;

    /// <summary>Makes a row of each step.</summary>
    /// <param name="layer">The row of the layer.</param>
    /// <param name="gradient">dL/dx for all steps, or null if none arrived.</param>
    /// <param name="cancellationToken">Looked at between steps.</param>
    public IReadOnlyList<LayerGradient> Conclude(LayerGradient layer, torch.Tensor? gradient, CancellationToken cancellationToken)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        // Steps first, so that each is one piece of memory.
        torch.Tensor steps = outputs.transpose(0, 1).contiguous();
        torch.Tensor? backprop = gradient?.transpose(0, 1).contiguous();
        var rows = new List<LayerGradient>();
        for (long t = 0; t < steps.shape[0]; t++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using torch.Tensor h = steps[t];
            using torch.Tensor? dx = backprop?[t];
            Moments output = Moments.Of(h);
            rows.Add(layer with
            {
                TimeStep = (int)t + 1,
                Initializer = initializer,
                FanIn = fans.In,
                FanOut = fans.Out,
                ActivationMean = output.Mean,
                ActivationStandardDeviation = output.StandardDeviation,
                SaturatedFraction = null,
                DeadFraction = UnitActivity.DeadFraction(h, 1),
                BackpropStandardDeviation = dx is null ? 0 : Moments.Of(dx).StandardDeviation,
                WeightStandardDeviation = _weight.StandardDeviation,
                WeightGradientStandardDeviation = null,
                WeightGradientNorm = null,
                UpdateRatio = null,
                WeightGradientMeanAbsolute = null,
                WeightGradientZeroFraction = null,
                RarelyActiveFraction = null,
                UnitSpread = null,
            });
        }
        return rows;
    }
}
