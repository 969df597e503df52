using TorchSharp;

namespace InitTools;

/// <summary>
/// Layers with a skip around them (He et al. 2016): h = f(x' + scale body(x)). x' is x where the body keeps its shape; otherwise
/// a projection of it without bias, a dense layer for vectors and sequences, a strided 1x1 convolution for images.
/// </summary>
public sealed class ResidualBlock : Layer
{
    private const string ScaleName = "scale";
    private const string ProjectionName = "projection";
    private const string ProjectionFrozen = "ProjectionFrozen";

    private readonly Layer[] _body;
    private readonly Activation _activation;
    private KernelLayer? _projection;
    private bool? _projectionFrozen;

    /// <summary>Creates the block, which takes the layers for its own.</summary>
    /// <param name="body">The layers inside from input to output, each in nothing else.</param>
    /// <param name="activation">f; null is the identity.</param>
    /// <param name="scale">What the body's output is multiplied with, finite.</param>
    /// <param name="skipInit">
    /// Whether the scale is a parameter that begins at 0 instead (De and Smith 2020): at first the block is the identity.
    /// </param>
    /// <param name="projectionInitializer">How the kernel of a projection begins; null is GlorotUniform.</param>
    /// <param name="name">The block's name; null lets the model choose one.</param>
    /// <param name="seed">The seed of all layers inside that have none; null takes the model's.</param>
    /// <exception cref="InitToolsException">
    /// <c>EmptyModel</c>, <c>DisposedModel</c>, <c>LayerInUse</c>, <c>DuplicateLayerName</c>, <c>InvalidScale</c> or
    /// <c>InvalidLayerName</c>.
    /// </exception>
    public ResidualBlock(
        IEnumerable<Layer> body,
        Activation? activation = null,
        double scale = 1,
        bool skipInit = false,
        Initializer? projectionInitializer = null,
        string? name = null,
        long? seed = null)
        : base("Residual", name, seed)
    {
        _body = [.. body];
        _activation = activation ?? ActivationCatalogue.Linear;
        Scale = double.IsFinite(scale) ? scale : throw InitToolsException.Argument("InvalidScale", nameof(Scale), scale, "a finite number");
        SkipInit = skipInit;
        ProjectionInitializer = projectionInitializer ?? InitializerCatalogue.Find("GlorotUniform", nameof(ProjectionInitializer));
        LayerChain.CheckFree(_body);
        string[] names = LayerChain.ChooseNames(_body);
        if (names.Contains(ProjectionName))
            throw InitToolsException.Argument("DuplicateLayerName", "Name", ProjectionName, "another inside of a block, whose own projection has it");
        for (int i = 0; i < _body.Length; i++)
        {
            _body[i].Join(this, names[i]);
            register_module(names[i], _body[i]);
        }
    }

    /// <summary>The layers inside from input to output.</summary>
    public IReadOnlyList<Layer> Body => _body;

    /// <summary>The layer on the skip; null where the body keeps the shape of its input, or the block isn't built.</summary>
    public KernelLayer? Projection => _projection;

    /// <summary>The name of f.</summary>
    public string Activation => _activation.Name;

    /// <summary>What the body's output is multiplied with, unless it is learned.</summary>
    public double Scale { get; }

    /// <summary>Whether the scale is a parameter that begins at 0.</summary>
    public bool SkipInit { get; }

    /// <summary>How the kernel of a projection begins.</summary>
    public Initializer ProjectionInitializer { get; }

    /// <summary>The number of the block's own parameters, without those of the layers inside.</summary>
    public override long? ParameterCount => SkipInit ? 1 : 0;

    internal override Activation Function => _activation;

    internal override IReadOnlyList<long>? DeclaredInputShape => _body[0].DeclaredInputShape;

    internal override IReadOnlyList<IReadOnlyList<Layer>> Paths => _projection is null ? [_body] : [_body, [_projection]];

    private protected override string Signature => $"residual({_body.Length},{Activation})";

