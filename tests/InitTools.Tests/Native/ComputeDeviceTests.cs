using System.Runtime.InteropServices;
using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;

namespace InitTools.Tests.Native;

/// <summary>
/// Where tensors go. libtorch's meta device, whose tensors have a shape but no memory, stands for a card: a layer that made a tensor of its
/// own on the CPU, or looked at memory, would fail on it.
/// </summary>
public sealed class ComputeDeviceTests
{
    public ComputeDeviceTests() => TorchLibrary.EnsureLoaded();

    public static TheoryData<string> Kinds => [.. LayerCases.Names];

    [Theory]
    [InlineData("cpu", "cpu")]
    [InlineData(" CPU ", "cpu")]
    [InlineData("cuda", "cuda")]
    [InlineData("Cuda:03", "cuda:3")]
    public void Names_are_read(string name, string expected) => Assert.Equal(expected, $"{ComputeDevice.Parse(name)}");

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:1.5")]
    [InlineData("cuda:99999999999")]
    [InlineData("cpu:0")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_names_are_refused(string? name) =>
        Errors.Throws("InvalidDevice", () => ComputeDevice.Parse(name), $"Device is {InitToolsException.Show(name)}", "cuda:n");

    [Fact]
    public void A_card_that_is_not_there_is_refused_and_nothing_moves()
    {
        using SequentialModel model = Stack(2, 3, "tanh", new Orthogonal(), seed: 1);
        string state = State(model);
        ComputeDevice absent = ComputeDevice.Parse("cuda:99");
        InitToolsException error = Errors.Throws("DeviceNotAvailable", () => absent.Place(model), "'cuda:99'", "that is there: cpu");
        Assert.Equal(FaultKind.ResourceUnavailable, error.Kind);
        Errors.Throws("DeviceNotAvailable", () => absent.Place(torch.ones(2)), "'cuda:99'");
        var data = new Dataset("d", [1, 2, 3, 4, 5, 6], [3], [0, 1]);
        Errors.Throws("DeviceNotAvailable", () => Trainer.Run(model, data, new TrainingOptions { Device = absent }), "'cuda:99'");
        Assert.Equal(state, State(model));
        Assert.Equal("cpu", ComputeDevice.Available()[0]);
    }

    [Fact]
    public void What_is_there_stays_the_same()
    {
        using torch.Tensor tensor = torch.ones(2);
        Assert.Same(tensor, ComputeDevice.Cpu.Place(tensor));
        using SequentialModel model = Stack(1, 3, "tanh", new Orthogonal(), seed: 1);
        TorchSharp.Modules.Parameter weight = model.parameters().First();
        ComputeDevice.Cpu.Place(model);
        Assert.Same(weight, model.parameters().First());
    }

    [Fact]
    public void A_device_changes_no_training()
    {
        var data = new Dataset("d", [.. Enumerable.Range(0, 30).Select(i => MathF.Sin(i))], [3], [.. Enumerable.Range(0, 10).Select(i => (long)i % 2)]);
        using SequentialModel here = Stack(1, 3, "tanh", new Orthogonal(), 2, 3, 1), there = Stack(1, 3, "tanh", new Orthogonal(), 2, 3, 1);
        Trainer.Run(here, data, new TrainingOptions { Epochs = 2, Seed = 1 });
        Trainer.Run(there, data, new TrainingOptions { Epochs = 2, Seed = 1, Device = ComputeDevice.Cpu });
        Assert.Equal(State(here), State(there));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_layer_computes_where_it_is(string kind)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var model = new SequentialModel([LayerCases.Make(kind)], LayerCases.InputShape(kind), seed: 3);
        model.to(DeviceType.META);
        torch.Tensor x = ModelInput.Of(model).Fit(torch.ones([5, .. model.InputShape]));
        // A layer without weights is nowhere: it computes where its input is.
        if (model.state_dict().Count == 0) x = x.to(torch.META);
        Assert.Equal(DeviceType.META, x.device_type);
        foreach (bool training in (bool[])[true, false])
        {
            model.train(training);
            if (Try(() => model.call(x)) is not { } y) continue;
            Assert.Equal(DeviceType.META, y.device_type);
            Assert.Equal([5, .. model.OutputShape], y.shape);
        }
        // Drawn in the machine's memory, then copied.
        ModelInitializer.Initialize(model, seed: 3);
        Assert.All(model.parameters().Concat(model.buffers()), tensor => Assert.Equal(DeviceType.META, tensor.device_type));
    }

    [Fact]
    public void Samples_and_labels_are_read_to_where_the_model_is()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using SequentialModel model = Stack(1, 3, "tanh", new Orthogonal(), 2, 3, 1);
        model.to(DeviceType.META);
        var reader = new BatchReader(new Dataset("d", [1, 2, 3, 4, 5, 6], [3], [0, 1]), ModelInput.Of(model));
        Assert.Equal([DeviceType.META, DeviceType.META], new[] { reader.Samples([1, 0]), reader.Labels([1, 0]) }.Select(tensor => tensor.device_type));
    }

