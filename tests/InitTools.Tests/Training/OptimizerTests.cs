using InitTools.Native;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>Each optimizer against its formula, worked out here number by number, on a quadratic in double precision.</summary>
public sealed class OptimizerTests
{
    private const int Steps = 30;

    private static readonly double[] Start = [1.0, -2.0, 0.5];
    private static readonly double[] Curvature = [1.0, 10.0, 0.1];

    public OptimizerTests() => TorchLibrary.EnsureLoaded();

    /// <summary>One step of one weight: weight, gradient, learning rate, number of the step from 1, and the state between steps.</summary>
    internal delegate double Rule(double w, double g, double eta, int t, double[] state);

    private static Dictionary<string, Rule> Rules { get; } = new()
    {
        ["SGD"] = (w, g, eta, _, _) => w - (eta * g),
        ["Momentum"] = (w, g, eta, _, s) => w - (eta * (s[0] = (0.9 * s[0]) + g)),
        ["Nesterov"] = (w, g, eta, _, s) => w - (eta * (g + (0.9 * (s[0] = (0.9 * s[0]) + g)))),
        ["AdaGrad"] = (w, g, eta, t, s) => w - (eta * g / (Math.Sqrt(s[0] = (t == 1 ? 0.1 : s[0]) + (g * g)) + 1e-7)),
        ["RMSprop"] = (w, g, eta, _, s) => w - (eta * g / (Math.Sqrt(s[0] = (0.9 * s[0]) + (0.1 * g * g)) + 1e-7)),
        ["Adam"] = (w, g, eta, t, s) => Adam(w, g, eta, t, s),
        ["AdamW"] = (w, g, eta, t, s) => Adam(w, g, eta, t, s),
        ["NAdam"] = (w, g, eta, t, s) => NAdam(w, g, eta, t, s),
    };

