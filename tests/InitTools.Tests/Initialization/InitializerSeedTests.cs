using InitTools.Sampling;
using TorchSharp;

namespace InitTools.Tests;

public sealed class InitializerSeedTests
{
    private static readonly TensorShape Matrix = new([70, 50]);

    /// <summary>Every law that draws, with a shape that it can fill.</summary>
    private static readonly (string Name, TensorShape Shape)[] Laws =
    [
        .. InitializerCatalogue.Names.Except(["Zeros", "Ones", "Constant", "Identity", "Dirac", "DeltaOrthogonal"]).Select(name => (name, Matrix)),
        ("DeltaOrthogonal", new TensorShape([12, 8, 3, 3])),
    ];

    public static TheoryData<string, torch.ScalarType> Cases =>
        [.. from law in Laws
            from type in (torch.ScalarType[])[torch.ScalarType.Float32, torch.ScalarType.Float64, torch.ScalarType.BFloat16]
            select (law.Name, type)];

    public static TheoryData<string> Names => [.. Laws.Select(law => law.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equal_seeds_give_equal_bits_on_any_thread(string name, torch.ScalarType type)
    {
        Initializer initializer = InitializerCatalogue.Find(name, "Name", new LawArguments { Seed = -81 });
        TensorShape shape = ShapeOf(name);
        byte[] expected = Bits(initializer, shape, type, 1);

        byte[][] again = new byte[8][];
        Parallel.For(0, again.Length, i =>
            again[i] = Bits(InitializerCatalogue.Find(name, "Name", new LawArguments { Seed = -81 }), shape, type, 1 + (i % 4)));

        Assert.All(again, bits => Assert.Equal(expected, bits));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Other_seeds_and_no_seed_give_other_values(string name)
    {
        TensorShape shape = ShapeOf(name);
        Initializer initializer = InitializerCatalogue.Find(name, "Name");
        byte[][] drawn =
        [
            Bits(initializer with { Seed = 1 }, shape), Bits(initializer with { Seed = 2 }, shape),
            Bits(initializer with { Seed = -1 }, shape), Bits(initializer with { Seed = long.MinValue }, shape),
            Bits(initializer with { Seed = 1L << 32 }, shape), Bits(initializer with { Seed = 0 }, shape),
            Bits(initializer, shape), Bits(initializer, shape), Bits(initializer with { Seed = null }, shape),
        ];
        Assert.Equal(drawn.Length, drawn.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void Only_the_shape_of_the_memory_counts_not_the_layout_where_the_law_is_the_same()
    {
        var law = new RandomNormal { Seed = 4 };
        Assert.Equal(
            Bits(law, new TensorShape([6, 4])), Bits(law, new TensorShape([4, 6], TensorLayout.Keras)));
    }

    /// <summary>What a seed gives is part of the contract: scripts keep their results from version to version.</summary>
    [Fact]
    public void A_seed_gives_the_same_values_in_every_version()
    {
        using torch.Tensor tensor = (new VarianceScaling(2, FanMode.FanIn, ScalingDistribution.Uniform) { Seed = 42 })
            .CreateTensor(new TensorShape([2, 3]), torch.ScalarType.Float64);
        Assert.Equal(
            [-1.0780704658172455, -0.21256909482468364, 1.2830595278007009, 1.3114285032626056, 0.30099564595794936, -1.1718876239038973],
            TensorValues.Of(tensor));
    }

    private static TensorShape ShapeOf(string name) => Laws.First(law => law.Name == name).Shape;

    private static byte[] Bits(
        Initializer initializer, TensorShape shape, torch.ScalarType type = torch.ScalarType.Float32, int threads = 2)
    {
        using torch.Tensor tensor = initializer.CreateTensor(shape, type, new SamplerOptions { MaxThreads = threads });
        return TensorValues.Bits(tensor);
    }
}
