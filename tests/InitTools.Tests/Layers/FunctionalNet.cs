using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>A net as people write it by hand: layers as fields, activations as function calls.</summary>
internal sealed class FunctionalNet : Module<torch.Tensor, torch.Tensor>
{
    private readonly Linear _first;
    private readonly Linear _second;

    public FunctionalNet(long inputs, long hidden, long outputs)
        : base("functional")
    {
        _first = Linear(inputs, hidden);
        _second = Linear(hidden, outputs);
        RegisterComponents();
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        using torch.Tensor z = _first.call(input);
        using torch.Tensor h = functional.relu(z);
        return _second.call(h);
    }
}
