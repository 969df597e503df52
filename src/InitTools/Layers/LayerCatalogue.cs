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
        ]);

    /// <summary>Makes a layer of its description.</summary>
    public static Layer Create(LayerDescription plain)
    {
        Layer layer = Types.Find(plain.Text("Type"), "Type")(plain);
        if (plain.Flag(nameof(Layer.Frozen), false)) layer.Freeze();
        return layer;
    }
}
