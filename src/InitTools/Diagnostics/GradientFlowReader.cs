namespace InitTools;

/// <summary>Gathers the rows of one model from a stream of rows.</summary>
public sealed class GradientFlowReader
{
    private List<LayerGradient> _rows = [];

    /// <summary>Takes the next row.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The rows of the model before, if this row begins another one: another name, or a layer or step that doesn't follow.</returns>
    public IReadOnlyList<LayerGradient>? Add(LayerGradient row)
    {
        ArgumentNullException.ThrowIfNull(row);
        bool begins = _rows.Count > 0 && (row.Model != _rows[^1].Model || !Follows(row, _rows[^1]));
        IReadOnlyList<LayerGradient>? finished = begins ? Finish() : null;
        _rows.Add(row);
        return finished;
    }

    /// <summary>Ends the stream.</summary>
    /// <returns>The rows of the last model, if there were any.</returns>
    public IReadOnlyList<LayerGradient>? Finish()
    {
        List<LayerGradient>? finished = _rows.Count > 0 ? _rows : null;
        _rows = [];
        return finished;
    }

    // The steps of a recurrent layer come behind its own row, in their order.
    private static bool Follows(LayerGradient row, LayerGradient before) =>
        row.Layer > before.Layer || (row.Layer == before.Layer && row.TimeStep > (before.TimeStep ?? 0));
}
