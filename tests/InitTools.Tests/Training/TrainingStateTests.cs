using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static InitTools.Tests.TrainingNets;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>Training and predicting leave no tensor behind, nor change libtorch's generator, and repeat with it.</summary>
[Collection(AloneInProcess.Name)]
public sealed class TrainingStateTests
{
    public TrainingStateTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void Nothing_is_left_behind()
    {
        using Module<torch.Tensor, torch.Tensor> module = Sequential(Linear(2, 8), BatchNorm1d(8), Dropout(), Linear(8, 1), Sigmoid());
        using SequentialModel model = Small();
        void Live()
        {
            foreach (Optimizer optimizer in OptimizerCatalogue.All)
            {
                foreach (Module<torch.Tensor, torch.Tensor> net in (Module<torch.Tensor, torch.Tensor>[])[module, model])
                {
                    Train(net, Quadrants(20), new TrainingOptions
                    {
                        Epochs = 2, BatchSize = 6, Optimizer = optimizer, ValidationFraction = 0.2, EarlyStoppingPatience = 1, ProbeEvery = 2,
                        GradientClipNorm = 0.1, L1 = 0.1, L2 = 0.1, MaxNorm = 1, Seed = 1,
                    });
                    Predictor.Run(net, Quadrants(20));
                }
            }
            Predictor.Run(module, Quadrants(20), new PredictionOptions { MonteCarlo = 3, Seed = 1 });
            Train(model, Quadrants(), new TrainingOptions { Optimizer = new SgdOptimizer { LearningRate = 1e30 }, Seed = 1 });
            Assert.Throws<OperationCanceledException>(() =>
                Train(model, Quadrants(), new TrainingOptions { CancellationToken = new CancellationToken(true) }));
            Errors.Throws("InputShapeMismatch", () => Trainer.Run(model, Digits));
        }
        Live();
        Assert.Equal(0, LiveTensors.LeftBy(() => { for (int i = 0; i < 5; i++) Live(); }));
    }

    [Fact]
    public void Generators_of_libtorch_go_on_as_if_nothing_had_happened()
    {
        using Module<torch.Tensor, torch.Tensor> module = Sequential(Linear(2, 8), Dropout(), Linear(8, 2));
        torch.random.manual_seed(3).Dispose();
        using torch.Tensor expected = torch.rand(4);
        torch.random.manual_seed(3).Dispose();
        Train(module, Quadrants(20), new TrainingOptions { Epochs = 1, Seed = 1 });
        using torch.Tensor actual = torch.rand(4);
        Assert.Equal(TensorValues.Of(expected), TensorValues.Of(actual));
    }

    [Fact]
    public void Equal_seeds_give_equal_histories_and_weights_to_the_bit()
    {
        (string History, string State) Run(long seed, int? probeEvery)
        {
            using Module<torch.Tensor, torch.Tensor> model = Sequential(Linear(2, 8), Dropout(0.3), Tanh(), Linear(8, 2));
            ModelInitializer.Initialize(model, seed: 5);
            Diary diary = Train(
                model, Quadrants(),
                new TrainingOptions { Epochs = 3, BatchSize = 8, Seed = seed, ValidationFraction = 0.2, ProbeEvery = probeEvery });
            return (diary.History, State(model));
        }
        (string History, string State) first = Run(7, 4);
        Assert.Equal(first, Run(7, 4));
        Assert.Equal(first.State, Run(7, null).State);
        Assert.NotEqual(first.State, Run(8, 4).State);
    }
}
