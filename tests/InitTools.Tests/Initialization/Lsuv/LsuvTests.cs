using TorchSharp;
using static InitTools.Tests.TestModels;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>Layer-sequential unit-variance initialization, against variances computed by hand.</summary>
public sealed class LsuvTests
{
    [Theory]
    [InlineData("tanh", 0)]
    [InlineData("sigmoid", 1)]
    [InlineData("relu", 2)]
    public void Each_dense_layer_puts_out_variance_1_and_keeps_an_orthogonal_kernel(string activation, long seed)
    {
        using SequentialModel model = Stack(12, 40, activation, new RandomNormal(0, 0.01), 10, 64);
        IReadOnlyList<LsuvStep> steps = LsuvInitializer.Initialize(model, TrainingNets.Digits, new LsuvOptions { Seed = seed });
        Assert.Equal(Enumerable.Range(1, 13), steps.Select(step => step.Layer));
        Assert.Equal(model.Layers.Select(layer => layer.Name), steps.Select(step => step.Name));

        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor signal = TrainingNets.Digits.GetSamples(0, TrainingNets.Digits.Count).to(torch.float64);
        foreach ((DenseLayer layer, LsuvStep step) in model.Layers.Cast<DenseLayer>().Zip(steps))
        {
            torch.Tensor kernel = layer.GetKernel().to(torch.float64);
            torch.Tensor z = signal.mm(kernel.t()).add(layer.GetBias()!.to(torch.float64));
            Assert.Equal(Variance(z), step.Variance, 1e-4);
            Assert.InRange(step.Variance, 0.99, 1.01);
            double[] gram = TensorValues.Of(kernel.mm(kernel.t()));
            for (int i = 0; i < gram.Length; i++) Assert.Equal(i % (layer.Units + 1) == 0 ? step.Scale * step.Scale : 0, gram[i], 1e-4 * step.Scale * step.Scale);
            Assert.Equal(("Orthogonal", "Orthogonal"), (step.Initializer, layer.KernelInitializer.Name));
            signal = layer.Function.Forward(z);
        }
    }

    [Fact]
    public void Layers_of_every_kind_are_scaled_inside_of_blocks_too()
    {
        using SequentialModel model = Images();
        IReadOnlyList<LsuvStep> steps = LsuvInitializer.Initialize(model, Noise([2, 8, 6], 400), new LsuvOptions { Seed = 3 });
        Assert.Equal(
            ["convolution_1", "residual_1.convolution_1", "residual_1.residual_1.convolution_1", "residual_1.projection", "dense_1"],
            steps.Select(step => step.Name));
        Assert.Equal(["Convolution", "Convolution", "Convolution", "Convolution", "Dense"], steps.Select(step => step.Type));
        using DisposeScope scope = torch.NewDisposeScope();
        foreach ((string name, torch.Tensor sums) in Sums(model, Noise([2, 8, 6], 400).GetSamples(0, 400)))
        {
            LsuvStep step = Assert.Single(steps, step => step.Name == name);
            Assert.Equal(Variance(sums), step.Variance, 1e-3);
            Assert.InRange(step.Variance, 0.99, 1.01);
        }
    }

