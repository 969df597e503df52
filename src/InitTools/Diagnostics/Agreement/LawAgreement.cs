using TorchSharp;

namespace InitTools;

/// <summary>Whether weights that are there already could come from an initializer.</summary>
/// <param name="Name">What the weights are: a tensor, or a layer's parameter.</param>
/// <param name="Initializer">The initializer's name.</param>
/// <param name="Shape">Their shape.</param>
/// <param name="PValue">
/// The probability that weights of this initializer look that unlikely, or more so. 0 where they can't come from it at all; 1 where
/// there is nothing random to be compared and all is as it must be.
/// </param>
/// <param name="Finding">What is least likely about them, for people.</param>
public sealed record LawAgreement(string Name, string Initializer, string Shape, double PValue, string Finding)
{
    /// <summary>Compares a tensor with an initializer.</summary>
    /// <param name="tensor">A tensor of a floating type; it is left as it was.</param>
    /// <param name="initializer">The initializer; its seed doesn't matter.</param>
    /// <param name="layout">Where the tensor's inputs and outputs are.</param>
    /// <param name="name">What to call it.</param>
    /// <returns>The comparison. Sampled laws are judged by mean, variance and distribution function, others by their structure.</returns>
    /// <exception cref="InitToolsException">The initializer can't fill that shape, or the tensor isn't of a floating type.</exception>
    public static LawAgreement Of(
        torch.Tensor tensor, Initializer initializer, TensorLayout layout = TensorLayout.Torch, string name = "the tensor")
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(initializer);
        if (!tensor.is_floating_point())
        {
            throw new InitToolsException(
                "InvalidMeasuredTensor", $"A tensor of type {tensor.dtype} holds no weights; its type must be a floating one.",
                FaultKind.InvalidArgument, tensor.dtype);
        }
        var shape = new TensorShape(tensor.shape, layout);
        initializer.CheckShape(shape);
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        torch.Tensor values = tensor.detach().cpu().contiguous();
        TensorStatistics statistics = TensorStatistics.Measure(values);
        (double p, string finding) = statistics.NonFiniteCount > 0
            ? (0, $"{statistics.NonFiniteCount} of {statistics.Count} elements aren't finite")
            : initializer is SampledInitializer sampled && initializer.ExpectedVariance(shape) > 0
                ? SampleAgreement.Judge(values, statistics, sampled.GetLaw(shape))
                : StructureAgreement.Judge(values, initializer, shape);
        return new LawAgreement(name, initializer.Name, shape.ToString(), p, finding);
    }

    /// <summary>Compares the kernels of a layer, a model or a TorchSharp module.</summary>
    /// <param name="module">A layer that is built, a model, or a module whose leaves with a weight of two or more dimensions have kernels, embeddings excepted.</param>
    /// <param name="initializer">What to compare them with; null compares each with the layer's own.</param>
    /// <returns>One for each kernel, of gates and groups one for each of them.</returns>
    /// <exception cref="InitToolsException">
    /// <c>LayerNotBuilt</c>; <c>NoKernel</c>: nothing to compare; <c>InitializerRequired</c>: a TorchSharp module doesn't say how it began.
    /// </exception>
    public static IReadOnlyList<LawAgreement> OfKernels(torch.nn.Module module, Initializer? initializer = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        using DisposeScope scope = torch.NewDisposeScope();
        LawAgreement[] all = [.. LayerKernels.Of(module, initializer).Select(kernel => Of(kernel.Values, kernel.Initializer, name: kernel.Name))];
        return all.Length > 0 ? all : throw new InitToolsException(
            "NoKernel", $"'{module.GetName()}' has no kernel to compare with an initializer.", FaultKind.InvalidArgument, module.GetName());
    }
}
