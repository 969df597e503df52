using System.Text.Json;
using CsCheck;
using InitTools.Native;
using TorchSharp;

namespace InitTools.Tests;

/// <summary>What holds for files of any model.</summary>
public sealed class ModelFilePropertyTests : IDisposable
{
    private static readonly torch.ScalarType[] Types = [torch.ScalarType.Float32, torch.ScalarType.Float64, torch.ScalarType.BFloat16];

    private readonly DataFolder _folder = new();

    public ModelFilePropertyTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void Any_model_comes_back() =>
        Gen.Select(Gen.Int[0, 2], Gen.UInt.Array[1, 6], Gen.Long.Nullable(), Gen.Int[0, 2], Gen.String).Sample(
            (rank, codes, seed, type, name) =>
            {
                using DisposeScope scope = torch.NewDisposeScope();
                long[] input = [.. new long[] { 4, 6, 5 }.Skip(2 - rank)];
                using var model = new SequentialModel(codes.Select((code, i) => Make(rank, code, $"{i}")), input, Valid(name), seed);
                foreach ((Layer layer, uint code) in model.AllLayers.Zip(codes.Reverse())) layer.Freeze(code % 3 == 0);
                model.to(Types[type]);
                torch.Tensor x = torch.arange(3 * model.InputShape.Aggregate(1L, (a, b) => a * b), Types[type]).sin().reshape([3, .. input]);
                model.call(x);
                using SequentialModel copy = Copy(model);
                model.RestartNoise(1);
                copy.RestartNoise(1);
                return JsonSerializer.Serialize(model.Describe()) == JsonSerializer.Serialize(copy.Describe())
                    && TestModels.State(model) == TestModels.State(copy)
                    && TensorValues.Bits(model.call(x)).SequenceEqual(TensorValues.Bits(copy.call(x)));
            },
            iter: 60, threads: 1);

    [Fact]
    public void A_broken_architecture_gives_a_model_or_an_error_of_ours()
    {
        using var model = new SequentialModel([new ResidualBlock([Make(0, 3, "a"), Make(0, 7, "b")]), Make(0, 5, "c")], [4]);
        ModelFile.Write(model, _folder.PathOf("whole"), TestContext.Current.CancellationToken);
        using TensorFile whole = TensorFile.Read(_folder.PathOf("whole"), TestContext.Current.CancellationToken);
        string json = whole.Metadata["inittools.model"];
        Gen.Select(Gen.Int[0, json.Length - 1], Gen.OneOf(Gen.Char[' ', '~'], Gen.Char["0123456789\"{}[],:-.e"]).Select(c => $"{c}"), Gen.Bool)
            .Array[1, 2].Sample(
                changes =>
                {
                    string broken = changes.Aggregate(json, (text, change) =>
                        text[..change.Item1] + change.Item2 + text[(change.Item1 + (change.Item3 ? 1 : 0))..]);
                    string path = _folder.PathOf("broken");
                    var texts = new Dictionary<string, string>(whole.Metadata) { ["inittools.model"] = broken };
                    TensorFile.Write(path, whole.Tensors.Select(entry => (entry.Key, entry.Value)), texts, TestContext.Current.CancellationToken);
                    try
                    {
                        ModelFile.Read(path, TestContext.Current.CancellationToken).Dispose();
                    }
                    catch (InitToolsException)
                    {
                    }
                },
                iter: 400, threads: 1);
    }

    public void Dispose() => _folder.Dispose();

    private SequentialModel Copy(SequentialModel model)
    {
        string path = _folder.PathOf("model.safetensors");
        ModelFile.Write(model, path, TestContext.Current.CancellationToken);
        return ModelFile.Read(path, TestContext.Current.CancellationToken);
    }

    // A layer that keeps the rank of its input (0 for a vector, 1 for a sequence, 2 for an image).
    private static Layer Make(int rank, uint code, string number)
    {
        int size = (int)(code >> 8 & 3) + 1;
        string? name = (code >> 12 & 1) == 0 ? null : $"n{number} \u00e9\"";
        long? seed = (code >> 13 & 1) == 0 ? null : code;
        Initializer initializer = (code >> 14 & 3) switch
        {
            0 => new RandomNormal(0.1, 1.0 / 3),
            1 => new VarianceScaling(1.7, FanMode.FanGeoAvg, ScalingDistribution.UntruncatedNormal) { Seed = code },
            2 => new Constant(-0.1),
            _ => new RandomUniform(-1e-3, 2),
        };
        Activation activation = ActivationCatalogue.All[(int)(code >> 16) % ActivationCatalogue.All.Count];
        return (code % 8) switch
        {
            0 => new ActivationLayer(activation, name: name, seed: seed),
            1 => new BatchNormalizationLayer(0.7, 1e-2, size > 1, size > 2, initializer, initializer, name, seed),
            2 => new LayerNormalizationLayer(1e-4, size > 1, size > 2, initializer, initializer, name, seed),
            3 => new DropoutLayer(0.1 * size, name, seed),
            4 => new AlphaDropoutLayer(0.1 * size, name, seed),
            5 => new ResidualBlock([Make(rank, code >> 3 | 7, "0"), Make(rank, (code >> 3) + 1, "1")], activation, 0.3, size > 2, initializer, name, seed),
            _ => Kernel(rank, size, activation, initializer, code, name, seed),
        };
    }

    private static Layer Kernel(int rank, int size, Activation activation, Initializer initializer, uint code, string? name, long? seed) => rank switch
    {
        0 => new DenseLayer(size, null, activation, initializer, initializer, size != 2, name, seed),
        1 => new RecurrentLayer((RecurrentCell)(code >> 20 & 1) + 1, size, null, initializer, useBias: size != 2, returnSequence: true, name: name, seed: seed),
        _ when size == 4 => new PoolingLayer(PoolingKind.Average, [2], [1], WindowPadding.Same, name),
        _ => new ConvolutionLayer(size, [3, 2], null, WindowPadding.Same, null, 1, activation, initializer, initializer, size != 2, name, seed),
    };

    // A lone surrogate isn't text: JSON has no way to write it.
    private static string Valid(string name) => new([.. name.Where(c => !char.IsSurrogate(c))]);
}