    [Theory]
    [InlineData(RecurrentCell.SimpleRnn)]
    [InlineData(RecurrentCell.Lstm)]
    [InlineData(RecurrentCell.Gru)]
    public void What_the_gates_of_a_recurrent_layer_take_has_variance_1(RecurrentCell cell)
    {
        Dataset sequences = Noise([12, 3], 200);
        using var model = new SequentialModel([new RecurrentLayer(cell, 20, biasInitializer: new RandomNormal(0, 0.3)), new DenseLayer(4)], [12, 3]);
        IReadOnlyList<LsuvStep> steps = LsuvInitializer.Initialize(model, sequences, new LsuvOptions { Seed = 1, Tolerance = 1e-3, MaximumIterations = 40 });
        Assert.InRange(steps[0].Variance, 0.999, 1.001);
        using DisposeScope scope = torch.NewDisposeScope();
        var layer = (RecurrentLayer)model.Layers[0];
        Assert.Equal(Variance(GateSums(layer, sequences.GetSamples(0, 200).to(torch.float64))), steps[0].Variance, 1e-4);
        // The recurrent kernel stays orthogonal, all gates as one matrix.
        torch.Tensor recurrent = layer.GetRecurrentKernel();
        Assert.True(recurrent.t().mm(recurrent).sub(torch.eye(20)).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void A_TorchSharp_module_is_scaled_where_the_signal_passes()
    {
        using TorchSharp.Modules.Sequential module = Sequential(
            Linear(64, 50), ReLU(inplace: true), BatchNorm1d(50), Dropout(0.5), Linear(50, 50), Tanh(), Linear(50, 10));
        module.eval();
        string running = State(module)[State(module).IndexOf("running", StringComparison.Ordinal)..];
        IReadOnlyList<LsuvStep> steps = LsuvInitializer.Initialize(module, TrainingNets.Digits, new LsuvOptions { Seed = 1 });
        Assert.Equal(["0", "4", "6"], steps.Select(step => step.Name));
        Assert.False(module.training);
        Assert.EndsWith(running, State(module), StringComparison.Ordinal);

        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor input = TrainingNets.Digits.GetSamples(0, TrainingNets.Digits.Count);
        module.train();
        ((TorchSharp.Modules.Dropout)module.children().ElementAt(3)).eval();
        torch.Tensor signal = input;
        int row = 0;
        foreach (Module<torch.Tensor, torch.Tensor> part in module.children().Cast<Module<torch.Tensor, torch.Tensor>>())
        {
            signal = part.forward(signal);
            if (part is TorchSharp.Modules.Linear) Assert.Equal(Variance(signal), steps[row++].Variance, 1e-4);
        }
        Assert.All(steps, step => Assert.InRange(step.Variance, 0.99, 1.01));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.99)]
    public void A_module_runs_once_and_again_after_each_scaling(double tolerance)
    {
        using CountedNet first = new(64, 50), second = new(50, 10);
        using TorchSharp.Modules.Sequential module = Sequential(first, Tanh(), second);
        IReadOnlyList<LsuvStep> steps = LsuvInitializer.Initialize(
            module, TrainingNets.Digits, new LsuvOptions { Seed = 1, Tolerance = tolerance, KernelInitializer = new RandomNormal(0, 0.1) });
        Assert.Equal(tolerance < 0.5 ? 2 : 0, steps.Sum(step => step.Iteration));
        Assert.Equal(steps.Select(step => 1 + step.Iteration), new[] { first.Passes, second.Passes });
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor signal = TrainingNets.Digits.GetSamples(0, TrainingNets.Digits.Count);
        Assert.Equal(Variance(first.forward(signal)), steps[0].Variance, 1e-4);
        Assert.Equal(Variance(module.call(signal)), steps[1].Variance, 1e-4);
    }

    [Fact]
    public void Without_biases_one_scaling_is_enough_and_what_is_right_stays()
    {
        using SequentialModel model = Stack(3, 30, "relu", new VarianceScaling(), null, 64);
        IReadOnlyList<LsuvStep> steps = LsuvInitializer.Initialize(model, TrainingNets.Digits, new LsuvOptions { Seed = 1, Tolerance = 1e-3 });
        Assert.All(steps, step => Assert.Equal(1, step.Iteration));
        Assert.All(steps, step => Assert.Equal(1 / Math.Sqrt(step.VarianceBefore), step.Scale, 1e-6));

        steps = LsuvInitializer.Initialize(
            model, TrainingNets.Digits, new LsuvOptions { Seed = 1, Tolerance = 0.99, KernelInitializer = new VarianceScaling() });
        Assert.All(steps, step => Assert.Equal((0, 1.0), (step.Iteration, step.Scale)));
        Assert.All(steps, step => Assert.Equal(step.VarianceBefore, step.Variance));
        Assert.Equal("LecunNormal", steps[0].Initializer);
    }

    [Fact]
    public void Equal_seeds_give_equal_weights_and_rows_and_the_batch_is_a_choice()
    {
        (string State, string Rows) Run(int batchSize)
        {
            using SequentialModel model = Stack(3, 20, "tanh", new VarianceScaling(), 10, 64);
            IReadOnlyList<LsuvStep> steps = LsuvInitializer.Initialize(
                model, TrainingNets.Digits, new LsuvOptions { Seed = 5, BatchSize = batchSize, ByActivation = true, Tolerance = 1e-4 });
            return (State(model), string.Join('\n', steps));
        }
        Assert.Equal(Run(100), Run(100));
        Assert.NotEqual(Run(100), Run(200));
    }

    /// <summary>A kernel in a module of one's own.</summary>
    private sealed class CountedNet : Module<torch.Tensor, torch.Tensor>
    {
        private readonly TorchSharp.Modules.Parameter _weight;

        public CountedNet(long inputs, long outputs)
            : base(nameof(CountedNet))
        {
            _weight = new TorchSharp.Modules.Parameter(torch.zeros(outputs, inputs));
            register_parameter("weight", _weight);
        }

        public int Passes { get; private set; }

        public override torch.Tensor forward(torch.Tensor input)
        {
            Passes++;
            return functional.linear(input, _weight);
        }
    }

    private static SequentialModel Images() => new(
        [
            new ConvolutionLayer(6, [3], activation: LayerCases.Named("relu")),
            new ResidualBlock(
                [
                    new ConvolutionLayer(8, [3], [2], WindowPadding.Same, biasInitializer: new RandomNormal(0, 0.2)),
                    new BatchNormalizationLayer(), new DropoutLayer(0.5),
                    new ResidualBlock([new ConvolutionLayer(8, [3], padding: WindowPadding.Same)], LayerCases.Named("tanh")),
                ],
                LayerCases.Named("relu")),
            new FlattenLayer(), new DenseLayer(5),
        ],
        [2, 8, 6]);

    /// <summary>What each kernel puts out, in a forward pass that is written out here.</summary>
    private static IEnumerable<(string Name, torch.Tensor Sums)> Sums(SequentialModel model, torch.Tensor input)
    {
        model.train();
        foreach (DropoutLayer dropout in ((ResidualBlock)model.Layers[1]).Body.OfType<DropoutLayer>()) dropout.eval();
        torch.Tensor z = ((KernelLayer)model.Layers[0]).Run(input).PreActivation;
        yield return ("convolution_1", z);
        torch.Tensor x = z.relu();
        var block = (ResidualBlock)model.Layers[1];
        torch.Tensor inside = ((KernelLayer)block.Body[0]).Run(x).PreActivation;
        yield return ("residual_1.convolution_1", inside);
        inside = block.Body[1].call(inside);
        torch.Tensor innermost = ((KernelLayer)((ResidualBlock)block.Body[3]).Body[0]).Run(inside).PreActivation;
        yield return ("residual_1.residual_1.convolution_1", innermost);
        torch.Tensor skip = block.Projection!.Run(x).PreActivation;
        yield return ("residual_1.projection", skip);
        torch.Tensor behind = skip.add(inside.add(innermost).tanh()).relu();
        yield return ("dense_1", ((KernelLayer)model.Layers[3]).Run(behind.flatten(1)).PreActivation);
    }

    /// <summary>W x + U h + b for all gates and steps, in float64, by the formulas of the cells.</summary>
    private static torch.Tensor GateSums(RecurrentLayer layer, torch.Tensor x)
    {
        torch.Tensor w = layer.GetKernel().to(torch.float64), u = layer.GetRecurrentKernel().to(torch.float64);
        torch.Tensor b = layer.GetBias()!.to(torch.float64);
        torch.Tensor d = (layer.get_parameter("recurrent_bias")?.detach() ?? torch.zeros_like(b)).to(torch.float64);
        torch.Tensor h = torch.zeros(x.shape[0], layer.Units, torch.float64), c = h;
        var all = new List<torch.Tensor>();
        for (long t = 0; t < x.shape[1]; t++)
        {
            torch.Tensor[] a = x.select(1, t).mm(w.t()).add(b).chunk(layer.Cell == RecurrentCell.SimpleRnn ? 1 : layer.Cell == RecurrentCell.Lstm ? 4 : 3, 1);
            torch.Tensor[] r = h.mm(u.t()).add(d).chunk(a.Length, 1);
            if (layer.Cell == RecurrentCell.Gru)
            {
                torch.Tensor candidate = a[2].add(a[0].add(r[0]).sigmoid().mul(r[2]));
                torch.Tensor update = a[1].add(r[1]);
                all.AddRange([a[0].add(r[0]), update, candidate]);
                h = update.sigmoid().mul(h).add(update.sigmoid().neg().add(1).mul(candidate.tanh()));
                continue;
            }
            torch.Tensor[] z = [.. a.Zip(r, (one, other) => one.add(other))];
            all.AddRange(z);
            if (layer.Cell == RecurrentCell.Lstm) c = z[1].sigmoid().mul(c).add(z[0].sigmoid().mul(z[2].tanh()));
            h = layer.Cell == RecurrentCell.Lstm ? z[3].sigmoid().mul(c.tanh()) : z[0].tanh();
        }
        return torch.cat(all, 1);
    }

    internal static Dataset Noise(long[] shape, int count)
    {
        using torch.Tensor values = new RandomNormal(0, 1) { Seed = 9 }.CreateTensor(new TensorShape([count, .. shape]));
        return new Dataset("noise", values.data<float>().ToArray(), shape);
    }

    private static double Variance(torch.Tensor values)
    {
        double[] all = TensorValues.Of(values);
        double mean = all.Average();
        return all.Average(value => (value - mean) * (value - mean));
    }
}
