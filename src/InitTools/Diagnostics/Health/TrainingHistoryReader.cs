namespace InitTools;

/// <summary>
/// Gathers trainings from a stream of epochs and layer rows, mixed. Models are told apart by name, so that their rows may be
/// interleaved; a training begins anew when its epochs or steps start over.
/// </summary>
public sealed class TrainingHistoryReader
{
    private readonly Dictionary<string, Entry> _open = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>Takes the next epoch.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <returns>The training of that name before, if this epoch begins another one.</returns>
    public TrainingHistory? Add(TrainingEpoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        bool begins = _open.TryGetValue(epoch.Model, out Entry? entry) && entry.Epochs.Count > 0 && epoch.Epoch <= entry.Epochs[^1].Epoch;
        TrainingHistory? finished = begins ? entry!.Finish(epoch.Model, entry.Epochs[^1].Step) : null;
        Open(epoch.Model).Epochs.Add(epoch);
        return finished;
    }

    /// <summary>
    /// Takes the next row of a layer, or of a step in time of the recurrent layer whose row came before; a step whose layer's row
    /// was left out is passed over.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <returns>The training of that name before, if this row begins another one.</returns>
    public TrainingHistory? Add(LayerGradient row)
    {
        ArgumentNullException.ThrowIfNull(row);
        _open.TryGetValue(row.Model, out Entry? entry);
        if (row.TimeStep is not null)
        {
            entry?.AddStep(row);
            return null;
        }
        TrainingHistory? finished = null;
        if (entry?.Begins(row) == true) finished = entry.Finish(row.Model, null);
        Open(row.Model).Add(row);
        return finished;
    }

    /// <summary>Ends the stream.</summary>
    /// <returns>The trainings that are still open, in the order in which they began.</returns>
    public IReadOnlyList<TrainingHistory> Finish()
    {
        TrainingHistory[] finished = [.. _order.Select(model => _open[model].Finish(model, null))];
        _open.Clear();
        _order.Clear();
        return finished;
    }

    private Entry Open(string model)
    {
        if (_open.TryGetValue(model, out Entry? entry)) return entry;
        _order.Add(model);
        return _open[model] = new Entry();
    }

    private sealed class Entry
    {
        private List<OpenProbe> _probes = [];

        public List<TrainingEpoch> Epochs { get; private set; } = [];

        // Rows without a step are a look from outside: they may come before a training, not after it.
        public bool Begins(LayerGradient row)
        {
            if (_probes.Count == 0) return row.Step is null ? Epochs.Count > 0 : Epochs.Count > 0 && row.Step < Epochs[^1].Step;
            (long? step, List<LayerGradient> rows, _) = _probes[^1];
            bool follows = row.Layer > rows[^1].Layer;
            if (row.Step is not { } next) return step is not null || Epochs.Count > 0 || !follows;
            return step is { } last && (next < last || (next == last && !follows));
        }

        public void Add(LayerGradient row)
        {
            if (_probes.Count == 0 || _probes[^1].Step != row.Step) _probes.Add(new OpenProbe(row.Step, [], []));
            _probes[^1].Rows.Add(row);
        }

        public void AddStep(LayerGradient row)
        {
            if (_probes.Count > 0 && _probes[^1].Step == row.Step && _probes[^1].Rows[^1].Layer == row.Layer) _probes[^1].Steps.Add(row);
        }

        /// <summary>Hands over what was gathered.</summary>
        /// <param name="model">The model's name.</param>
        /// <param name="last">The training's last step, where it is known: rows of later ones belong to the next training.</param>
        public TrainingHistory Finish(string model, long? last)
        {
            ILookup<bool, OpenProbe> later = _probes.ToLookup(probe => probe.Step > last);
            ProbeSnapshot[] probes = [.. later[false].Select(probe => new ProbeSnapshot(probe.Step, probe.Rows) { Steps = probe.Steps })];
            var history = new TrainingHistory(model, Epochs, probes);
            (Epochs, _probes) = ([], [.. later[true]]);
            return history;
        }
    }

    private sealed record OpenProbe(long? Step, List<LayerGradient> Rows, List<LayerGradient> Steps);
}
