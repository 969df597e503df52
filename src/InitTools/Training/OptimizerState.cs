using TorchSharp;
using TorchSharp.Modules;

namespace InitTools;

/// <summary>
/// What an optimizer keeps between the steps of a training, one slot a parameter. InitTools takes the steps itself: those of
/// TorchSharp 0.107 fail at random (see <see cref="ScalarArithmetic"/>).
/// </summary>
internal sealed class OptimizerState : IDisposable
{
    private readonly Optimizer _optimizer;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly ParameterSlot[] _slots;

    /// <summary>Begins a training.</summary>
    public OptimizerState(Optimizer optimizer, IReadOnlyList<Parameter> parameters)
    {
        _optimizer = optimizer;
        _parameters = parameters;
        _slots = [.. parameters.Select(_ => new ParameterSlot())];
    }

    /// <summary>Takes a step of all parameters, with gradients off.</summary>
    /// <param name="gradients">The gradient of each; null leaves the parameter, and its slot, alone.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="momentum">The momentum, where a schedule cycles it; null for the optimizer's own.</param>
    public void Step(IReadOnlyList<torch.Tensor?> gradients, double rate, double? momentum)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        for (int i = 0; i < _slots.Length; i++)
        {
            if (gradients[i] is not { } gradient) continue;
            _slots[i].StepNumber++;
            _optimizer.Update(_parameters[i], gradient, _slots[i], rate, momentum);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ParameterSlot slot in _slots) slot.Dispose();
    }
}

/// <summary>What an optimizer keeps of one parameter.</summary>
internal sealed class ParameterSlot : IDisposable
{
    private torch.Tensor? _first;
    private torch.Tensor? _second;

    /// <summary>How many steps the parameter has taken, this one included.</summary>
    public int StepNumber { get; set; }

    /// <summary>A number that is carried from step to step; 1 at first.</summary>
    public double Product { get; set; } = 1;

    /// <summary>The running gradient m: made of the shape when it is first asked for.</summary>
    public torch.Tensor Mean(torch.Tensor parameter) => _first ??= Filled(parameter, 0);

    /// <summary>The running square.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="initial">What it begins with.</param>
    public torch.Tensor Square(torch.Tensor parameter, double initial = 0) => _second ??= Filled(parameter, initial);

    /// <inheritdoc/>
    public void Dispose()
    {
        _first?.Dispose();
        _second?.Dispose();
    }

    private static torch.Tensor Filled(torch.Tensor parameter, double value)
    {
        torch.Tensor filled = torch.zeros_like(parameter).DetachFromDisposeScope();
        if (value != 0) filled.IncreaseInPlace(value);
        return filled;
    }
}
