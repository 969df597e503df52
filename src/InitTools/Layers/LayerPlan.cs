using TorchSharp;

namespace InitTools;

/// <summary>A parameter that a layer will have: what it is called, its shape and how it gets its first values.</summary>
internal sealed record ParameterPlan(string Name, TensorShape Shape, Initializer Initializer)
{
    /// <summary>
    /// The initializers of the parameter's equal blocks along its first dimension. The gates of a recurrent layer and the groups
    /// of a convolution are kernels of their own, with their own fans, that are only kept in one tensor.
    /// </summary>
    public IReadOnlyList<Initializer> Blocks { get; init; } = [Initializer];

    /// <summary>The shape of one block.</summary>
    public TensorShape BlockShape =>
        Blocks.Count == 1 ? Shape : new TensorShape([Shape.Dimensions[0] / Blocks.Count, .. Shape.Dimensions.Skip(1)], Shape.Layout);

    /// <summary>Refuses what an initializer can't fill.</summary>
    public void Check(torch.ScalarType dataType)
    {
        foreach (Initializer initializer in Blocks.Distinct()) initializer.Check(BlockShape, dataType);
    }
}

/// <summary>A tensor that a layer keeps beside its parameters, such as a running average.</summary>
internal sealed record BufferPlan(string Name, long Size, double Value);

/// <summary>What a layer makes of an input shape, worked out before anything is allocated.</summary>
internal sealed record LayerPlan(
    IReadOnlyList<long> InputShape, IReadOnlyList<long> OutputShape, IReadOnlyList<ParameterPlan> Parameters)
{
    /// <summary>What is kept beside the parameters.</summary>
    public IReadOnlyList<BufferPlan> Buffers { get; init; } = [];

    /// <summary>The plans of the layers inside, in their order.</summary>
    public IReadOnlyList<LayerPlan> Children { get; init; } = [];

    /// <summary>The parameters of the layer and of those inside.</summary>
    public IEnumerable<ParameterPlan> AllParameters => Parameters.Concat(Children.SelectMany(child => child.AllParameters));
}
