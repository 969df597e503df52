using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

/// <summary>Models that are written and read again.</summary>
public sealed class ModelFileTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public ModelFileTests() => TorchLibrary.EnsureLoaded();

    public static TheoryData<string> Kinds => [.. LayerCases.Names];

    /// <summary>
    /// After two passes in training, so that running averages and masks have moved on, the copy gives the same outputs in training and out of it.
    /// </summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_layer_comes_back_to_the_bit(string kind)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var model = new SequentialModel([LayerCases.Make(kind)], LayerCases.InputShape(kind), "a net", 3);
        torch.Tensor x = torch.arange(5 * model.InputShape.Aggregate(1L, (a, b) => a * b), torch.float32).sin().reshape([5, .. model.InputShape]);
        model.call(x);
        model.call(x.neg());
        using SequentialModel copy = Copy(model);
        Assert.Equal(JsonSerializer.Serialize(model.Describe()), JsonSerializer.Serialize(copy.Describe()));
        Assert.Equal(State(model), State(copy));
        Assert.Equal(model.Layers[0].GetKernelParameters().Select(entry => entry.Name), copy.Layers[0].GetKernelParameters().Select(entry => entry.Name));
        foreach (bool training in (bool[])[true, false, true])
        {
            model.train(training);
            copy.train(training);
            Assert.Equal(TensorValues.Bits(model.call(x)), TensorValues.Bits(copy.call(x)));
        }
        Assert.Equal(State(model), State(copy));
    }

    [Theory]
    [InlineData(torch.ScalarType.Float16)]
    [InlineData(torch.ScalarType.BFloat16)]
    [InlineData(torch.ScalarType.Float32)]
    [InlineData(torch.ScalarType.Float64)]
    public void Every_element_type_comes_back(torch.ScalarType type)
    {
        using var model = new SequentialModel(
            [new ResidualBlock([Dense(3, "tanh"), new BatchNormalizationLayer()]), new ActivationLayer(LayerCases.Named("prelu"))], [5], seed: 2);
        model.to(type);
        model.eval();
        using SequentialModel copy = Copy(model);
        Assert.Equal(State(model), State(copy));
        Assert.All(copy.state_dict().Values, values => Assert.Equal(type, values.dtype));
        Assert.False(copy.training);
        using torch.Tensor x = torch.ones([2, 5], type), one = model.call(x), other = copy.call(x);
        Assert.Equal(TensorValues.Bits(one), TensorValues.Bits(other));
    }

    [Fact]
    public void What_is_frozen_stays_frozen_inside_of_blocks_too()
    {
        using var model = new SequentialModel([new ResidualBlock([Dense(3), Dense(2, name: "b")], skipInit: true), Dense(2)], [4], seed: 2);
        var block = (ResidualBlock)model.Layers[0];
        block.Freeze();
        block.Body[1].Freeze(false);
        block.Projection!.Freeze(false);
        using SequentialModel copy = Copy(model);
        Assert.Equal(Trained(model), Trained(copy));
        Assert.Equal(["residual_1.b.weight", "residual_1.b.bias", "residual_1.projection.weight", "dense_1.weight", "dense_1.bias"], Trained(copy));
        Assert.Equal([true, true, false, false, false], copy.AllLayers.Select(layer => layer.Frozen));
        using SequentialModel again = Copy(copy);
        Assert.Equal(Trained(model), Trained(again));
    }

    [Fact]
    public void A_copy_goes_on_as_the_model_does()
    {
        using var model = new SequentialModel([Dense(6, "relu"), new DropoutLayer(0.3), Dense(2)], [4], seed: 2);
        using SequentialModel copy = Copy(model);
        var data = new Dataset("d", [.. Enumerable.Range(0, 40).Select(i => MathF.Sin(i))], [4], [.. Enumerable.Range(0, 10).Select(i => (long)i % 2)]);
        var options = new TrainingOptions { Epochs = 2, Seed = 5 };
        Trainer.Run(model, data, options);
        Trainer.Run(copy, data, options);
        Assert.Equal(State(model), State(copy));
        ModelInitializer.Initialize(model, seed: 9);
        ModelInitializer.Initialize(copy, seed: 9);
        Assert.Equal(State(model), State(copy));
    }

    [Fact]
    public void Nothing_is_drawn_for_weights_that_are_read()
    {
        using torch.Tensor values = torch.full([3, 2], 7);
        var source = new ParameterSource("layer", 1, null, null, null) { Blank = true };
        source.Fill(values, new ParameterPlan("weight", new TensorShape([3, 2]), new Orthogonal()));
        source.Of(Dense(2), []).Fill(values, new ParameterPlan("weight", new TensorShape([3, 2]), new Ones()));
        Assert.All(TensorValues.Of(values), value => Assert.Equal(7, value));
    }

    [Fact]
    public void The_state_of_any_module_goes_into_another_of_the_same_make()
    {
        using torch.nn.Module<torch.Tensor, torch.Tensor> module = Net(), other = Net();
        using torch.Tensor x = torch.arange(8, torch.float32).reshape(4, 2), y = module.call(x);
        string path = Write(module);
        Assert.NotEqual(State(module), State(other));
        ModelFile.Load(other, path, TestContext.Current.CancellationToken);
        Assert.Equal(State(module), State(other));
        Assert.Contains("1.num_batches_tracked", module.state_dict().Keys);
        Assert.All(other.parameters(), parameter => Assert.True(parameter.requires_grad));

        static torch.nn.Module<torch.Tensor, torch.Tensor> Net() =>
            torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3), torch.nn.ReLU(), torch.nn.Linear(3, 1));
    }

    [Fact]
    public void A_model_s_tensors_go_into_one_that_is_there_and_keeps_its_type()
    {
        using SequentialModel model = Stack(2, 3, "tanh", new Orthogonal(), 2, 3, 1), other = Stack(2, 3, "tanh", new Zeros(), 2, 3);
        other.to(torch.float64);
        other.Layers[0].Freeze();
        ModelFile.Load(other, Write(model), TestContext.Current.CancellationToken);
        Assert.All(model.state_dict().Zip(other.state_dict()), pair =>
        {
            Assert.Equal(torch.ScalarType.Float64, pair.Second.Value.dtype);
            Assert.Equal(TensorValues.Of(pair.First.Value), TensorValues.Of(pair.Second.Value));
        });
        Assert.False(other.Layers[0].get_parameter("weight")!.requires_grad);
    }

    /// <summary>The bytes that Hugging Face's library writes for a linear layer: larger types first, then by name, padded to eight.</summary>
    [Fact]
    public void A_file_of_another_program_is_loaded()
    {
        string path = Craft(
            """{"__metadata__":{"format":"pt"},"bias":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"weight":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]}}""",
            [.. new float[] { 1, 2, 3, 4 }.SelectMany(BitConverter.GetBytes)]);
        using TorchSharp.Modules.Linear linear = torch.nn.Linear(1, 2);
        ModelFile.Load(linear, path, TestContext.Current.CancellationToken);
        Assert.Equal([3, 4], TensorValues.Of(linear.weight!));
        Assert.Equal([1, 2], TensorValues.Of(linear.bias!));
        Errors.Throws("ArchitectureMissing", () => ModelFile.Read(path), $"Import-Model '{path}' -Model $model");
    }

    [Fact]
    public void Tensors_that_are_not_the_model_s_change_nothing()
    {
        using SequentialModel model = Stack(1, 3, "tanh", new Orthogonal(), 2, 3, 1);
        string state = State(model);
        Refuse("MissingTensor", Stack(0, 3, "tanh", new Zeros(), 3, 3), "lacks 'dense_2.weight', 'dense_2.bias'.");
        Refuse("UnexpectedTensor", Stack(4, 3, "tanh", new Zeros(), 2, 3), "has besides 'dense_3.weight', 'dense_3.bias', 'dense_4.weight' and 3 more.");
        Refuse("MissingTensor", torch.nn.Linear(3, 3), "lacks 'dense_1.weight'", "and it has besides 'weight', 'bias'.");
        Refuse("TensorMismatch", Stack(1, 4, "tanh", new Zeros(), 2, 3), "'dense_1.weight'", "has the shape 4x3; it must be 3x3");
        SequentialModel wide = Stack(1, 3, "tanh", new Zeros(), 2, 3);
        wide.to(torch.float64);
        Refuse("TensorMismatch", wide, "is of type Float64, which the model's Float32 can't hold");

        void Refuse(string id, torch.nn.Module stored, params string[] mentioned)
        {
            string path = Write(stored);
            stored.Dispose();
            Errors.Throws(id, () => ModelFile.Load(model, path), [.. mentioned, "'sequential'", path]);
            Assert.Equal(state, State(model));
        }
    }

    [Theory]
    [InlineData("\"Dense\"", "\"Dance\"", "UnknownLayerType", "'Dance'")]
    [InlineData("\"Units\":2", "\"Units\":-2", "InvalidUnits", "-2")]
    [InlineData("\"Units\":2", "\"Units\":[2]", "InvalidLayerDescription", "Units")]
    [InlineData("\"Units\":2", "\"Units\":3", "TensorMismatch", "'dense_1.weight'")]
    [InlineData("\"InputShape\":[3]", "\"InputShape\":[0]", "InvalidInputShape", "InputShape is 0")]
    [InlineData("\"Layers\":[", "\"Players\":[", "InvalidLayerDescription", "Layers")]
    [InlineData("\"Training\":true", "\"Training\":7", "InvalidModelFile", "architecture")]
    [InlineData("\"Noise\":[]", "\"Noise\":[{}]", "InvalidModelFile", "random numbers")]
    [InlineData("{\"Name\"", "[{\"Name\"", "InvalidModelFile", "architecture")]
    [InlineData("{\"Name\"", "{\"Name", "InvalidModelFile", "architecture")]
    public void An_architecture_that_is_none_is_refused(string old, string other, string id, string mentioned)
    {
        using SequentialModel model = Stack(0, 3, "tanh", new Zeros(), 2, 3);
        Dictionary<string, string> texts = Texts(model);
        Assert.Contains(old, texts["inittools.model"], StringComparison.Ordinal);
        texts["inittools.model"] = texts["inittools.model"].Replace(old, other, StringComparison.Ordinal);
        string path = Write(model, texts);
        InitToolsException fault = Errors.Throws(id, () => ModelFile.Read(path), mentioned, $"'{path}'");
        Assert.NotEqual(FaultKind.InvalidArgument, fault.Kind);
    }

    [Theory]
    [InlineData("2", "NewerFormatVersion", "version 2")]
    [InlineData("2147483647", "NewerFormatVersion", "up to 1")]
    [InlineData("new", "InvalidModelFile", "'new'")]
    public void A_newer_version_is_not_guessed_at(string version, string id, string mentioned)
    {
        using SequentialModel model = Stack(0, 3, "tanh", new Zeros(), 2, 3);
        Dictionary<string, string> texts = Texts(model);
        texts["inittools.version"] = version;
        Errors.Throws(id, () => ModelFile.Read(Write(model, texts)), mentioned);
    }

    [Fact]
    public void Weights_are_numbers_with_a_point()
    {
        using SequentialModel model = Stack(0, 3, "tanh", new Zeros(), 2, 3);
        string path = _folder.PathOf("whole.safetensors");
        using torch.Tensor weight = torch.zeros([2, 3], torch.int32), bias = torch.zeros(2);
        TensorFile.Write(path, [("dense_1.weight", weight), ("dense_1.bias", bias)], Texts(model), TestContext.Current.CancellationToken);
        Errors.Throws("TensorMismatch", () => ModelFile.Read(path), "Int32", "floating-point");
    }

    [Fact]
    public void What_cannot_be_written_says_so_and_leaves_the_old_file()
    {
        SequentialModel gone = Stack(1, 3, "tanh", new Zeros());
        string path = Write(gone);
        byte[] before = File.ReadAllBytes(path);
        gone.Dispose();
        Errors.Throws("DisposedModel", () => ModelFile.Write(gone, path), "disposed");
        using TorchSharp.Modules.Tanh tanh = torch.nn.Tanh();
        Errors.Throws("NothingToExport", () => ModelFile.Write(tanh, path), "'Tanh'");
        using SequentialModel model = Stack(1, 3, "tanh", new Zeros());
        Assert.Throws<OperationCanceledException>(() => ModelFile.Write(model, path, new CancellationToken(true)));
        Assert.Throws<OperationCanceledException>(() => ModelFile.Load(model, path, new CancellationToken(true)));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_file_that_is_cut_off_is_refused()
    {
        using SequentialModel model = Stack(1, 3, "tanh", new Orthogonal(), seed: 1);
        byte[] whole = File.ReadAllBytes(Write(model));
        string state = State(model);
        for (int length = 0; length < whole.Length; length += 7)
        {
            string path = _folder.Write("cut.safetensors", whole[..length]);
            Errors.Throws("InvalidTensorFile", () => ModelFile.Read(path), path);
            Errors.Throws("InvalidTensorFile", () => ModelFile.Load(model, path), path);
        }
        Assert.Equal(state, State(model));
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Trained(SequentialModel model) =>
        model.named_parameters().Where(entry => entry.parameter.requires_grad).Select(entry => entry.name);

    private SequentialModel Copy(SequentialModel model) => ModelFile.Read(Write(model), TestContext.Current.CancellationToken);

    private string Write(torch.nn.Module model)
    {
        string path = _folder.PathOf("model.safetensors");
        ModelFile.Write(model, path, TestContext.Current.CancellationToken);
        return path;
    }

    private string Write(SequentialModel model, Dictionary<string, string> texts)
    {
        string path = _folder.PathOf("changed.safetensors");
        TensorFile.Write(path, model.state_dict().Select(entry => (entry.Key, entry.Value)), texts, TestContext.Current.CancellationToken);
        return path;
    }

    private Dictionary<string, string> Texts(SequentialModel model)
    {
        using TensorFile file = TensorFile.Read(Write(model), TestContext.Current.CancellationToken);
        return new Dictionary<string, string>(file.Metadata);
    }

    private string Craft(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header.PadRight((header.Length + 7) / 8 * 8));
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return _folder.Write("crafted.safetensors", [.. length, .. text, .. data]);
    }
}
