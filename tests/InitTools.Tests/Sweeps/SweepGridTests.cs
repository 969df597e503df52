using CsCheck;

namespace InitTools.Tests;

/// <summary>Which runs a sweep has, and how they are dealt out to shards.</summary>
public sealed class SweepGridTests
{
    [Fact]
    public void A_grid_is_the_product_of_its_lists()
    {
        SweepGrid grid = SweepCases.Grid("he_normal lecun_normal", "tanh relu", "1 3", "4 8", repeat: 2);
        Assert.Equal(32, grid.Total);
        string[] names = [.. grid.Runs.Select(run => run.Name)];
        Assert.Equal(32, names.Distinct().Count());
        Assert.Equal(
            ["tanh 1x4 HeNormal #1", "tanh 1x4 HeNormal #2", "tanh 1x8 HeNormal #1", "tanh 1x8 HeNormal #2", "tanh 3x4 HeNormal #1"],
            names[..5]);
        Assert.Equal("relu 3x8 LecunNormal #2", names[^1]);
    }

    [Fact]
    public void What_is_given_twice_runs_once_by_whatever_name()
    {
        // Auto is GlorotUniform for tanh and HeNormal for relu.
        SweepGrid grid = SweepCases.Grid("auto he_normal HeNormal glorot_uniform", "tanh relu", "1 1", "4 4");
        Assert.Equal(
            ["tanh 1x4 GlorotUniform #1", "relu 1x4 HeNormal #1", "tanh 1x4 HeNormal #1", "relu 1x4 GlorotUniform #1"],
            grid.Runs.Select(run => run.Name));
    }

    [Fact]
    public void Two_laws_of_one_name_do_not_look_alike()
    {
        var grid = new SweepGrid(
            [new RandomNormal(0, 0.05), new RandomNormal(0, 1), new VarianceScaling(1.5), new RandomNormal(0, 1) { Seed = 3 }],
            [ActivationCatalogue.Tanh], [1], [4]);
        Assert.Equal(
            [
                "tanh 1x4 RandomNormal #1",
                "tanh 1x4 RandomNormal(Mean=0, StandardDeviation=1) #1",
                "tanh 1x4 VarianceScaling(Scale=1.5, Mode=FanIn, Distribution=TruncatedNormal) #1",
                "tanh 1x4 RandomNormal(Mean=0, StandardDeviation=1, Seed=3) #1",
            ],
            grid.Runs.Select(run => run.Name));
        Assert.Equal(4, grid.Runs.Select(run => run.Key).Distinct().Count());
    }

    [Fact]
    public void Everything_that_matters_gives_another_run_and_another_seed()
    {
        SweepConfiguration Only(SweepGrid grid) => Assert.Single(grid.Runs);
        SweepConfiguration[] runs =
        [
            Only(SweepCases.Grid("he_normal", "tanh", "2", "4")),
            Only(SweepCases.Grid("he_uniform", "tanh", "2", "4")),
            Only(SweepCases.Grid("he_normal", "relu", "2", "4")),
            Only(SweepCases.Grid("he_normal", "tanh", "3", "4")),
            Only(SweepCases.Grid("he_normal", "tanh", "2", "5")),
            SweepCases.Grid("he_normal", "tanh", "2", "4", repeat: 2).Runs.Last(),
            Only(SweepCases.Grid("he_normal", "tanh", "2", "4", seed: -42)),
            Only(SweepCases.Grid("he_normal", "tanh", "2", "4", batchSize: 17)),
            Only(SweepCases.Grid("he_normal", "tanh", "2", "4", dataset: SweepCases.Data())),
            Only(SweepCases.Grid("he_normal", "tanh", "2", "4", dataset: SweepCases.Data(first: 0.25f))),
        ];
        Assert.Equal(runs.Length, runs.Select(run => run.Key).Distinct().Count());
        Assert.Equal(runs.Length, runs.Select(run => run.RunSeed).Distinct().Count());
        Assert.All(runs, run => Assert.InRange(run.RunSeed, 0, (1L << 53) - 1));
    }

