using InitTools.Native;
using TorchSharp;

namespace InitTools.Tests;

/// <summary>What files of models leave behind in memory.</summary>
[Collection(AloneInProcess.Name)]
public sealed class ModelFileMemoryTests : IDisposable
{
    private readonly DataFolder _folder = new();

    [Fact]
    public void Writing_reading_and_refusing_leave_no_tensor_behind()
    {
        TorchLibrary.EnsureLoaded();
        using TorchSharp.Modules.Linear other = torch.nn.Linear(2, 2);
        Run();
        Assert.Equal(0, LiveTensors.LeftBy(() => { for (int i = 0; i < 3; i++) Run(); }));

        void Run()
        {
            string path = _folder.PathOf("model.safetensors");
            using var model = new SequentialModel(
                [new ResidualBlock([new DenseLayer(3), new BatchNormalizationLayer()]), new ActivationLayer(LayerCases.Named("prelu"))], [4], seed: 1);
            ModelFile.Write(model, path, TestContext.Current.CancellationToken);
            using SequentialModel copy = ModelFile.Read(path, TestContext.Current.CancellationToken);
            ModelFile.Load(copy, path, TestContext.Current.CancellationToken);
            Errors.Throws("MissingTensor", () => ModelFile.Load(other, path));
        }
    }

    public void Dispose() => _folder.Dispose();
}
