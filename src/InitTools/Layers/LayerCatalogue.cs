namespace InitTools;

/// <summary>The kinds of layers, by the names that descriptions carry.</summary>
internal static class LayerCatalogue
{
    private static readonly NameTable<Func<LayerDescription, Layer>> Types = new(
        "layer type",
        [
            (DenseLayer.Read, ["Dense"]),
            (ActivationLayer.Read, ["Activation"]),
            (FlattenLayer.Read, ["Flatten"]),
            (ConvolutionLayer.Read, ["Convolution"]),
            (plain => PoolingLayer.Read(PoolingKind.Max, plain), ["MaxPooling"]),
            (plain => PoolingLayer.Read(PoolingKind.Average, plain), ["AveragePooling"]),
            (plain => PoolingLayer.Global(PoolingKind.Max, plain.Name), ["GlobalMaxPooling"]),
            (plain => PoolingLayer.Global(PoolingKind.Average, plain.Name), ["GlobalAveragePooling"]),
            (BatchNormalizationLayer.Read, ["BatchNormalization"]),
            (LayerNormalizationLayer.Read, ["LayerNormalization"]),
            (DropoutLayer.Read, ["Dropout"]),
            (AlphaDropoutLayer.Read, ["AlphaDropout"]),
            (plain => RecurrentLayer.Read(RecurrentCell.SimpleRnn, plain), ["SimpleRnn"]),
            (plain => RecurrentLayer.Read(RecurrentCell.Lstm, plain), ["Lstm"]),
            (plain => RecurrentLayer.Read(RecurrentCell.Gru, plain), ["Gru"]),
            (ResidualBlock.Read, ["Residual"]),
        ]);

    /// <summary>Makes a layer of its description.</summary>
    public static Layer Create(LayerDescription plain)
    {
        Layer layer = Types.Find(plain.Text("Type"), "Type")(plain);
        layer.FreezeAlone(plain.Frozen);
        return layer;
    }
}
