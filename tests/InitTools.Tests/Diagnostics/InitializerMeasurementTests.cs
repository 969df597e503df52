namespace InitTools.Tests;

public sealed class InitializerMeasurementTests
{
    [Theory]
    [InlineData("HeNormal")]
    [InlineData("GlorotUniform")]
    [InlineData("KaimingNormal")]
    [InlineData("TruncatedNormal")]
    public void P_values_of_a_right_law_are_uniform(string name)
    {
        double[] p = [.. Enumerable.Range(1, 400).Select(seed => InitializerMeasurement.Of(
            InitializerCatalogue.Find(name, "Name", new LawArguments { Seed = seed }), new TensorShape([60, 50])).PValue!.Value)];
        Assert.InRange(Statistics.KolmogorovSmirnov(p, ReferenceLaw.Uniform(0, 1).Cdf), Statistics.FalseAlarm, 1);
    }

    [Fact]
    public void Says_what_was_drawn_and_what_was_expected()
    {
        var law = new VarianceScaling(2) { Seed = 1 };
        InitializerMeasurement measured = InitializerMeasurement.Of(law, new TensorShape([3, 5, 40, 30], TensorLayout.Keras));
        Assert.Equal(("HeNormal", "3x5x40x30", 600, 450, 18000), (measured.Initializer, measured.Shape, measured.FanIn, measured.FanOut, measured.Count));
        Assert.Equal(2.0 / 600, measured.ExpectedVariance, 1e-15);
        Assert.Equal(measured.Variance / measured.ExpectedVariance, measured.VarianceRatio!.Value, 1e-12);
        Assert.InRange(measured.VarianceRatio.Value, 0.9, 1.1);
        Assert.InRange(measured.PValue!.Value, Statistics.FalseAlarm, 1);
        double limit = 2 * Math.Sqrt(2.0 / 600) / 0.87962566103423978;
        Assert.InRange(measured.Minimum, -limit, -0.9 * limit);
        Assert.InRange(measured.Maximum, 0.9 * limit, limit);
    }

    [Theory]
    [InlineData("Zeros", null)]
    [InlineData("Constant", null)]
    [InlineData("Orthogonal", 1.0)]
    [InlineData("Identity", 1.0)]
    public void Laws_that_do_not_draw_independently_have_no_p_value(string name, double? ratio)
    {
        InitializerMeasurement measured = InitializerMeasurement.Of(
            InitializerCatalogue.Find(name, "Name", new LawArguments { Seed = name == "Orthogonal" ? 1 : null }), new TensorShape([50, 50]));
        Assert.Null(measured.PValue);
        if (ratio is { } expected) Assert.Equal(expected, measured.VarianceRatio!.Value, 0.01);
        else Assert.Null(measured.VarianceRatio);
    }

    [Fact]
    public void One_element_has_no_variance_to_judge()
    {
        InitializerMeasurement measured = InitializerMeasurement.Of(new VarianceScaling { Seed = 1 }, new TensorShape([1]));
        Assert.Equal((null, null, 1), (measured.VarianceRatio, measured.PValue, measured.Count));
    }
}
