using TorchSharp;
using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;

namespace InitTools;

/// <summary>A parameter of two dimensions or more, which holds a row of weights for each unit.</summary>
internal sealed record ModelKernel(string Name, Module Module, Parameter Weight, Parameter? Bias)
{
    /// <summary>The kind of layer.</summary>
    public string Type => Module is Layer layer ? layer.Type : Module.GetType().Name;

    /// <summary>Units of different groups see different inputs.</summary>
    public long Groups => ModuleLayers.GroupsOf(Module);

    /// <summary>Finds the kernels of a model, each once, also where several layers share it, in the order of registration.</summary>
    public static IReadOnlyList<ModelKernel> Of(Module root)
    {
        var seen = new HashSet<nint>();
        return [.. Modules(root, "").SelectMany(entry => Of(entry.Name, entry.Module)).Where(kernel => seen.Add(kernel.Address))];
    }

    /// <summary>The weights as a matrix, a row for each unit; a view where their order allows it.</summary>
    public torch.Tensor Rows()
    {
        torch.Tensor weight = Weight.detach();
        if (!ModuleLayers.IsTransposed(Module)) return weight.flatten(1);
        // (inputs, outputs of a group, ...) becomes (group, output, input, ...).
        long[] shape = weight.shape;
        torch.Tensor grouped = weight.reshape(Groups, shape[0] / Groups, shape[1], -1);
        return grouped.permute(0, 2, 1, 3).flatten(2).flatten(0, 1);
    }

    // By it a shared kernel shows. On another device only TorchSharp's own object tells.
    private unsafe nint Address => Weight.device_type == DeviceType.CPU
        ? (nint)Sampling.TensorAddress.Of(Weight.is_contiguous() ? Weight : FirstElement())
        : Weight.Handle;

    private torch.Tensor FirstElement()
    {
        torch.Tensor first = Weight.detach();
        while (first.dim() > 0) first = first.select(0, 0);
        return first;
    }

    private static IEnumerable<ModelKernel> Of(string name, Module module)
    {
        (string Name, Parameter Parameter)[] parameters = [.. module.named_parameters(false)];
        (string Name, Parameter Parameter)[] kernels =
            [.. parameters.Where(entry => entry.Parameter.dim() >= 2 && entry.Parameter.NumberOfElements > 0 && entry.Parameter.is_floating_point())];
        foreach ((string parameter, Parameter weight) in kernels)
        {
            string biasName = parameter.Replace("weight", "bias", StringComparison.Ordinal);
            Parameter? bias = parameters.FirstOrDefault(entry => entry.Name == biasName && entry.Parameter.dim() == 1).Parameter;
            string own = name.Length == 0 ? module.GetName() : name;
            yield return new ModelKernel(kernels.Length == 1 ? own : $"{own}.{parameter}", module, weight, bias);
        }
    }

    private static IEnumerable<(string Name, Module Module)> Modules(Module module, string name)
    {
        yield return (name, module);
        foreach ((string child, Module part) in module.named_children())
            foreach ((string Name, Module Module) entry in Modules(part, name.Length == 0 ? child : $"{name}.{child}"))
                yield return entry;
    }
}
