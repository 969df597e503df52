namespace InitTools.Tests;

/// <summary>Every kind of layer in every way that changes what it computes, by name, with the shape of a small input.</summary>
internal static class LayerCases
{
    private static readonly Initializer Wide = new RandomNormal(0.1, 0.7);

    private static readonly Dictionary<string, (Func<Layer> Make, long[] Input)> Cases = new()
    {
        ["dense"] = (() => new DenseLayer(3, null, Named("tanh"), Wide, Wide), [4]),
        ["dense on a sequence"] = (() => new DenseLayer(3, null, Named("gelu"), Wide, Wide, false), [5, 4]),
        ["activation"] = (() => new ActivationLayer(Named("softplus")), [4]),
        ["softmax on images"] = (() => new ActivationLayer(Named("softmax")), [3, 2, 2]),
        ["prelu"] = (() => new ActivationLayer(Named("prelu")), [4]),
        ["prelu on images"] = (() => new ActivationLayer(Named("prelu"), Wide), [3, 2, 2]),
        ["prelu with one slope"] = (() => new ActivationLayer(Named("prelu"), new Constant(-0.5), true), [3, 2]),
        ["rrelu"] = (() => new ActivationLayer(Named("rrelu")), [6]),
        ["flatten"] = (() => new FlattenLayer(), [2, 3, 2]),
        ["convolution"] = (() => new ConvolutionLayer(3, [3], activation: Named("tanh"), kernelInitializer: Wide, biasInitializer: Wide), [2, 5, 4]),
        ["convolution same, even, strided"] = (
            () => new ConvolutionLayer(2, [2, 3], [2, 1], WindowPadding.Same, kernelInitializer: Wide, biasInitializer: Wide), [2, 5, 4]),
        ["convolution in groups, dilated"] = (
            () => new ConvolutionLayer(4, [2], null, WindowPadding.Same, [2], 2, kernelInitializer: Wide, useBias: false), [2, 4, 4]),
        ["convolution strided, dilated"] = (
            () => new ConvolutionLayer(2, [2, 3], [2, 1], WindowPadding.Valid, [2, 1], activation: Named("mish"), kernelInitializer: Wide), [2, 5, 4]),
        ["convolution of each channel"] = (() => new ConvolutionLayer(6, [3], groups: 3, kernelInitializer: Wide, biasInitializer: Wide), [3, 4, 3]),
        ["max pooling"] = (() => new PoolingLayer(PoolingKind.Max), [2, 4, 5]),
        ["max pooling same"] = (() => new PoolingLayer(PoolingKind.Max, [3], [2], WindowPadding.Same), [2, 4, 5]),
        ["average pooling"] = (() => new PoolingLayer(PoolingKind.Average, [2, 3], [1]), [2, 4, 5]),
        ["average pooling same"] = (() => new PoolingLayer(PoolingKind.Average, [2], [2], WindowPadding.Same), [2, 5, 5]),
        ["global max pooling"] = (() => PoolingLayer.Global(PoolingKind.Max), [2, 3, 3]),
        ["global average pooling"] = (() => PoolingLayer.Global(PoolingKind.Average), [4, 3]),
        ["global max pooling of sequences"] = (() => PoolingLayer.Global(PoolingKind.Max), [4, 3]),
        ["batch normalization"] = (() => new BatchNormalizationLayer(gammaInitializer: Wide, betaInitializer: Wide), [4]),
        ["batch normalization of images"] = (() => new BatchNormalizationLayer(0.9, 0.01, gammaInitializer: Wide, useBeta: false), [3, 2, 2]),
        ["batch normalization of sequences"] = (() => new BatchNormalizationLayer(), [5, 3]),
        ["layer normalization"] = (() => new LayerNormalizationLayer(gammaInitializer: Wide, betaInitializer: Wide), [4]),
        ["layer normalization of images"] = (() => new LayerNormalizationLayer(0.02, gammaInitializer: Wide, useBeta: false), [3, 2, 2]),
        ["layer normalization of sequences"] = (() => new LayerNormalizationLayer(useGamma: false, betaInitializer: Wide), [5, 4]),
        ["dropout"] = (() => new DropoutLayer(0.4), [7]),
        ["alpha dropout"] = (() => new AlphaDropoutLayer(0.3), [7]),
        ["simple rnn"] = (() => new RecurrentLayer(RecurrentCell.SimpleRnn, 3, Named("softsign"), Wide, Wide, Wide), [4, 2]),
        ["lstm"] = (() => new RecurrentLayer(RecurrentCell.Lstm, 3, null, Wide, null, Wide, forgetGateBias: 2), [4, 2]),
        ["lstm of all steps"] = (() => new RecurrentLayer(RecurrentCell.Lstm, 2, useBias: false, returnSequence: true), [4, 2]),
        ["gru"] = (() => new RecurrentLayer(RecurrentCell.Gru, 3, null, Wide, Wide, Wide, returnSequence: true), [4, 2]),
        ["simple rnn without biases"] = (() => new RecurrentLayer(RecurrentCell.SimpleRnn, 3, Named("gelu"), Wide, Wide, useBias: false, returnSequence: true), [4, 2]),
        ["gru without biases"] = (() => new RecurrentLayer(RecurrentCell.Gru, 3, null, Wide, null, useBias: false), [4, 2]),
        ["residual"] = (() => new ResidualBlock([new DenseLayer(4, null, Named("tanh"), Wide), new DenseLayer(4)], Named("silu"), 0.5), [4]),
        ["residual with a projection"] = (() => new ResidualBlock([new DenseLayer(3, null, Named("tanh"), Wide, Wide)]), [2, 4]),
        ["residual of images"] = (() => new ResidualBlock(
            [
                new ConvolutionLayer(3, [3], [2], WindowPadding.Same, kernelInitializer: Wide, useBias: false), new BatchNormalizationLayer(),
                new ActivationLayer(Named("elu")), new ResidualBlock([new DropoutLayer(0.5)], scale: -2),
            ],
            Named("relu")), [2, 4, 5]),
        ["residual that begins as nothing"] = (() => new ResidualBlock([new DenseLayer(4, null, Named("tanh"), Wide)], skipInit: true), [4]),
    };

    public static IReadOnlyCollection<string> Names => Cases.Keys;

    public static Layer Make(string name) => Cases[name].Make();

    public static long[] InputShape(string name) => Cases[name].Input;

    public static Activation Named(string activation) => ActivationCatalogue.Find(activation, "Activation");
}
