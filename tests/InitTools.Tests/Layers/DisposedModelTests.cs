using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

public sealed class DisposedModelTests
{
    public static TheoryData<string> Kinds => ["sequential", "layer of sequential", "TorchSharp sequential", "Linear", "custom", "BatchNorm first"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_operation_says_so(string kind)
    {
        Module<torch.Tensor, torch.Tensor> model = Dispose(kind);
        Errors.Throws("DisposedModel", () => GradientProbe.Run(model), "disposed");
        Errors.Throws("DisposedModel", () => ModelSummary.Of(model), "disposed");
        Errors.Throws("DisposedModel", () => ModelInitializer.Initialize(model, new Zeros()), "disposed");
    }

    [Fact]
    public void Its_layers_have_no_weights_to_read()
    {
        SequentialModel model = new([Dense(4, name: "first")], [4]);
        model.Dispose();
        model.Dispose();
        Assert.True(model.IsDisposed);
        Errors.Throws("DisposedModel", () => ((DenseLayer)model.Layers[0]).GetKernel(), "'first'", "disposed");
        Errors.Throws("DisposedModel", () => ((DenseLayer)model.Layers[0]).GetBias(), "'first'", "disposed");
    }

    private static Module<torch.Tensor, torch.Tensor> Dispose(string kind)
    {
        TorchLibrary.EnsureLoaded();
        Module<torch.Tensor, torch.Tensor> model = kind switch
        {
            "TorchSharp sequential" => Sequential(Linear(4, 3), ReLU(), Linear(3, 2)),
            "Linear" => Linear(4, 3),
            "custom" => new FunctionalNet(4, 3, 2),
            "BatchNorm first" => Sequential(BatchNorm1d(4), Linear(4, 2)),
            _ => new SequentialModel([Dense(4), Dense(2)], [4]),
        };
        if (kind == "layer of sequential") ((SequentialModel)model).Layers[1].Dispose();
        else model.Dispose();
        return model;
    }
}
