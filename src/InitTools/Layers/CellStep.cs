using TorchSharp;

namespace InitTools;

/// <summary>What a cell hands from one step to the next.</summary>
/// <param name="Output">h.</param>
/// <param name="Memory">c of an LSTM; null for other cells.</param>
internal readonly record struct CellState(torch.Tensor Output, torch.Tensor? Memory);

/// <summary>The weights that every step uses.</summary>
/// <param name="Recurrent">U^T, of shape (units, gates x units).</param>
/// <param name="RecurrentBias">The bias behind U, or null.</param>
internal readonly record struct CellWeights(torch.Tensor Recurrent, torch.Tensor? RecurrentBias);

/// <summary>One step of a cell, written in differentiable operations; the gates are computed by one product.</summary>
internal abstract class CellStep
{
    /// <summary>The number of gates: kernels have that many blocks of rows.</summary>
    public abstract int Gates { get; }

    /// <summary>The block of the bias that is the forget gate's; null where there is none.</summary>
    public virtual int? ForgetGate => null;

    /// <summary>Whether there is a bias behind the recurrent kernel, too.</summary>
    public virtual bool HasRecurrentBias => false;

    /// <summary>Whether c is handed on beside h.</summary>
    public virtual bool HasMemory => false;

    /// <summary>The step of a cell.</summary>
    public static CellStep Of(RecurrentCell cell, Activation activation) => cell switch
    {
        RecurrentCell.Lstm => new LstmStep(),
        RecurrentCell.Gru => new GruStep(),
        _ => new SimpleRnnStep(activation),
    };

    /// <summary>Takes a step; what lies between goes into the current dispose scope.</summary>
    /// <param name="projected">W x_t + b, of shape (batch, gates x units).</param>
    /// <param name="before">The state of the step before.</param>
    /// <param name="weights">The weights.</param>
    public abstract CellState Take(torch.Tensor projected, CellState before, CellWeights weights);

    /// <summary>What the gates of a step take, of shape (batch, gates x units).</summary>
    /// <param name="projected">W x_t + b, of the same shape.</param>
    /// <param name="before">h of the step before.</param>
    /// <param name="weights">The weights.</param>
    public virtual torch.Tensor Sum(torch.Tensor projected, torch.Tensor before, CellWeights weights) =>
        torch.addmm(projected, before, weights.Recurrent, 1, 1);
}
