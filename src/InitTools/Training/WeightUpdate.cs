using TorchSharp;

namespace InitTools;

/// <summary>
/// Takes the steps of a training: penalties and clipping on the gradient, then weight decay, the optimizer and the norm's limit on
/// the weights.
/// </summary>
internal sealed class WeightUpdate : IDisposable
{
    // Keras', so that a unit without weights isn't divided by 0.
    private const double NormEpsilon = 1e-7;

    private readonly Optimizer _optimizer;
    private readonly TrainingOptions _options;
    private readonly TrainedParameters _parameters;
    private readonly OptimizerState _state;

    /// <summary>Makes the optimizer's state.</summary>
    public WeightUpdate(Optimizer optimizer, TrainedParameters parameters, TrainingOptions options)
    {
        _optimizer = optimizer;
        _options = options;
        _parameters = parameters;
        _state = new OptimizerState(optimizer, parameters.All);
    }

    /// <summary>
    /// Adds the gradients of the penalties, L1 |w| and L2 w^2 summed over kernels: L1 sign(w) + 2 L2 w. New tensors, where anything
    /// is added: one gradient may be that of two parameters.
    /// </summary>
    public void Penalize(torch.Tensor?[] gradients)
    {
        if (_options.L1 == 0 && _options.L2 == 0) return;
        using IDisposable noGrad = torch.no_grad();
        foreach (TrainedKernel kernel in _parameters.Kernels)
        {
            if (gradients[kernel.Index] is not { } gradient) continue;
            if (_options.L2 > 0) gradient = gradient.Plus(kernel.Weight, 2 * _options.L2);
            if (_options.L1 > 0) gradient = gradient.Plus(kernel.Weight.sign(), _options.L1);
            gradients[kernel.Index] = gradient;
        }
    }

    /// <summary>The Euclidean norm of all gradients together; NaN where one isn't finite.</summary>
    public static double Norm(IEnumerable<torch.Tensor?> gradients)
    {
        double total = Math.Sqrt(SquareSum.Of(gradients.OfType<torch.Tensor>()));
        return double.IsFinite(total) ? total : double.NaN;
    }

    /// <summary>Takes a step.</summary>
    /// <param name="gradients">The gradient of each trained parameter, penalties included; null leaves the parameter alone.</param>
    /// <param name="norm">Their norm.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="momentum">The momentum, where the schedule cycles it.</param>
    public void Step(torch.Tensor?[] gradients, double norm, double rate, double? momentum)
    {
        using IDisposable noGrad = torch.no_grad();
        Clip(gradients, norm);
        if (_optimizer.WeightDecay > 0)
            foreach (TrainedKernel kernel in _parameters.Kernels) kernel.Weight.ScaleInPlace(1 - (rate * _optimizer.WeightDecay));
        _state.Step(gradients, rate, momentum);
        if (_options.MaxNorm is { } limit)
            foreach (TrainedKernel kernel in _parameters.Kernels) LimitNorm(kernel, limit);
    }

    /// <summary>Forgets what the optimizer kept.</summary>
    public void Dispose() => _state.Dispose();

    private void Clip(torch.Tensor?[] gradients, double norm)
    {
        if (_options.GradientClipNorm is { } limit && norm > limit)
        {
            for (int i = 0; i < gradients.Length; i++) gradients[i] = gradients[i]?.Scaled(limit / norm);
        }
        else if (_options.GradientClipValue is { } bound)
        {
            for (int i = 0; i < gradients.Length; i++) gradients[i] = gradients[i]?.Clamped(-bound, bound);
        }
    }

    // w min(|w|, limit) / (|w| + epsilon) for the weights w into each unit, as Keras' MaxNorm.
    private static void LimitNorm(TrainedKernel kernel, double limit)
    {
        long[] others = [.. Enumerable.Range(0, (int)kernel.Weight.dim()).Where(dimension => dimension != kernel.UnitDimension).Select(dimension => (long)dimension)];
        torch.Tensor norms = kernel.Weight.mul(kernel.Weight).sum(others, keepdim: true).sqrt();
        kernel.Weight.mul_(norms.Clamped(0, limit).div(norms.Plus(NormEpsilon)));
    }
}
