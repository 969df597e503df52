using TorchSharp;

namespace InitTools;

/// <summary>A layer h = f(z) with z linear in the input: a kernel, a bias where there is one, and an activation.</summary>
public abstract class KernelLayer : Layer
{
    internal const string Weight = "weight";
    private protected const string Bias = "bias";

    private protected KernelLayer(
        string type, Activation? activation, Initializer? kernelInitializer, Initializer? biasInitializer, bool useBias,
        string? name, long? seed)
        : base(type, name, seed)
    {
        Function = activation ?? ActivationCatalogue.Linear;
        KernelInitializer = kernelInitializer ?? InitializerCatalogue.Find("GlorotUniform", nameof(KernelInitializer));
        BiasInitializer = useBias ? biasInitializer ?? new Zeros() : null;
    }

    /// <summary>The name of f.</summary>
    public string Activation => Function.Name;

    /// <summary>How the kernel begins.</summary>
    public Initializer KernelInitializer { get; internal set; }

    /// <summary>How the bias begins; null where there is none.</summary>
    public Initializer? BiasInitializer { get; }

    /// <summary>
    /// Whether a model that is built of the layer chooses <see cref="KernelInitializer"/> by the activation behind the kernel: the
    /// layer's own, or if it is linear that of the next activation layer (Table 11-1).
    /// </summary>
    public bool KernelByActivation { get; set; }

    /// <inheritdoc/>
    public override long? ParameterCount =>
        OutputShape is null ? null : named_parameters(false).Sum(entry => entry.parameter.NumberOfElements);

    internal sealed override Activation Function { get; }

    /// <summary>Fan-in and fan-out of the kernel; known when the layer is built.</summary>
    internal abstract Fans Fans { get; }

    private protected override IReadOnlyList<string> KernelNames => [Weight];

    /// <summary>The arguments that all layers of this kind have.</summary>
    private protected IEnumerable<(string Name, object? Value)> KernelArguments =>
    [
        (nameof(Activation), Activation), (nameof(KernelInitializer), KernelInitializer.ToDictionary()),
        (nameof(BiasInitializer), BiasInitializer?.ToDictionary()), ("UseBias", BiasInitializer is not null),
    ];

    /// <summary>A copy of the kernel that the caller owns, its outputs first.</summary>
    /// <returns>The tensor.</returns>
    /// <exception cref="InitToolsException"><c>LayerNotBuilt</c> or <c>DisposedModel</c>.</exception>
    public torch.Tensor GetKernel() => CopyParameter(Weight);

    /// <summary>A copy of the bias that the caller owns.</summary>
    /// <returns>The tensor; null where there is no bias.</returns>
    /// <exception cref="InitToolsException"><c>LayerNotBuilt</c> or <c>DisposedModel</c>.</exception>
    public torch.Tensor? GetBias() => BiasInitializer is null ? null : CopyParameter(Bias);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        torch.Tensor z = PreActivate(input);
        torch.Tensor h = Activate(z);
        if (!ReferenceEquals(h, z)) z.Dispose();
        return h;
    }

    /// <summary>Runs the layer and gives the pre-activation too; both are left to the caller's dispose scope.</summary>
    internal (torch.Tensor PreActivation, torch.Tensor Output) Run(torch.Tensor input)
    {
        torch.Tensor z = PreActivate(input);
        return (z, Activate(z));
    }

    internal override torch.Tensor Trace(torch.Tensor input, string name, TraceRecorder recorder)
    {
        (torch.Tensor z, torch.Tensor h) = Run(recorder.Enter(input));
        recorder.Add(TraceOf(name, z), Function, z, h);
        return h;
    }

    /// <summary>The dimension of the outputs that counts units, the batch being dimension 0.</summary>
    internal abstract int UnitDimension(torch.Tensor output);

    /// <summary>f(z).</summary>
    private torch.Tensor Activate(torch.Tensor z) => FeatureAxis.Activate(Function, z);

    /// <summary>The pre-activation z of a batch.</summary>
    private protected abstract torch.Tensor PreActivate(torch.Tensor input);

    /// <summary>The weighted sums that the activation takes, or the gates: all of them, in the current dispose scope.</summary>
    /// <param name="input">The input batch.</param>
    /// <param name="cancellationToken">Looked at between the steps of a recurrent layer.</param>
    internal virtual torch.Tensor Sum(torch.Tensor input, CancellationToken cancellationToken) => PreActivate(input);

    /// <summary>What a probe keeps of this layer.</summary>
    private protected LayerTrace TraceOf(string name, torch.Tensor preActivation, TimeTrace? time = null) => new()
    {
        Name = name,
        Type = Type,
        Initializer = KernelInitializer.Name,
        Weight = get_parameter(Weight)!,
        Fans = Fans,
        UnitDimension = UnitDimension(preActivation),
        PreActivation = preActivation,
        Bias = get_parameter(Bias),
        Time = time,
    };

    /// <summary>Plans a kernel of a shape and its bias, both in equal blocks along the outputs.</summary>
    private protected IReadOnlyList<ParameterPlan> PlanParameters(long[] kernel, int blocks = 1)
    {
        var weight = new ParameterPlan(Weight, new TensorShape(kernel), KernelInitializer)
        {
            Blocks = [.. Enumerable.Repeat(KernelInitializer, blocks)],
        };
        return BiasInitializer is null ? [weight] : [weight, new ParameterPlan(Bias, new TensorShape([kernel[0]]), BiasInitializer)];
    }
}