    public static TheoryData<string> Names => [.. OptimizerCatalogue.All.Select(optimizer => optimizer.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_follow_the_formula(string name)
    {
        Optimizer optimizer = OptimizerCatalogue.Find(name, "Optimizer") with { WeightDecay = 0 };
        AssertSame(Rules[name], Run(optimizer, step => 0.05 / (1 + step)), step => 0.05 / (1 + step), 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weight_decay_is_decoupled(string name)
    {
        Optimizer optimizer = OptimizerCatalogue.Find(name, "Optimizer") with { WeightDecay = 0.3 };
        AssertSame(Rules[name], Run(optimizer, _ => 0.05), _ => 0.05, 0.3);
    }

    [Fact]
    public void RMSprop_has_momentum()
    {
        Optimizer optimizer = OptimizerCatalogue.Find("rms_prop", "Optimizer", new OptimizerArguments { Momentum = 0.8, Rho = 0.95, Epsilon = 1e-5 });
        AssertSame(
            (w, g, eta, _, s) => w - (eta * (s[1] = (0.8 * s[1]) + (g / (Math.Sqrt(s[0] = (0.95 * s[0]) + (0.05 * g * g)) + 1e-5)))),
            Run(optimizer, _ => 0.01), _ => 0.01, 0);
    }

    [Theory]
    [InlineData("Adam")]
    [InlineData("AdamW")]
    [InlineData("NAdam")]
    public void Other_betas_and_epsilons_count(string name)
    {
        var arguments = new OptimizerArguments { Beta1 = 0.7, Beta2 = 0.95, Epsilon = 1e-2, WeightDecay = 0 };
        Rule rule = name == "NAdam"
            ? (w, g, eta, t, s) => NAdam(w, g, eta, t, s, 0.7, 0.95, 1e-2)
            : (w, g, eta, t, s) => Adam(w, g, eta, t, s, 0.7, 0.95, 1e-2);
        AssertSame(rule, Run(OptimizerCatalogue.Find(name, "Optimizer", arguments), _ => 0.01), _ => 0.01, 0);
    }

    [Theory]
    [InlineData("Momentum")]
    [InlineData("Nesterov")]
    public void Another_momentum_counts(string name)
    {
        Optimizer optimizer = OptimizerCatalogue.Find(name, "Optimizer", new OptimizerArguments { Momentum = 0.6 });
        AssertSame(
            (w, g, eta, _, s) =>
            {
                s[0] = (0.6 * s[0]) + g;
                return w - (eta * (name == "Nesterov" ? g + (0.6 * s[0]) : s[0]));
            },
            Run(optimizer, _ => 0.01), _ => 0.01, 0);
    }

    [Fact]
    public void AdaGrad_begins_with_an_accumulator() => AssertSame(
        (w, g, eta, t, s) => w - (eta * g / (Math.Sqrt(s[0] = (t == 1 ? 2 : s[0]) + (g * g)) + 1e-3)),
        Run(OptimizerCatalogue.Find("AdaGrad", "Optimizer", new OptimizerArguments { InitialAccumulator = 2, Epsilon = 1e-3 }), _ => 0.1), _ => 0.1, 0);

    [Theory]
    [InlineData("Momentum")]
    [InlineData("Adam")]
    public void A_schedule_cycles_the_momentum(string name)
    {
        static double Momentum(int step) => 0.95 - (0.01 * step);
        Rule rule = name == "Momentum"
            ? (w, g, eta, t, s) => w - (eta * (s[0] = (Momentum(t - 1) * s[0]) + g))
            : (w, g, eta, t, s) =>
            {
                double beta = Momentum(t - 1);
                s[0] = (beta * s[0]) + ((1 - beta) * g);
                s[1] = (0.999 * s[1]) + (0.001 * g * g);
                return w - (eta * s[0] / (1 - Math.Pow(beta, t)) / (Math.Sqrt(s[1] / (1 - Math.Pow(0.999, t))) + 1e-7));
            };
        AssertSame(rule, Run(OptimizerCatalogue.Find(name, "Optimizer"), _ => 0.01, step => Momentum(step)), _ => 0.01, 0);
    }

    [Fact]
    public void Biases_do_not_decay()
    {
        using var model = Linear(3, 2);
        using torch.Tensor bias = torch.ones(2);
        using (torch.no_grad()) model.bias!.copy_(bias);
        using var update = new WeightUpdate(new SgdOptimizer { WeightDecay = 0.5 }, new TrainedParameters(model), new TrainingOptions());
        using torch.Tensor zero = torch.zeros(2, 3);
        using torch.Tensor none = torch.zeros(2);
        double before = TensorValues.Of(model.weight!)[0];
        update.Step([zero, none], 0, 0.1, null);
        Assert.Equal(0.95 * before, TensorValues.Of(model.weight!)[0], 6);
        Assert.All(TensorValues.Of(model.bias!), value => Assert.Equal(1, value));
    }

    [Fact]
    public void Names_are_found_in_any_spelling_and_hyperparameters_where_they_belong()
    {
        Assert.Equal(0.004, OptimizerCatalogue.Find("adamw", "Optimizer").WeightDecay);
        Assert.Equal(new MomentumOptimizer { Momentum = 0.5 }, OptimizerCatalogue.Find("MOMENTUM", "Optimizer", new OptimizerArguments { Momentum = 0.5 }));
        Assert.Equal("beta1 0.9, beta2 0.999, epsilon 1E-07", new NAdamOptimizer().Hyperparameters);
        Assert.Equal("Adam", new AdamOptimizer().ToString());
        Errors.Throws("UnknownOptimizer", () => OptimizerCatalogue.Find("Adma", "Optimizer"), "'Adma'", "Adam");
        Errors.Throws("ParameterNotOfOptimizer", () => new OptimizerArguments { Momentum = 0.5 }.ApplyTo(new SgdOptimizer()), "SGD", "Momentum");
        Errors.Throws("InvalidMomentum", () => new MomentumOptimizer { Momentum = 1 }, "Momentum is 1", "below 1");
        Errors.Throws("InvalidMomentum", () => new NesterovOptimizer { Momentum = 0 }, "Momentum is 0", "above 0");
        Errors.Throws("InvalidLearningRate", () => new AdamOptimizer { LearningRate = 0 }, "LearningRate is 0", "above 0");
        Errors.Throws("InvalidBeta2", () => new AdamOptimizer { Beta2 = double.NaN }, "Beta2 is NaN");
    }

    private static double Adam(
        double w, double g, double eta, int t, double[] s, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
    {
        s[0] = (beta1 * s[0]) + ((1 - beta1) * g);
        s[1] = (beta2 * s[1]) + ((1 - beta2) * g * g);
        return w - (eta * s[0] / (1 - Math.Pow(beta1, t)) / (Math.Sqrt(s[1] / (1 - Math.Pow(beta2, t))) + epsilon));
    }

    private static double NAdam(
        double w, double g, double eta, int t, double[] s, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
    {
        double Mu(int step) => beta1 * (1 - (0.5 * Math.Pow(0.96, step * 0.004)));
        s[2] = (t == 1 ? 1 : s[2]) * Mu(t);
        s[0] = (beta1 * s[0]) + ((1 - beta1) * g);
        s[1] = (beta2 * s[1]) + ((1 - beta2) * g * g);
        double mean = (Mu(t + 1) * s[0] / (1 - (s[2] * Mu(t + 1)))) + ((1 - Mu(t)) * g / (1 - s[2]));
        return w - (eta * mean / (Math.Sqrt(s[1] / (1 - Math.Pow(beta2, t))) + epsilon));
    }

    private static double[] Run(Optimizer optimizer, Func<int, double> rate, Func<int, double>? momentum = null)
    {
        using var model = Linear(3, 1, hasBias: false, dtype: torch.float64);
        using torch.Tensor start = torch.tensor(Start, [1, 3]);
        using torch.Tensor curvature = torch.tensor(Curvature, [1, 3]);
        using (torch.no_grad()) model.weight!.copy_(start);
        using var update = new WeightUpdate(optimizer, new TrainedParameters(model), new TrainingOptions());
        for (int step = 0; step < Steps; step++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            torch.Tensor gradient = curvature.mul(model.weight!).detach();
            update.Step([gradient], 1, rate(step), momentum?.Invoke(step));
        }
        return TensorValues.Of(model.weight!);
    }

    private static void AssertSame(Rule rule, double[] actual, Func<int, double> rate, double decay)
    {
        for (int i = 0; i < Start.Length; i++)
        {
            double w = Start[i];
            double[] state = new double[3];
            for (int t = 1; t <= Steps; t++)
            {
                double gradient = Curvature[i] * w;
                w = rule(w * (1 - (rate(t - 1) * decay)), gradient, rate(t - 1), t, state);
            }
            Assert.Equal(w, actual[i], 1e-12);
        }
    }
}
