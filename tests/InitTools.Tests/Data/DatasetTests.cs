using CsCheck;
using InitTools.Native;
using TorchSharp;

namespace InitTools.Tests;

public sealed class DatasetTests
{
    private static readonly Dataset Images = new(
        "images", [.. Enumerable.Range(0, 60).Select(value => (float)value)], [2, 3], [0, 1, 2, 3, 0, 1, 2, 3, 0, 1]);

    public DatasetTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void Values_are_copied_in()
    {
        float[] features = [1, 2, 3, 4];
        long[] labels = [0, 5];
        long[] shape = [2];
        Dataset data = new("mine", features, shape, labels);
        (features[0], labels[0], shape[0]) = (9, 9, 9);
        data.GetSample(0)[1] = 9;
        Assert.Equal([1, 2], data.GetSample(0));
        Assert.Equal((0, 6), (data.GetLabel(0), data.ClassCount));
        Assert.Equal("mine: 2 samples of 2, 6 classes", data.ToString());
    }

    [Theory]
    [InlineData("InvalidDatasetName", " ", 4, 2, null)]
    [InlineData("InvalidShape", "d", 4, 0, null)]
    [InlineData("EmptyDataset", "d", 0, 2, null)]
    [InlineData("SampleShapeMismatch", "d", 4, 3, null)]
    [InlineData("SampleShapeMismatch", "d", 4, long.MaxValue, null)]
    [InlineData("LabelCountMismatch", "d", 4, 2, "0 1 2")]
    [InlineData("LabelCountMismatch", "d", 4, 2, "0")]
    [InlineData("InvalidLabel", "d", 4, 2, "0 -1")]
    [InlineData("InvalidLabel", "d", 4, 2, "0 1000000")]
    public void Arguments_must_agree(string errorId, string name, int values, long size, string? labels)
    {
        InitToolsException fault = Assert.Throws<InitToolsException>(
            () => new Dataset(name, new float[values], [size], labels?.Split(' ').Select(long.Parse).ToArray()));
        Assert.Equal("InitTools." + errorId, fault.ErrorId);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Features_must_be_finite(float value)
    {
        InitToolsException fault = Assert.Throws<InitToolsException>(() => new Dataset("d", [1, 2, value], [1]));
        Assert.Equal("InitTools.NonFiniteData", fault.ErrorId);
        Assert.Contains("index 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_becomes_tensors()
    {
        using torch.Tensor samples = Images.GetSamples(3, 2);
        using torch.Tensor labels = Images.GetLabels(3, 2);
        Assert.Equal((torch.ScalarType.Float32, torch.ScalarType.Int64), (samples.dtype, labels.dtype));
        Assert.Equal([2, 2, 3], samples.shape);
        Assert.Equal([2], labels.shape);
        Assert.Equal(Enumerable.Range(18, 12).Select(value => (float)value), samples.data<float>().ToArray());
        Assert.Equal([3, 0], labels.data<long>().ToArray());
    }

    [Fact]
    public void Chosen_samples_become_tensors()
    {
        using torch.Tensor samples = Images.GetSamples([9, 0, 9]);
        using torch.Tensor labels = Images.GetLabels([9, 0, 9]);
        Assert.Equal([3, 2, 3], samples.shape);
        float[] expected = [.. Images.GetSample(9), .. Images.GetSample(0), .. Images.GetSample(9)];
        Assert.Equal(expected, samples.data<float>().ToArray());
        Assert.Equal([1, 0, 1], labels.data<long>().ToArray());
    }

    [Fact]
    public void Changing_a_tensor_changes_no_dataset()
    {
        using (torch.Tensor samples = Images.GetSamples(0, 10)) samples.zero_();
        using (torch.Tensor samples = Images.GetSamples([0, 1])) samples.zero_();
        using (torch.Tensor labels = Images.GetLabels(0, 10)) labels.zero_();
        Assert.Equal([0, 1, 2, 3, 4, 5], Images.GetSample(0));
        Assert.Equal(3, Images.GetLabel(3));
    }

    [Fact]
    public void Tensors_belong_to_the_caller_alone()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        foreach (Func<torch.Tensor> make in new Func<torch.Tensor>[]
        {
            () => Images.GetSamples(0, 4), () => Images.GetSamples([1, 2]),
            () => Images.GetLabels(0, 4), () => Images.GetLabels([1, 2]),
        })
        {
            using torch.Tensor tensor = make();
            Assert.Equal(1, scope.DisposablesCount);
        }
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Theory]
    [InlineData(-1, 1, "Index is -1; it must be from 0 to 9.")]
    [InlineData(10, 1, "Index is 10; it must be from 0 to 9.")]
    [InlineData(0, 0, "Count is 0; it must be from 1 to 10")]
    [InlineData(8, 3, "Count is 3; it must be from 1 to 2")]
    [InlineData(1, int.MaxValue, "it must be from 1 to 9")]
    public void Ranges_stay_inside(int start, int count, string message)
    {
        Action[] calls = [() => Images.GetSamples(start, count), () => Images.GetLabels(start, count)];
        Assert.All(calls, call =>
        {
            InitToolsException fault = Assert.Throws<InitToolsException>(call);
            Assert.Equal("InitTools.IndexOutOfRange", fault.ErrorId);
            Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    public void Indices_stay_inside(int index)
    {
        Action[] calls =
        [
            () => Images.GetSamples([0, index]), () => Images.GetLabels([0, index]),
            () => Images.GetSample(index), () => Images.GetLabel(index),
        ];
        Assert.All(calls, call => Assert.Equal("InitTools.IndexOutOfRange", Assert.Throws<InitToolsException>(call).ErrorId));
    }

    [Fact]
    public void A_tensor_s_first_dimension_counts_its_samples()
    {
        using torch.Tensor values = torch.arange(24, torch.float64).reshape(4, 3, 2), transposed = values.transpose(1, 2);
        using torch.Tensor labels = torch.tensor([0L, 2, 1, 2]), halves = torch.tensor([0, 1.5, 1, 0]), flat = torch.arange(3);
        var data = Dataset.FromTensors("steps", transposed, labels);
        Assert.Equal((4, 3), (data.Count, data.ClassCount));
        Assert.Equal([2, 3], data.SampleShape);
        Assert.Equal([6f, 8, 10, 7, 9, 11], data.GetSample(1));
        Assert.Equal([0, 2, 1, 2], data.Labels.ToArray());
        Assert.Equal([1], Dataset.FromTensors("flat", flat).SampleShape);
        Assert.Equal(0, Dataset.FromTensors("flat", flat).ClassCount);
        Errors.Throws("InvalidLabel", () => Dataset.FromTensors("steps", values, halves), "1.5", "whole number");
        Errors.Throws("LabelCountMismatch", () => Dataset.FromTensors("steps", flat, labels), "4", "3");
        torch.Tensor gone = torch.ones(2, 2);
        gone.Dispose();
        Errors.Throws("DisposedTensor", () => Dataset.FromTensors("steps", gone), "disposed");
        // A copy: what happens to the tensor later doesn't matter.
        values.zero_();
        Assert.Equal(6, data.GetSample(1)[0]);
    }

    [Fact]
    public void First_keeps_the_classes_of_the_whole()
    {
        Dataset first = Images.First(2);
        Assert.Equal((2, 4), (first.Count, first.ClassCount));
        Assert.Equal([0, 1], first.Labels.ToArray());
        Assert.Equal(12, first.Features.Length);
        Assert.Equal(10, Images.First(11).Count);
        Assert.Equal("InitTools.IndexOutOfRange", Assert.Throws<InitToolsException>(() => first.GetSamples(0, 3)).ErrorId);
        Assert.Equal("InitTools.InvalidFirst", Assert.Throws<InitToolsException>(() => Images.First(0)).ErrorId);
        Assert.Equal([-1, -1, -1, -1, -1, -1], first.Standardize().GetSample(0));
    }

    [Fact]
    public void Standardized_features_have_mean_0_and_variance_1_and_constants_become_0()
    {
        var table =
            from rows in Gen.Int[2, 50]
            from scale in Gen.Double[-20, 20].Select(power => Math.Pow(10, power))
            from offset in Gen.Double[-3, 3]
            from constant in Gen.Float.Where(float.IsFinite)
            from values in Gen.Double[-1, 1].Array[rows]
            select (constant, column: values.Select(value => (float)(scale * (offset + value))).ToArray());

        table.Where(sample => sample.column.Distinct().Count() > 1).Sample(
            sample =>
            {
                float[] features = [.. sample.column.SelectMany(value => new[] { value, sample.constant })];
                Dataset data = new Dataset("d", features, [2]).Standardize();
                double[] varying = [.. Enumerable.Range(0, data.Count).Select(row => (double)data.GetSample(row)[0])];
                double mean = varying.Average();
                double variance = varying.Sum(value => value * value) / varying.Length;
                return Math.Abs(mean) < 1e-5 && Math.Abs(variance - 1) < 1e-5
                    && Enumerable.Range(0, data.Count).All(row => data.GetSample(row)[1] == 0);
            },
            iter: 500, seed: "0000KHB0iZp2", threads: 1);
    }
}
