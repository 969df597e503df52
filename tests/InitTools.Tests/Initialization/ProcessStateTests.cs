using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

/// <summary>What would show in the whole process: memory, and TorchSharp's own generator.</summary>
[Collection(AloneInProcess.Name)]
public sealed class ProcessStateTests
{
    [Theory]
    [InlineData("9223372036854775807x9223372036854775807")]
    [InlineData("4000000x4000000")]
    [InlineData("1099511627776")]
    public void A_shape_too_large_for_memory_is_refused_without_allocating(string text)
    {
        var shape = new TensorShape(text.Split('x').Select(long.Parse));
        long before = Environment.WorkingSet;
        foreach (string name in (string[])["Zeros", "HeNormal", "Constant"])
        {
            InitToolsException error = Errors.Throws(
                "ShapeTooLarge", () => InitializerCatalogue.Find(name, "Name").CreateTensor(shape), text, "memory", "free");
            Assert.Equal(FaultKind.ResourceUnavailable, error.Kind);
        }
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 1L << 28);
    }

    /// <summary>An orthogonal matrix takes several times its own size to make.</summary>
    [Fact]
    public void What_a_law_needs_beside_the_tensor_counts_as_well()
    {
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        long side = (long)Math.Sqrt(available / sizeof(float) * 0.45);
        Errors.Throws("ShapeTooLarge", () => new Orthogonal().CreateTensor(new TensorShape([side, side])));
    }

    [Fact]
    public void A_layer_or_model_too_large_for_memory_is_refused_without_allocating()
    {
        long before = Environment.WorkingSet;
        Errors.Throws("ShapeTooLarge", () => Dense(int.MaxValue, inputs: int.MaxValue), "2147483647x2147483647", "memory");
        Errors.Throws("ShapeTooLarge", () => new SequentialModel([Dense(4)], [long.MaxValue]), "4x9223372036854775807", "memory");
        Errors.Throws(
            "ShapeTooLarge", () => new SequentialModel([.. Enumerable.Range(0, 400).Select(_ => Dense(200_000))], [200_000]), "200000x200000");
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 1L << 28);
    }

    /// <summary>A batch that would fit is refused if what a probe keeps of its way through the layers doesn't.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_counts_with_all_that_a_probe_keeps_of_it(bool foreign)
    {
        const int Width = 256;
        using DisposeScope scope = torch.NewDisposeScope();
        using torch.nn.Module<torch.Tensor, torch.Tensor> model = foreign
            ? torch.nn.Sequential(Enumerable.Range(0, 8).Select(_ => torch.nn.Linear(Width, Width)))
            : Stack(8, Width, "tanh", new VarianceScaling(), seed: 1);
        int batch = (int)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (4 * Width * sizeof(float)));
        long before = Environment.WorkingSet;
        Errors.Throws(
            "ShapeTooLarge", () => GradientProbe.Run(model, options: new ProbeOptions { BatchSize = batch }), $"{batch}x{Width}", "memory", "free");
        Errors.Throws("ShapeTooLarge", () => GradientProbe.Run(model, options: new ProbeOptions { BatchSize = int.MaxValue, Repeat = int.MaxValue }));
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 1L << 28);
        Assert.Equal(8, GradientProbe.Run(model, options: new ProbeOptions { BatchSize = 2000 }).Count);
    }

    [Fact]
    public void TorchSharp_s_own_generator_is_left_alone()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        TorchLibrary.EnsureLoaded();
        torch.Tensor before = torch.get_rng_state();
        foreach (string name in InitializerCatalogue.Names)
        {
            Initializer law = InitializerCatalogue.Find(name, "Name");
            law.CreateTensor(new TensorShape(law is Dirac or DeltaOrthogonal ? [4, 4, 3] : [4, 4]));
        }
        using SequentialModel model = Stack(2, 4, "relu", new VarianceScaling());
        GradientProbe.Run(model);
        Assert.Equal(TensorValues.Bits(before), TensorValues.Bits(torch.get_rng_state()));
    }
}
