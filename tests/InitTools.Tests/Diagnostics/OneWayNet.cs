using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>A net without a way back: it changes in place what the backward pass needs, or detaches its output.</summary>
internal sealed class OneWayNet : Module<torch.Tensor, torch.Tensor>
{
    private readonly bool _inPlace;

    public OneWayNet(bool inPlace)
        : base(nameof(OneWayNet))
    {
        _inPlace = inPlace;
        RegisterComponents();
    }

    public Linear First { get; } = Linear(6, 6);

    public Linear Second { get; } = Linear(6, 2);

    public override torch.Tensor forward(torch.Tensor input)
    {
        torch.Tensor h = First.call(input).tanh();
        torch.Tensor output = Second.call(_inPlace ? h.add(h) : h);
        if (_inPlace) h.mul_(h);
        return _inPlace ? output : output.detach();
    }
}
