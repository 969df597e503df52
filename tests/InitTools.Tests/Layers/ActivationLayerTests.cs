using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.LayerCases;

namespace InitTools.Tests;

/// <summary>
/// Every activation as a layer, in training and out of it: its gradient against central differences in double precision, over both
/// tails and all kinks.
/// </summary>
public sealed class ActivationLayerTests
{
    private const double Step = 1e-6;
    private const double Reach = 9;

    public ActivationLayerTests() => TorchLibrary.EnsureLoaded();

    public static TheoryData<string> Names => [.. ActivationCatalogue.All.Select(activation => activation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_agree_with_finite_differences(string name)
    {
        foreach (long[] sample in (long[][])[[6], [3, 2], [3, 2, 2]])
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using var model = new SequentialModel([new ActivationLayer(Named(name))], sample, seed: 3);
            model.to(torch.float64);
            double[] values = [.. Enumerable.Range(0, 8 * (int)sample.Aggregate((a, b) => a * b)).Select(i => Reach * Math.Sin(1.7 * (i + 1)))];
            torch.Tensor x = torch.tensor(values, [8, .. sample]).requires_grad_();
            foreach (bool training in (bool[])[true, false])
            {
                model.train(training);
                double[] gradient = TensorValues.Of(torch.autograd.grad([Sum(model, x)], [x])[0]);
                double[] differences = Differences(model, x, values);
                Assert.Equal(differences, gradient, (a, b) => Math.Abs(a - b) < 1e-6);
                Assert.Contains(differences, value => Math.Abs(value) > 1e-3);
            }
        }
    }

    // Weighted by numbers that differ, as the sum of a softmax has no gradient.
    private static torch.Tensor Sum(SequentialModel model, torch.Tensor x)
    {
        model.RestartNoise(8);
        torch.Tensor output = model.call(x);
        return (output * torch.arange(1, output.NumberOfElements + 1, dtype: torch.float64).sin().reshape(output.shape)).sum();
    }

    private static double[] Differences(SequentialModel model, torch.Tensor x, double[] values)
    {
        double With(int index, double change)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using IDisposable noGrad = torch.no_grad();
            double[] moved = [.. values];
            moved[index] += change;
            return Sum(model, torch.tensor(moved, x.shape)).item<double>();
        }
        return [.. values.Select((_, i) => (With(i, Step) - With(i, -Step)) / (2 * Step))];
    }
}
