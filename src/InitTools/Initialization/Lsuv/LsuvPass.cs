using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// One forward pass in which every layer with a kernel is scaled before its output goes on, so that the layers behind it see what
/// they will see.
/// </summary>
internal sealed class LsuvPass(TensorModule model, LsuvOptions options)
{
    private readonly string _model = ModelState.NameOf(model);
    private readonly List<(int Order, LsuvStep Step)> _steps = [];
    private readonly HashSet<nint> _scaled = [];

    /// <summary>Scales the kernels.</summary>
    /// <param name="input">The batch.</param>
    /// <returns>One row a layer, numbered from the input on.</returns>
    public IReadOnlyList<LsuvStep> Run(torch.Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        // Dropout would add a noise of its own; batch normalization works as it will in training.
        using var modes = new ModelModes(model);
        modes.Evaluate(module => !module.named_children().Any() && module.named_buffers(false).Any());
        (torch.Tensor Live, torch.Tensor Copy)[] buffers = [.. model.buffers().Select(buffer => (buffer, buffer.clone()))];
        var removers = new List<Action>();
        try
        {
            Watch(removers);
            model.call(input);
        }
        catch (ExternalException e)
        {
            throw new InitToolsException(
                "ForwardFailed",
                $"Model '{_model}' can't take a batch of shape {InitToolsException.Show(input.shape)}: {e.Message.Split('\n')[0]}",
                FaultKind.InvalidData, _model, e);
        }
        finally
        {
            foreach (Action remove in removers) remove();
            foreach ((torch.Tensor live, torch.Tensor copy) in buffers) live.copy_(copy);
        }
        return [.. _steps.OrderBy(entry => entry.Order).Select((entry, i) => entry.Step with { Layer = i + 1 })];
    }

    private void Watch(List<Action> removers)
    {
        // A block runs the projection on its skip first, but counts it last; of other modules only the pass tells the order.
        List<Layer>? layers = (model as SequentialModel)?.AllLayers.ToList();
        foreach ((string name, Module module) in ModuleLayers.Leaves(model))
        {
            if (module is not TensorModule layer || ModuleLayers.WeightOf(module) is not { } weight) continue;
            int? order = layers?.IndexOf((Layer)module);
            removers.Add(layer.register_forward_hook((_, x, h) => OnLayer(name, layer, weight, order, x, h)).remove);
        }
    }

    private torch.Tensor OnLayer(string name, TensorModule layer, Parameter weight, int? order, torch.Tensor input, torch.Tensor output)
    {
        if (!_scaled.Add(weight.Handle)) return output;
        LsuvStep step = Scale(name, layer, weight, input, ref output);
        _steps.Add((order ?? _steps.Count, step));
        if (step.Iteration > 0 && layer is KernelLayer) Renew(layer, input, ref output);
        return output;
    }

    // The output of a module is renewed with each scaling; of a layer other sums are looked at, and it is renewed once in the end.
    private LsuvStep Scale(string name, TensorModule layer, Parameter weight, torch.Tensor input, ref torch.Tensor output)
    {
        double first = VarianceOf(name, layer, input, output), variance = first, scale = 1;
        int iteration = 0;
        while (!(Math.Abs(variance - 1) <= options.Tolerance))
        {
            if (iteration == options.MaximumIterations) throw NotConverged(name, variance);
            double deviation = Math.Sqrt(variance);
            weight.DivideInPlace(deviation);
            scale /= deviation;
            iteration++;
            if (layer is not KernelLayer) Renew(layer, input, ref output);
            variance = VarianceOf(name, layer, input, output);
        }
        return new LsuvStep
        {
            Model = _model,
            Layer = 0,
            Name = name,
            Type = layer is Layer own ? own.Type : layer.GetType().Name,
            Initializer = layer is KernelLayer kernel ? kernel.KernelInitializer.Name : options.ByActivation ? null : LawName,
            VarianceBefore = first,
            Variance = variance,
            Iteration = iteration,
            Scale = scale,
        };
    }

    private string LawName => options.KernelInitializer?.Name ?? nameof(Orthogonal);

    private static void Renew(TensorModule layer, torch.Tensor input, ref torch.Tensor output)
    {
        output.Dispose();
        output = layer.forward(input);
    }

    private double VarianceOf(string name, TensorModule layer, torch.Tensor input, torch.Tensor output)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        using DisposeScope scope = torch.NewDisposeScope();
        Moments moments = Moments.Of(layer is KernelLayer kernel ? kernel.Sum(input, options.CancellationToken) : output);
        double variance = Math.Pow(moments.StandardDeviation, 2);
        if (!double.IsFinite(variance))
        {
            throw new InitToolsException(
                "LsuvNonFinite",
                $"Layer '{name}' of model '{_model}' puts out NaN or infinity, and no scale of its kernel mends that: look at the samples and "
                + "at the initializers of the layers up to it. The model is as it was.",
                FaultKind.InvalidData, name);
        }
        if (variance > 0) return variance;
        throw new InitToolsException(
            "LsuvZeroVariance",
            $"Layer '{name}' of model '{_model}' puts out {InitToolsException.Show(moments.Mean)} for every sample and unit: a variance of 0 that "
            + "no scale of its kernel makes 1. Nothing comes into it, or its kernel is zero. The model is as it was.",
            FaultKind.InvalidData, name);
    }

    private InitToolsException NotConverged(string name, double variance) => new(
        "LsuvNotConverged",
        FormattableString.Invariant($"The output of layer '{name}' of model '{_model}' has the variance {variance:G4} after ")
        + $"{options.MaximumIterations} scalings of its kernel; it must be within {InitToolsException.Show(options.Tolerance)} of 1. Biases that "
        + "differ widely don't shrink with the kernel: give it another BiasInitializer, or a larger Tolerance or MaximumIteration. "
        + "The model is as it was.",
        FaultKind.InvalidData, name);
}