    private protected override IEnumerable<(string Name, object? Value)> Arguments =>
    [
        (nameof(Body), _body.Select(layer => layer.Describe()).ToArray()), (nameof(Activation), Activation), (nameof(Scale), Scale),
        (nameof(SkipInit), SkipInit), (nameof(ProjectionInitializer), ProjectionInitializer.ToDictionary()),
        (ProjectionFrozen, _projection is { } skip && skip.Frozen != Frozen ? skip.Frozen : null),
    ];

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return Join(_projection?.call(input) ?? input, SequentialModel.Pass(_body, input)).Output.MoveToOuterDisposeScope();
    }

    internal static ResidualBlock Read(LayerDescription plain) => new(
        plain.Layers(nameof(Body)), plain.Activation(nameof(Activation)), plain.Number(nameof(Scale), 1), plain.Flag(nameof(SkipInit), false),
        plain.Initializer(nameof(ProjectionInitializer)), plain.Name, plain.Seed)
    {
        _projectionFrozen = plain.Text(ProjectionFrozen) is null ? null : plain.Flag(ProjectionFrozen, false),
    };

    internal override torch.Tensor Trace(torch.Tensor input, string name, TraceRecorder recorder)
    {
        torch.Tensor signal = input;
        foreach (Layer layer in _body) signal = layer.Trace(signal, $"{name}.{layer.Name}", recorder);
        // The activation behind the sum is not that of a layer inside.
        recorder.Finish();
        torch.Tensor skip = _projection?.Trace(input, $"{name}.{ProjectionName}", recorder) ?? input;
        recorder.Finish();
        (torch.Tensor sum, torch.Tensor output) = Join(skip, signal);
        return recorder.Activate(_activation, sum, output);
    }

    internal override void Prepare()
    {
        if (_projection is not { Owner: null }) return;
        _projection.Join(this, ProjectionName);
        register_module(ProjectionName, _projection);
        if (_projectionFrozen ?? Frozen) _projection.Freeze();
    }

    private protected override LayerPlan PlanFor(IReadOnlyList<long> inputShape, string name)
    {
        List<LayerPlan> children = LayerChain.Plan(_body, _body.Select(layer => $"{name}.{layer.Name}"), inputShape);
        IReadOnlyList<long> outputShape = children[^1].OutputShape;
        if (OutputShape is null) ChooseProjection(inputShape, outputShape, name);
        if (_projection is not null) children.Add(_projection.Plan(inputShape, $"{name}.{ProjectionName}"));
        ParameterPlan[] own = SkipInit ? [new ParameterPlan(ScaleName, new TensorShape([1]), new Zeros())] : [];
        return new LayerPlan(inputShape, outputShape, own) { Children = children };
    }

    // Nothing of it shows before the block is built: it may be planned for other shapes before.
    private void ChooseProjection(IReadOnlyList<long> from, IReadOnlyList<long> to, string name)
    {
        _projection?.Dispose();
        _projection = null;
        if (from.SequenceEqual(to)) return;
        bool onlyFeatures = from.Count == to.Count && from.Count <= 2 && from.SkipLast(1).SequenceEqual(to.SkipLast(1));
        if (onlyFeatures)
            _projection = new DenseLayer((int)to[^1], kernelInitializer: ProjectionInitializer, useBias: false, name: ProjectionName);
        else if (from.Count == 3 && to.Count == 3 && StrideFor(from[1], to[1]) is { } down && StrideFor(from[2], to[2]) is { } right)
            _projection = new ConvolutionLayer((int)to[0], [1], [down, right], kernelInitializer: ProjectionInitializer, useBias: false, name: ProjectionName);
        else
        {
            throw new InitToolsException(
                "SkipShapeMismatch",
                $"The layers inside of block '{name}' make {InitToolsException.Show(to)} of {InitToolsException.Show(from)}; the skip can't be "
                + "added to that. They must keep the shape, or change the number of features, or of channels and the size by a stride.",
                FaultKind.InvalidArgument, InitToolsException.Show(to));
        }
    }

    // The stride with which a window of 1 makes one size of another.
    private static long? StrideFor(long from, long to)
    {
        if (to > from) return null;
        long stride = to == 1 ? from : (from - 1) / (to - 1);
        while (stride > 1 && ((from - 1) / stride) + 1 < to) stride--;
        return ((from - 1) / stride) + 1 == to ? stride : null;
    }

    private (torch.Tensor Sum, torch.Tensor Output) Join(torch.Tensor skip, torch.Tensor branch)
    {
        torch.Tensor scaled = get_parameter(ScaleName) is { } scale ? branch * scale : Scale == 1 ? branch : branch.Scaled(Scale);
        torch.Tensor sum = skip.Plus(scaled, 1);
        return (sum, FeatureAxis.Activate(_activation, sum));
    }
}
