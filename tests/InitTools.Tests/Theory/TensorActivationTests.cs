using InitTools.Native;
using TorchSharp;

namespace InitTools.Tests;

/// <summary>Functions on tensors as activations: the same figures as the named ones, and one clear error for what isn't one.</summary>
// It counts the tensors of the process.
[Collection(AloneInProcess.Name)]
public sealed class TensorActivationTests
{
    public TensorActivationTests() => TorchLibrary.EnsureLoaded();

    public static TheoryData<string> Names =>
        [.. ActivationCatalogue.All.Where(activation => activation != ActivationCatalogue.Softmax).Select(activation => activation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_gives_what_its_name_does(string name)
    {
        Activation named = ActivationCatalogue.Find(name, "Activation");
        Activation read = TensorActivation.Create("f", named.Forward);
        foreach (double z in (double[])[-900, -37.3, -3.01, -1, -0.3, -1e-7, 1e-9, 0.2, 2.99, 6.01, 40, 1e6])
        {
            Assert.Equal(named.Value(z), read.Value(z), 1e-9 * (1 + Math.Abs(named.Value(z))));
            Assert.Equal(named.Derivative(z), read.Derivative(z), 1e-8);
        }
        Compare(ActivationGain.Of(named).Gain, ActivationGain.Of(read).Gain);
        Compare(ActivationGain.Of(named).BackwardGain, ActivationGain.Of(read).BackwardGain);
        foreach ((double weight, double bias) in new[] { (1.3, 0.05), (2.5, 0.05), (1, 0) })
        {
            (SignalPropagation expected, SignalPropagation actual) =
                (SignalPropagation.Of(named, weight, bias), SignalPropagation.Of(read, weight, bias));
            Assert.Equal(expected.Phase, actual.Phase);
            Compare(expected.LengthFixedPoint, actual.LengthFixedPoint);
            Compare(expected.Chi, actual.Chi);
            Compare(expected.CorrelationFixedPoint ?? 0, actual.CorrelationFixedPoint ?? 0);
        }

        static void Compare(double expected, double actual)
        {
            if (double.IsFinite(expected)) Assert.Equal(expected, actual, 1e-6 * (1 + Math.Abs(expected)));
            else Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Kinks_anywhere_are_found()
    {
        Activation f = TensorActivation.Create("f", z => z.Plus(-0.3).relu().sub(z.Plus(1.7).Clamped(double.NegativeInfinity, 0)));
        Assert.Equal([-1.7, 0.3], f.Kinks, (a, b) => Math.Abs(a - b) < 1e-11);
        Assert.Equal(
            Math.Sqrt(1 / DenseQuadrature.Expect(z => Math.Pow(Math.Max(0, z - 0.3) - Math.Min(0, z + 1.7), 2), 1, [-1.7, 0.3])),
            ActivationGain.Of(f).Gain, 1e-9);
    }

    [Fact]
    public void Single_precision_inside_costs_no_more_than_its_digits() =>
        Assert.Equal(
            ActivationGain.Of(ActivationCatalogue.Tanh).Gain,
            ActivationGain.Of(TensorActivation.Create("f", z => z.to(torch.ScalarType.Float32).tanh())).Gain, 1e-5);

    /// <summary>E[sin(w z)^2] = (1 - exp(-2 w^2))/2 and E[w^2 cos(w z)^2] = w^2 (1 + exp(-2 w^2))/2, w = 30 as in sinusoidal networks.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(50)]
    public void Waves_are_followed(double frequency)
    {
        Activation wave = TensorActivation.Create("wave", z => z.mul(torch.tensor(frequency)).sin());
        double rest = Math.Exp(-2 * frequency * frequency);
        ActivationGain gain = ActivationGain.Of(wave);
        Assert.Empty(wave.Kinks);
        Assert.Equal(2 / (1 - rest), gain.ForwardScale, 1e-9);
        Assert.Equal(2 / (1 + rest), gain.BackwardScale * frequency * frequency, 1e-9);
    }

    [Fact]
    public void What_grows_without_measure_is_unbounded() =>
        Assert.Equal(SignalPhase.Unbounded, SignalPropagation.Of(TensorActivation.Create("exp", z => z.exp()), 1, 0.1).Phase);

    [Fact]
    public void What_is_no_activation_is_told_so()
    {
        Refused(_ => throw new InvalidOperationException("boom\nmore"), "boom");
        Refused(_ => null!, "return a tensor");
        Refused(z => z.sum(), "shape");
        Refused(z => z.softmax(0), "another batch");
        Refused(z => z.detach().tanh(), "Autograd");
        Refused(z => torch.ones_like(z), "Autograd");
        Refused(Overwritten, "inplace");
        Refused(Disposed, "disposes of its input");
        Refused(z => z.log(), "finite");
        Refused(z => z.sign().add(z), "jumps at 0");
        Refused(z => z.abs().sqrt().sub(z.Plus(-1).sign()), "jumps at 1");
        Refused(z => z.mul(torch.tensor(1e4)).sin(), "more often than can be followed");

        // The derivative of tanh is made of its value.
        static torch.Tensor Overwritten(torch.Tensor z)
        {
            torch.Tensor h = z.tanh();
            return h.mul_(h.detach().clone());
        }

        static torch.Tensor Disposed(torch.Tensor z)
        {
            torch.Tensor h = z.tanh();
            z.Dispose();
            return h;
        }

        static void Refused(Func<torch.Tensor, torch.Tensor> function, string said) =>
            Errors.Throws("InvalidActivationFunction", () => TensorActivation.Create("f", function), "{f}", said);
    }

    [Fact]
    public void Nothing_is_left_behind() => Assert.Equal(0, LiveTensors.LeftBy(() => TensorActivation.Create("f", z => z.tanh())));
}
