using CsCheck;
using static InitTools.Tests.HealthRows;

namespace InitTools.Tests;

/// <summary>How a stream of epochs and rows falls into trainings and probes.</summary>
public sealed class TrainingHistoryReaderTests
{
    [Fact]
    public void Rows_and_epochs_of_one_training_stay_together()
    {
        TrainingHistory history = Assert.Single(Read(Layer(1), Layer(2), Layer(1, 11), Layer(2, 11), Epoch(1), Layer(1, 21), Layer(2, 21), Epoch(2)));
        Assert.Equal([1L, 11L, 21L], history.Probes.Select(probe => probe.Step));
        Assert.All(history.Probes, probe => Assert.Equal([1, 2], probe.Layers.Select(layer => layer.Layer)));
        Assert.Equal([1, 2], history.Epochs.Select(epoch => epoch.Epoch));
        Assert.Same(history.Probes[0], history.Start);
    }

    [Fact]
    public void A_training_of_the_same_name_begins_where_steps_or_epochs_start_over()
    {
        Assert.Equal([2, 1], Read(Epoch(1), Epoch(2), Epoch(1)).Select(history => history.Epochs.Count));
        Assert.Equal([2, 1], Read(Layer(1), Layer(1, 11), Layer(1)).Select(history => history.Probes.Count));
        Assert.Equal([1, 1], Read(Layer(1), Epoch(1), Layer(1), Epoch(1)).Select(history => history.Epochs.Count));
        Assert.Equal([1, 1], Read(Layer(1), Layer(1)).Select(history => history.Probes.Count));
    }

    [Fact]
    public void Rows_that_came_before_the_first_epoch_of_the_next_training_are_its_own()
    {
        IReadOnlyList<TrainingHistory> histories = Read(Layer(1, 5), Epoch(1) with { Step = 8 }, Layer(1, 9), Epoch(1));
        Assert.Equal([5L, 9L], histories.Select(history => Assert.Single(history.Probes).Step));
    }

    [Fact]
    public void Rows_without_a_step_are_a_probe_of_its_own_and_may_come_before_a_training()
    {
        Assert.Equal([1, 1], Read(Layer(1, null), Layer(2, null), Layer(1, null)).Select(history => history.Probes.Count));
        Assert.Equal(2, Assert.Single(Read(Layer(1, null), Layer(1, 1), Epoch(1))).Probes.Count);
        Assert.Equal(2, Read(Layer(1, 1), Epoch(1), Layer(1, null)).Count);
    }

    [Fact]
    public void Rows_of_steps_in_time_stay_with_their_layer_and_without_it_are_passed_over()
    {
        LayerGradient Step(int number, int time, long? step = 1) => Layer(number, step) with { TimeStep = time };
        TrainingHistory history = Assert.Single(Read(
            Layer(1), Step(1, 1), Step(1, 2), Layer(2), Epoch(1), Step(2, 1, 11), Layer(1, 11), Step(1, 1, 11), Step(2, 1, 11), Layer(2, 11)));
        Assert.Equal(["1 1, 1 2", "1 1"], history.Probes.Select(probe => string.Join(", ", probe.Steps.Select(row => $"{row.Layer} {row.TimeStep}"))));
        Assert.All(history.Probes, probe => Assert.Equal([1, 2], probe.Layers.Select(layer => layer.Layer)));
        Assert.Empty(Read(Step(1, 1)));
    }

    [Fact]
    public void A_first_probe_that_came_late_is_no_start()
    {
        Assert.NotNull(Around(Layer(step: 40) with { WeightChange = 0.49 }).Start);
        Assert.Null(Around(Layer(step: 40) with { WeightChange = 0.51 }).Start);
        Assert.NotNull(Around(Layer(step: 1) with { WeightChange = 20 }).Start); // its figures are those before the step
        Assert.Null(Of(Epoch(1)).Start);
    }

    [Fact]
    public void Interleaving_models_changes_nothing() => Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12], Gen.Int[0, int.MaxValue]).Sample((a, b, seed) =>
    {
        Queue<object> first = new(Stream("a", a));
        Queue<object> second = new(Stream("b", b));
        var random = new Random(seed);
        var mixed = new List<object>();
        while (first.Count + second.Count > 0)
            mixed.Add((second.Count == 0 || (first.Count > 0 && random.Next(2) == 0) ? first : second).Dequeue());
        return Text(Read([.. mixed])).Order().SequenceEqual(Text(Read([.. Stream("a", a)])).Concat(Text(Read([.. Stream("b", b)]))).Order());
    }, iter: 200);

    private static IEnumerable<object> Stream(string model, int count) => Enumerable.Range(0, count).Select(i => (object)(i % 3 == 2
        ? Epoch((i / 3) + 1) with { Model = model, Step = 10 * i }
        : Layer((i % 3) + 1, 1 + (10 * (i / 3))) with { Model = model }));

    private static IEnumerable<string> Text(IEnumerable<TrainingHistory> histories) => histories.Select(history =>
        $"{history.Model}: {string.Join(",", history.Epochs.Select(epoch => epoch.Epoch))}; "
        + string.Join(",", history.Probes.Select(probe => $"{probe.Step}({string.Join(" ", probe.Layers.Select(layer => layer.Layer))})")));

    private static List<TrainingHistory> Read(params object[] rows)
    {
        var reader = new TrainingHistoryReader();
        var histories = new List<TrainingHistory>();
        foreach (object row in rows)
            if ((row is TrainingEpoch epoch ? reader.Add(epoch) : reader.Add((LayerGradient)row)) is { } finished) histories.Add(finished);
        histories.AddRange(reader.Finish());
        Assert.Empty(reader.Finish());
        return histories;
    }
}
