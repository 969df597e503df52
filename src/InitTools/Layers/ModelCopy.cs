using TorchSharp;
using TorchSharp.Modules;

namespace InitTools;

/// <summary>Copies models, and what belongs to their weights, from one to another of the same layers.</summary>
internal static class ModelCopy
{
    /// <summary>A model of its own with the same layers, weights, modes and random numbers to come.</summary>
    public static SequentialModel Of(SequentialModel model)
    {
        var copy = SequentialModel.FromDescription((System.Collections.IDictionary)model.Describe(), true);
        Adapt(copy, model);
        State(model, copy);
        return copy;
    }

    /// <summary>Gives a model the mode of another, and the type and device of its weights.</summary>
    public static void Adapt(SequentialModel model, SequentialModel like)
    {
        if (like.parameters().FirstOrDefault() is { } first && (first.dtype != torch.float32 || first.device_type != DeviceType.CPU))
            model.to(first.device).to(first.dtype);
        model.train(like.training);
    }

    /// <summary>Copies weights, buffers, initializers, modes and the state of random numbers.</summary>
    public static void State(SequentialModel from, SequentialModel to)
    {
        using IDisposable noGrad = torch.no_grad();
        foreach ((Layer source, Layer target) in from.AllLayers.Zip(to.AllLayers))
        {
            Parameters(source, target);
            foreach ((string name, torch.Tensor buffer) in target.named_buffers(false)) buffer.copy_(source.get_buffer(name)!);
            if (source.Noise is not null) target.Noise!.State = source.Noise.State;
            // By itself: a block sets the mode of what is inside, too, and comes before it.
            target.train(source.training);
        }
    }

    /// <summary>Copies the parameters of a layer, without those of layers inside, and its initializers.</summary>
    public static void Parameters(Layer from, Layer to)
    {
        foreach ((string name, Parameter values) in to.named_parameters(false)) values.copy_(from.get_parameter(name)!);
        if (from is KernelLayer source && to is KernelLayer target) target.KernelInitializer = source.KernelInitializer;
        if (from is RecurrentLayer recurrent && to is RecurrentLayer other) other.RecurrentInitializer = recurrent.RecurrentInitializer;
    }
}
