using CsCheck;
using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>For all kernels: the counts are those of comparing every unit with every other one.</summary>
[Collection(AloneInProcess.Name)]
public sealed class ModelSymmetryPropertyTests
{
    public ModelSymmetryPropertyTests() => TorchLibrary.EnsureLoaded();

    private static readonly float[] Numbers = [0f, -0f, 1f, -1f, 0.5f, 1e-40f];

    // Few numbers, so that equal and opposite rows come up often.
    private static readonly Gen<(int Units, int Inputs, float[] Numbers)> Kernels =
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 6]).SelectMany((units, inputs) =>
            Gen.Int[0, Numbers.Length - 1].Select(i => Numbers[i]).Array[(units * inputs) + units].Select(numbers => (units, inputs, numbers)));

    [Theory]
    [InlineData(torch.ScalarType.Float32)]
    [InlineData(torch.ScalarType.Float64)]
    [InlineData(torch.ScalarType.BFloat16)]
    public void Counts_are_those_of_comparing_all_pairs(torch.ScalarType type) => Kernels.Sample(kernel =>
    {
        (int units, int inputs, float[] numbers) = kernel;
        using Linear layer = Make(units, inputs, numbers);
        layer.to(type);
        LayerSymmetry row = ModelSymmetry.Measure(layer)[0];

        double[][] rows = [.. Enumerable.Range(0, units).Select(unit => Rounded(layer, unit))];
        bool HasTwin(int unit, int sign) => Enumerable.Range(0, units).Any(other =>
            other != unit && rows[unit].Zip(rows[other]).All(pair => pair.First == sign * pair.Second));
        bool IsZero(int unit) => rows[unit].All(value => value == 0);
        int duplicates = Enumerable.Range(0, units).Count(unit => HasTwin(unit, 1));
        int mirrored = Enumerable.Range(0, units).Count(unit => !IsZero(unit) && HasTwin(unit, -1));
        int constant = rows.Count(unit => unit[..^1].All(value => value == unit[0]) && (inputs > 1 || unit[0] == 0));
        return row.DuplicateUnits == duplicates && row.MirroredUnits == mirrored && row.ConstantFraction == constant / (double)units;
    }, iter: 300);

    [Fact]
    public void Nothing_changes_and_nothing_stays() => Kernels.Sample(kernel =>
    {
        using Linear layer = Make(kernel.Units, kernel.Inputs, kernel.Numbers);
        string before = TestModels.State(layer);
        ModelSymmetry.Measure(layer);
        return LiveTensors.LeftBy(() => ModelSymmetry.Measure(layer)) == 0 && TestModels.State(layer) == before;
    }, iter: 50, threads: 1);

    [Fact]
    public void The_order_of_units_does_not_matter() => Gen.Select(Kernels, Gen.Int).Sample((kernel, seed) =>
    {
        (int units, int inputs, float[] numbers) = kernel;
        int[] order = Sampler.Permutation(units, new RandomStream((ulong)seed, 0));
        float[] turned =
        [
            .. order.SelectMany(unit => numbers[(unit * inputs)..((unit + 1) * inputs)]),
            .. order.Select(unit => numbers[(units * inputs) + unit]),
        ];
        using Linear one = Make(units, inputs, numbers), other = Make(units, inputs, turned);
        return ModelSymmetry.Measure(one)[0] with { Model = "" } == ModelSymmetry.Measure(other)[0] with { Model = "" };
    }, iter: 200);

    private static Linear Make(int units, int inputs, float[] numbers)
    {
        using IDisposable noGrad = torch.no_grad();
        Linear layer = Linear(inputs, units);
        using torch.Tensor weight = torch.tensor(numbers[..(units * inputs)]).reshape(units, inputs), bias = torch.tensor(numbers[(units * inputs)..]);
        layer.weight!.copy_(weight);
        layer.bias!.copy_(bias);
        return layer;
    }

    private static double[] Rounded(Linear layer, int unit)
    {
        double[] weights = TensorValues.Of(layer.weight!);
        int inputs = weights.Length / (int)layer.weight!.shape[0];
        return [.. weights[(unit * inputs)..((unit + 1) * inputs)], TensorValues.Of(layer.bias!)[unit]];
    }
}
