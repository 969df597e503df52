using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;

namespace InitTools.Tests;

public sealed class InitializerErrorTests
{
    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(0, "0")]
    [InlineData(-1.5, "-1.5")]
    public void A_scale_must_be_finite_and_above_zero(double scale, string shown) =>
        Errors.Throws("InvalidScale", () => new VarianceScaling(scale), "Scale", shown, "above 0");

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Parameters_must_be_finite(double value)
    {
        Errors.Throws("InvalidMean", () => new RandomNormal(value), "Mean");
        Errors.Throws("InvalidMean", () => new TruncatedNormal(value), "Mean");
        Errors.Throws("InvalidStandardDeviation", () => new RandomNormal(0, value), "StandardDeviation");
        Errors.Throws("InvalidStandardDeviation", () => new TruncatedNormal(0, value), "StandardDeviation");
        Errors.Throws("InvalidStandardDeviation", () => new Sparse(0.1, value), "StandardDeviation");
        Errors.Throws("InvalidMinimum", () => new RandomUniform(value, 1), "Minimum");
        Errors.Throws("InvalidMaximum", () => new RandomUniform(0, value), "Maximum");
        Errors.Throws("InvalidGain", () => new Orthogonal(value), "Gain");
        Errors.Throws("InvalidGain", () => new DeltaOrthogonal(value), "Gain");
        Errors.Throws("InvalidGain", () => new Identity(value), "Gain");
        Errors.Throws("InvalidValue", () => new Constant(value), "Value");
        Errors.Throws("InvalidSparsity", () => new Sparse(value), "Sparsity");
    }

    [Fact]
    public void Parameters_must_be_in_range()
    {
        Errors.Throws("InvalidStandardDeviation", () => new RandomNormal(0, -1), "StandardDeviation", "-1", "0 or more");
        Errors.Throws("InvalidStandardDeviation", () => new TruncatedNormal(0, -1), "StandardDeviation", "-1", "0 or more");
        Errors.Throws("InvalidStandardDeviation", () => new Sparse(0.1, -1), "StandardDeviation", "-1", "0 or more");
        Errors.Throws("InvalidRange", () => new RandomUniform(2, 2), "Maximum is 2", "above Minimum, which is 2");
        Errors.Throws("InvalidRange", () => new RandomUniform(2, 1), "Maximum is 1");
        Errors.Throws("InvalidSparsity", () => new Sparse(1.1), "Sparsity", "1.1", "from 0 to 1");
        Errors.Throws("InvalidSparsity", () => new Sparse(-0.1), "Sparsity", "-0.1");
    }

    [Fact]
    public void Parameters_of_other_laws_are_refused()
    {
        Errors.Throws(
            "ParameterNotOfLaw", () => InitializerCatalogue.Find("orthogonal", "Name", new LawArguments { Mean = 1 }), "Mean", "Orthogonal", "Gain");
        Errors.Throws(
            "ParameterNotOfLaw", () => InitializerCatalogue.Find("zeros", "Name", new LawArguments { Value = 1 }), "Value", "Zeros", "none");
        Errors.Throws(
            "ParameterNotOfLaw", () => InitializerCatalogue.Find("he_normal", "Name", new LawArguments { Gain = 2 }),
            "Gain", "HeNormal", "New-VarianceScalingInitializer");
        Errors.Throws(
            "ParameterNotOfLaw", () => InitializerCatalogue.Find("random_uniform", "Name", new LawArguments { Gain = 2 }),
            "Gain", "Minimum and Maximum");
    }

    [Theory]
    [InlineData("Orthogonal", "10", "NotOrthogonalShape")]
    [InlineData("Identity", "10", "NotIdentityShape")]
    [InlineData("Identity", "4x4x3", "NotIdentityShape")]
    [InlineData("Dirac", "4x4", "NotDiracShape")]
    [InlineData("Dirac", "4x4x2x2x2x2", "NotDiracShape")]
    [InlineData("DeltaOrthogonal", "4x4", "NotDeltaOrthogonalShape")]
    [InlineData("DeltaOrthogonal", "4x5x3", "NotDeltaOrthogonalShape")]
    [InlineData("Sparse", "10", "NotSparseShape")]
    [InlineData("Sparse", "4x4x3", "NotSparseShape")]
    public void A_shape_that_the_law_cannot_fill_is_refused(string name, string shape, string id)
    {
        var dimensions = new TensorShape(shape.Split('x').Select(long.Parse));
        Initializer initializer = InitializerCatalogue.Find(name, "Name");
        Errors.Throws(id, () => initializer.CreateTensor(dimensions), "Shape", shape, name);

        TorchLibrary.EnsureLoaded();
        using torch.Tensor tensor = torch.full([.. dimensions.Dimensions], 0.5f);
        Errors.Throws(id, () => initializer.Fill(tensor, TensorLayout.Torch, RandomStream.Fresh()));
        Assert.All(TensorValues.Of(tensor), value => Assert.Equal(0.5, value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("3x0")]
    [InlineData("3x-1")]
    public void A_shape_has_dimensions_of_one_or_more(string shape) => Errors.Throws(
        "InvalidShape",
        () => new TensorShape(shape.Split('x', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)), "Shape", shape, "1 or more");

    [Theory]
    [InlineData(torch.ScalarType.Float16, 1e6)]
    [InlineData(torch.ScalarType.Float32, 1e60)]
    public void A_law_beyond_the_type_is_refused(torch.ScalarType type, double large)
    {
        var shape = new TensorShape([4, 4]);
        Initializer[] laws =
        [
            new RandomNormal(large), new RandomNormal(0, large), new RandomUniform(0, large), new TruncatedNormal(0, large),
            new VarianceScaling(large * large * 4), new Constant(large), new Identity(large), new Orthogonal(large), new Sparse(0.1, large),
        ];
        Assert.All(laws, law => Errors.Throws("LawOutOfRange", () => law.CreateTensor(shape, type)));
    }

    [Theory]
    [InlineData(torch.ScalarType.Int64)]
    [InlineData(torch.ScalarType.Bool)]
    [InlineData(torch.ScalarType.ComplexFloat32)]
    public void Weights_are_floating_point(torch.ScalarType type)
    {
        foreach (string name in (string[])["HeNormal", "Orthogonal", "Zeros"])
            Errors.Throws("UnknownDataType", () => InitializerCatalogue.Find(name, "Name").CreateTensor(new TensorShape([4, 4]), type));
    }

    [Fact]
    public void An_error_leaves_no_tensor_behind()
    {
        TorchLibrary.EnsureLoaded();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Assert.Throws<InitToolsException>(() => new RandomNormal(0, 1e60).CreateTensor(new TensorShape([4, 4])));
        Assert.Throws<InitToolsException>(() => new Orthogonal().CreateTensor(new TensorShape([4])));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.True(torch.is_grad_enabled());
    }
}
