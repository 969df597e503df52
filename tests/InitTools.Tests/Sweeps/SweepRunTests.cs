namespace InitTools.Tests;

/// <summary>What the rows of a sweep say, and that nothing but the configuration decides it.</summary>
// A thread that begins with libtorch in the moment in which a worker does gets one thread, and rounds otherwise.
[Collection(AloneInProcess.Name)]
public sealed class SweepRunTests
{
    [Fact]
    public void A_row_is_what_the_same_network_gives_by_hand()
    {
        foreach (Dataset? dataset in (Dataset?[])[null, SweepCases.Data()])
        {
            SweepRun row = Assert.Single(SweepCases.Run(SweepCases.Grid("auto", "selu", "4", "8", dataset: dataset)));
            Assert.Equal(("LecunNormal", "selu", 4, 8, 1, 42L, 5), (row.Initializer, row.Activation, row.HiddenLayers, row.Width, row.Repeat, row.Seed, row.Depth));
            Assert.Equal((dataset?.Name, dataset?.Count), (row.Dataset, row.DatasetCount));
            Initializer law = Initializer.FromJson(row.InitializerDefinition);
            Assert.Equal(InitializerCatalogue.Find("lecun_normal", ""), law);

            IEnumerable<Layer> layers = Enumerable.Range(0, 4).Select(_ => TestModels.Dense(8, "selu", law));
            using var model = new SequentialModel(
                [.. layers, TestModels.Dense(dataset?.ClassCount ?? 10, kernel: law)], [dataset?.SampleSize ?? 8], row.Model, row.RunSeed);
            GradientFlow flow = GradientFlow.Measure(GradientProbe.Run(
                model, dataset is null ? null : ProbeSource.From(dataset), new ProbeOptions { BatchSize = 16, Seed = row.RunSeed }));
            // The sums may be taken in another order here, on more threads.
            Assert.Equal(flow.BackpropRatio, row.BackpropRatio, 1e-5 * flow.BackpropRatio);
            Assert.Equal(flow.ActivationGain, row.ActivationGain, 1e-5 * flow.ActivationGain);
            Assert.Equal((flow.Model, flow.Verdict, flow.Recommendation), (row.Model, row.Verdict, row.Recommendation));
        }
    }

    [Fact]
    public void Samples_of_several_dimensions_are_taken_flat()
    {
        var dataset = new Dataset("square", [.. Enumerable.Range(0, 32).Select(i => (float)Math.Cos(i))], [2, 2], [0, 1, 2, 0, 1, 2, 0, 1]);
        Assert.Equal(3, Assert.Single(SweepCases.Run(SweepCases.Grid("auto", "tanh", "2", "4", dataset: dataset))).Depth);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Threads_order_and_shards_change_no_bit(int threads)
    {
        var options = new SweepOptions { ThrottleLimit = threads };
        // Wide enough for libtorch and the sampler to use several threads if they were let.
        SweepRun[] expected = SweepCases.Run(
            SweepCases.Grid("auto orthogonal", "tanh relu", "2 5", "40 300", repeat: 2, batchSize: 256), new SweepOptions { ThrottleLimit = 1 });
        Assert.Equal(32, expected.Length);
        Assert.Equal(expected, SweepCases.Run(
            SweepCases.Grid("orthogonal auto", "relu tanh", "5 2", "300 40", repeat: 2, batchSize: 256), options));
        SweepRun[] parts = [.. Enumerable.Range(1, 3).SelectMany(i => SweepCases.Run(
            SweepCases.Grid("auto orthogonal", "tanh relu", "2 5", "40 300", repeat: 2, batchSize: 256, shard: $"{i}/3"), options))];
        Assert.Equal(expected, parts.OrderBy(run => run.Model, StringComparer.Ordinal));
    }

    [Fact]
    public void Another_seed_gives_other_figures_and_each_repetition_its_own()
    {
        double[] Ratios(long seed) => [.. SweepCases.Run(SweepCases.Grid("auto", "tanh", "3", "8", repeat: 3, seed: seed)).Select(run => run.BackpropRatio)];
        Assert.Equal(6, Ratios(1).Concat(Ratios(2)).Distinct().Count());
        Assert.Equal(Ratios(1), Ratios(1));
    }

    [Fact]
    public void A_run_that_fails_says_which_and_leaves_the_others_alone()
    {
        using var sweep = new Sweep(SweepCases.Grid("dirac he_normal delta_orthogonal zeros", "tanh", "2", "4"));
        SweepOutcome[] outcomes = [.. sweep.TakeAll()];
        Assert.Equal(4, outcomes.Length);
        SweepOutcome failed = Assert.Single(outcomes, outcome => outcome.Configuration.Initializer is Dirac);
        Assert.Null(failed.Run);
        Assert.Equal("InitTools.NotDiracShape", failed.Fault!.ErrorId);
        Assert.StartsWith("Run 'tanh 2x4 Dirac #1': ", failed.Fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, outcomes.Count(outcome => outcome.Run is not null));
        Assert.True(sweep.IsFinished);
        Assert.Equal((4, 4, 0, 2), (sweep.Progress.Total, sweep.Progress.Finished, sweep.Progress.Cached, sweep.Progress.Failed));
        Assert.Equal(TimeSpan.Zero, sweep.Progress.TimeLeft);
    }

    [Fact]
    public void Any_exception_in_a_run_is_an_error_of_that_run()
    {
        using var sweep = new Sweep(SweepCases.Grid("auto", "tanh relu", "2", "4"), new SweepOptions
        {
            Computing = run => { if (run.Activation.Name == "tanh") throw new NotSupportedException("no tanh today"); },
        });
        SweepOutcome[] outcomes = [.. sweep.TakeAll().OrderBy(outcome => outcome.Run is null)];
        Assert.Equal("relu", outcomes[0].Run!.Activation);
        Assert.Equal("InitTools.RunFailed", outcomes[1].Fault!.ErrorId);
        Assert.Contains("'tanh 2x4 GlorotUniform #1': no tanh today", outcomes[1].Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_does_not_fit_into_memory_is_refused_before_it_is_built()
    {
        using var sweep = new Sweep(SweepCases.Grid("auto", "tanh", "2000000000", "100000"));
        Assert.Equal("InitTools.ShapeTooLarge", Assert.Single(sweep.TakeAll()).Fault!.ErrorId);
    }
}
