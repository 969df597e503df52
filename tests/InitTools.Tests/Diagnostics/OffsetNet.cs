using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>
/// Adds a tensor of zeros to what passes. Behind a layer it stands for a disturbance of each pre-activation of each sample, so that
/// dL/dz can be found by finite differences. It is no parameter, and no probe knows it.
/// </summary>
internal sealed class Offset : Module<torch.Tensor, torch.Tensor>
{
    public Offset(params long[] shape)
        : base("offset") => Values = torch.zeros(shape, torch.float64).DetachFromDisposeScope();

    public torch.Tensor Values { get; }

    public override torch.Tensor forward(torch.Tensor input) => input + Values;
}

/// <summary>A net with functional activations, in place and not, a residual connection and batch normalization between.</summary>
internal sealed class OffsetNet : Module<torch.Tensor, torch.Tensor>
{
    private readonly Linear _first = Linear(5, 6, dtype: torch.float64);
    private readonly BatchNorm1d _norm = BatchNorm1d(6, dtype: torch.float64);
    private readonly Linear _second = Linear(6, 6, dtype: torch.float64);
    private readonly Linear _third = Linear(6, 3, dtype: torch.float64);

    public OffsetNet(long batch)
        : base("custom")
    {
        Offsets = [new Offset(batch, 6), new Offset(batch, 6), new Offset(batch, 3)];
        RegisterComponents();
    }

    public Offset[] Offsets { get; }

    public override torch.Tensor forward(torch.Tensor input)
    {
        torch.Tensor h = functional.tanh(_norm.call(Offsets[0].call(_first.call(input))));
        torch.Tensor z = Offsets[1].call(_second.call(h));
        return Offsets[2].call(_third.call(h + z.relu_()));
    }
}