    [Fact]
    public void The_name_of_a_dataset_does_not_matter() => Assert.Equal(
        SweepCases.Grid(dataset: SweepCases.Data("here")).Runs.Select(run => run.Key),
        SweepCases.Grid(dataset: SweepCases.Data("there")).Runs.Select(run => run.Key));

    [Fact]
    public void Shards_take_every_run_once_and_equally_many() => Gen.Select(Gen.Int[1, 40], Gen.Long[1, 2000]).Sample((count, total) =>
    {
        long[][] shards = [.. Enumerable.Range(1, count).Select(i => SweepShard.Parse($"{i}/{count}").Places(total).ToArray())];
        Assert.Equal(Enumerable.Range(0, (int)total).Select(place => (long)place), shards.SelectMany(places => places).Order());
        Assert.InRange(shards.Max(places => places.Length) - shards.Min(places => places.Length), 0, 1);
        for (int i = 0; i < count; i++)
            Assert.Equal(shards[i].Length, SweepShard.Parse($"{i + 1}/{count}").Share(total));
    });

    [Fact]
    public void No_shard_gets_all_the_deep_networks()
    {
        // Four depths in four shards: dealing the runs out in turn would give each shard a depth.
        foreach (int shard in Enumerable.Range(1, 4))
        {
            SweepGrid grid = SweepCases.Grid("auto", "tanh", "1 2 3 4", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16", shard: $"{shard}/4");
            Assert.Equal(4, grid.Runs.Select(run => run.HiddenLayers).Distinct().Count());
            grid = SweepCases.Grid("auto he_normal lecun_normal he_uniform", "tanh relu selu elu", "1 2 3 4", "1", shard: $"{shard}/4");
            Assert.Equal(4, grid.Runs.Select(run => run.HiddenLayers).Distinct().Count());
        }
    }

    [Fact]
    public void A_grid_of_billions_is_not_made_before_it_is_asked_for()
    {
        SweepGrid grid = SweepCases.Grid("auto", "tanh", "1 2", "3", repeat: int.MaxValue, shard: "7/100000");
        Assert.Equal(2L * int.MaxValue, grid.Total);
        Assert.Equal(10, grid.Runs.Take(10).Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("1")]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("1/0")]
    [InlineData("-1/4")]
    [InlineData("1/4/2")]
    [InlineData("1.5/4")]
    [InlineData("a/b")]
    [InlineData("0.25")]
    [InlineData("1/99999999999")]
    public void A_wrong_shard_is_refused(string? text) =>
        Errors.Throws("InvalidShard", () => SweepShard.Parse(text), "Shard", "1/4");

    [Fact]
    public void Wrong_arguments_have_an_error_each()
    {
        Errors.Throws("InvalidDepth", () => SweepCases.Grid(depths: "3 0"), "Depth is 0", "1 or more");
        Errors.Throws("InvalidWidth", () => SweepCases.Grid(widths: "3 -1"), "Width is -1", "1 or more");
        Errors.Throws("InvalidRepeat", () => SweepCases.Grid(repeat: 0), "Repeat is 0", "1 or more");
        Errors.Throws("InvalidBatchSize", () => SweepCases.Grid(batchSize: 0), "BatchSize is 0", "1 or more");
        Errors.Throws("InvalidThrottleLimit", () => new SweepOptions { ThrottleLimit = 0 }, "ThrottleLimit is 0", "1 or more");
        Errors.Throws("LabelsRequired", () => SweepCases.Grid(dataset: new Dataset("bare", [1, 2], [2])), "'bare'");
        Errors.Throws("EmptySweep", () => new SweepGrid([], [ActivationCatalogue.Tanh], [1], [1]), "Initializer is empty");
        Errors.Throws("EmptySweep", () => new SweepGrid([null], [], [1], [1]), "Activation is empty");
        Errors.Throws("EmptySweep", () => new SweepGrid([null], [ActivationCatalogue.Tanh], [], [1]), "Depth is empty");
        Errors.Throws("EmptySweep", () => new SweepGrid([null], [ActivationCatalogue.Tanh], [1], []), "Width is empty");
    }
}
