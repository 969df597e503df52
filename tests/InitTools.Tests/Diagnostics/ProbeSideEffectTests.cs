using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>A probe changes nothing and keeps nothing.</summary>
[Collection(AloneInProcess.Name)]
public sealed class ProbeSideEffectTests
{
    public ProbeSideEffectTests() => TorchLibrary.EnsureLoaded();

    public static TheoryData<string> Kinds => ["sequential", "module", "convolution", "functional"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_model_stays_as_it_was(string kind)
    {
        (Module<torch.Tensor, torch.Tensor> model, torch.Tensor input) = Make(kind);
        using (model)
        using (input)
        {
            using (DisposeScope scope = torch.NewDisposeScope())
            {
                foreach (TorchSharp.Modules.Parameter parameter in model.parameters()) parameter.grad = torch.full_like(parameter, 0.25);
                scope.Detach(model.parameters().Select(parameter => parameter.grad!));
            }
            foreach (bool training in (bool[])[true, false])
            {
                model.train(training);
                string before = State(model);
                using (torch.no_grad())
                {
                    GradientProbe.Run(model, ProbeSource.From(input, null), new ProbeOptions { Repeat = 2 });
                    Assert.False(torch.is_grad_enabled());
                }
                GradientProbe.Run(model, ProbeSource.From(input, null));
                Assert.True(torch.is_grad_enabled());
                Assert.Equal(before, State(model));
                Assert.All(model.modules(), module => Assert.Equal(training, module.training));
                Assert.All(model.parameters(), parameter =>
                {
                    using torch.Tensor gradient = parameter.grad!;
                    Assert.All(TensorValues.Of(gradient), value => Assert.Equal(0.25, value));
                    Assert.True(parameter.requires_grad);
                });
            }
            Assert.False(input.requires_grad);
        }
    }

    [Fact]
    public void After_an_error_the_model_is_as_it_was_too()
    {
        using var model = Sequential(Linear(6, 4), BatchNorm1d(4), Linear(5, 3));
        using torch.Tensor input = torch.ones(8, 6);
        string before = State(model);
        Errors.Throws("ForwardFailed", () => GradientProbe.Run(model, ProbeSource.From(input, null)));
        Assert.Equal(before, State(model));
        Assert.True(torch.is_grad_enabled());
        using torch.Tensor output = ((TorchSharp.Modules.Linear)model[0]).call(input); // no hook of the probe is left
        Assert.Equal([8, 4], output.shape);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_thousand_probes_leave_nothing_behind(string kind)
    {
        (Module<torch.Tensor, torch.Tensor> model, torch.Tensor input) = Make(kind);
        using (model)
        using (input)
        {
            void Probe(int count)
            {
                for (int i = 0; i < count; i++)
                    GradientProbe.Run(model, ProbeSource.From(input, null), new ProbeOptions { Seed = i });
            }
            Probe(1500); // until the runtime has compiled what it will and its memory has settled
            const long Allowed = 12 << 20; // 12 kB a probe
            Assert.Equal(0, LiveTensors.LeftBy(() =>
                Assert.InRange(ResidentMemory.GrowthBy(Allowed, ResidentMemory.Bytes, () => Probe(1000)), long.MinValue, Allowed)));
        }
    }

    [Fact]
    public void A_probe_that_fails_leaves_nothing_behind()
    {
        using SequentialModel model = Stack(2, 6, "relu", new VarianceScaling(2), 3);
        using torch.Tensor wrong = torch.zeros(4, 5);
        void Probe() => Errors.Throws("InputShapeMismatch", () => GradientProbe.Run(model, ProbeSource.From(wrong, null)));
        Probe();
        Assert.Equal(0, LiveTensors.LeftBy(() => { for (int i = 0; i < 100; i++) Probe(); }));
    }

    [Fact]
    public void Models_that_are_made_drawn_and_disposed_leave_nothing_behind()
    {
        void Live()
        {
            using SequentialModel model = Stack(3, 10, "relu", new Orthogonal(), 4, seed: 1);
            ModelInitializer.Initialize(model, byActivation: true, seed: 2);
            using torch.Tensor kernel = ((DenseLayer)model.Layers[0]).GetKernel();
            foreach (string name in InitializerCatalogue.Names)
            {
                Initializer law = InitializerCatalogue.Find(name, "Name");
                using torch.Tensor tensor = law.CreateTensor(new TensorShape(law is Dirac or DeltaOrthogonal ? [4, 4, 3] : [4, 4]));
            }
        }
        Live();
        Assert.Equal(0, LiveTensors.LeftBy(() => { for (int i = 0; i < 20; i++) Live(); }));
    }

    private static (Module<torch.Tensor, torch.Tensor> Model, torch.Tensor Input) Make(string kind) => kind switch
    {
        "sequential" => (Stack(3, 8, "tanh", new VarianceScaling(), 4, 6, 1), torch.ones(16, 6)),
        "module" => (
            Sequential(Linear(6, 8), BatchNorm1d(8), ReLU(inplace: true), Linear(8, 8), Sigmoid(), Dropout(), Linear(8, 4), Softmax(1)),
            torch.ones(16, 6)),
        "convolution" => (Sequential(Conv2d(1, 3, 3), BatchNorm2d(3), Tanh(), Flatten(), Linear(48, 4)), torch.ones(4, 1, 6, 6)),
        _ => (new FunctionalNet(6, 8, 4), torch.ones(16, 6)),
    };
}