    [Fact]
    public void Targets_follow_the_output()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using SequentialModel model = Stack(1, 3, "tanh", new Orthogonal(), 2, 3, 1);
        model.to(DeviceType.META);
        torch.Tensor output = model.call(ModelInput.Of(model).Fit(torch.ones(4, 3)));
        foreach (ProbeLoss loss in Enum.GetValues<ProbeLoss>())
        {
            if (loss == ProbeLoss.BinaryCrossEntropy) continue;
            torch.Tensor target = DatasetTargets.Of(torch.zeros(4, torch.int64), 2, loss);
            torch.Tensor value = ProbeLossFunction.Compute(loss, new ModelOutput(output, null, null), target);
            Assert.Equal(DeviceType.META, value.device_type);
        }
    }

    [Fact]
    public void Optimizers_step_where_the_weights_are()
    {
        foreach (Optimizer optimizer in OptimizerCatalogue.All)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using SequentialModel model = Stack(1, 3, "tanh", new Orthogonal());
            model.to(DeviceType.META);
            using var state = new OptimizerState(optimizer, [.. model.parameters()]);
            using IDisposable noGrad = torch.no_grad();
            state.Step([.. model.parameters().Select(parameter => torch.ones_like(parameter))], 0.1, null);
            Assert.All(model.parameters(), parameter => Assert.Equal(DeviceType.META, parameter.device_type));
        }
    }

    /// <summary>A device's memory is never taken for the machine's: what has to be read is copied, which from this one can't be.</summary>
    [Fact]
    public void No_address_of_a_device_is_read()
    {
        using SequentialModel model = Stack(1, 3, "relu", new Orthogonal(), 2, 3, 1);
        model.to(DeviceType.META);
        using torch.Tensor weight = model.parameters().First().detach();
        Assert.ThrowsAny<ExternalException>(() => Moments.Of(weight));
        Assert.ThrowsAny<ExternalException>(() => SquareSum.Of([weight]));
        Assert.ThrowsAny<ExternalException>(() => TensorStatistics.Measure(weight, TestContext.Current.CancellationToken));
        Assert.ThrowsAny<ExternalException>(() => UnitActivity.DeadFraction(weight, 1));
        Assert.ThrowsAny<ExternalException>(() => ModelSymmetry.Measure(model, TestContext.Current.CancellationToken));
        Errors.Throws("DeviceNotSupported", () => GradientProbe.Run(model), "'sequential'", "meta");
        var data = new Dataset("d", [1, 2, 3, 4, 5, 6], [3], [0, 1]);
        Errors.Throws("DeviceNotSupported", () => Trainer.Run(model, data), "'sequential'", "meta");
        using var folder = new DataFolder();
        Assert.ThrowsAny<ExternalException>(() => ModelFile.Write(model, folder.PathOf("x"), TestContext.Current.CancellationToken));
        Assert.False(File.Exists(folder.PathOf("x")));
    }

    /// <summary>TorchSharp's own conversion lets every parameter take gradients.</summary>
    [Fact]
    public void Frozen_layers_stay_frozen_when_a_model_is_converted_or_moved()
    {
        using var model = new SequentialModel([new ResidualBlock([Dense(3), new BatchNormalizationLayer()], skipInit: true), Dense(2)], [3], seed: 1);
        model.Layers[0].Freeze();
        foreach (Action convert in (Action[])[() => model.to(torch.float64), () => model.to(DeviceType.META), () => model.to(torch.META, torch.float32)])
        {
            convert();
            Assert.Equal(
                ["dense_1.weight", "dense_1.bias"],
                model.named_parameters().Where(entry => entry.parameter.requires_grad).Select(entry => entry.name));
            Assert.All(model.parameters(), parameter => Assert.True(parameter.is_leaf));
        }
    }

    // Some operators of libtorch's lack the meta device; one that met tensors of two devices would say something else.
    private static torch.Tensor? Try(Func<torch.Tensor> run)
    {
        try
        {
            return run();
        }
        catch (ExternalException fault) when (
            fault.Message.Contains("no fake impl or Meta kernel", StringComparison.Ordinal)
            || fault.Message.StartsWith("convolution_overrideable not implemented", StringComparison.Ordinal))
        {
            return null;
        }
    }

    [Fact]
    public void A_libtorch_for_cards_is_loaded_with_its_parts()
    {
        NativePlatform linux = NativePlatform.Of(OSPlatform.Linux, Architecture.X64, "linux-x64");
        using var folder = new NativeFolder();
        byte[] elf = SyntheticElf.Create(["TEST_1"]);
        foreach (string name in linux.Files) folder.Put(name.Replace('*', '1'), elf);
        NativeFiles Find() => NativeFiles.Find(linux, [new(folder.Path, "test")]);
        Assert.False(Find().HasCuda);
        folder.Put("libtorch_cuda.so", elf);
        Assert.False(Find().HasCuda);
        folder.Put("libc10_cuda.so", elf);
        Assert.True(Find().HasCuda);
        Assert.Equal(
            ["libgomp-1.so.1", "libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so", "libLibTorchSharp.so"],
            Find().Paths.Select(Path.GetFileName));
    }
}
