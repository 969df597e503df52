using TorchSharp;

namespace InitTools.Tests;

public sealed class OrthogonalTests
{
    public static TheoryData<string, TensorLayout, torch.ScalarType> Cases =>
        [.. from shape in (string[])["200x40", "40x200", "96x96", "1x1", "1x30", "30x1", "24x16x3", "24x8x3x3", "64x2x3x3"]
            from layout in Enum.GetValues<TensorLayout>()
            from type in (torch.ScalarType[])[torch.ScalarType.Float32, torch.ScalarType.Float64]
            select (shape, layout, type)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_or_columns_are_orthogonal_with_the_gain_as_length(string text, TensorLayout layout, torch.ScalarType type)
    {
        const double Gain = 1.5;
        long[] shape = [.. text.Split('x').Select(long.Parse)];
        using DisposeScope scope = torch.NewDisposeScope();

        torch.Tensor drawn = (new Orthogonal(Gain) { Seed = 3 }).CreateTensor(new TensorShape(shape, layout), type);

        long outputs = layout == TensorLayout.Torch ? shape[0] : shape[^1];
        torch.Tensor matrix = layout == TensorLayout.Torch ? drawn.reshape(outputs, -1) : drawn.reshape(-1, outputs).t();
        AssertOrthonormal(matrix / Gain);
    }

    [Theory]
    [InlineData(torch.ScalarType.Float16, 1e-3)]
    [InlineData(torch.ScalarType.BFloat16, 1e-2)]
    public void Half_precision_is_orthogonal_as_far_as_it_reaches(torch.ScalarType type, double tolerance)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor drawn = (new Orthogonal { Seed = 3 }).CreateTensor(new TensorShape([64, 32]), type);
        AssertOrthonormal(drawn, tolerance);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void The_gain_may_be_any_number(double gain)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor drawn = (new Orthogonal(gain) { Seed = 3 }).CreateTensor(new TensorShape([12, 12]));
        torch.Tensor one = (new Orthogonal { Seed = 3 }).CreateTensor(new TensorShape([12, 12]));
        Assert.Equal(TensorValues.Of(one * gain), TensorValues.Of(drawn));
    }

    /// <summary>
    /// A corner element of a uniformly distributed orthogonal 3 x 3 matrix is uniform on [-1, 1] (Archimedes); without the signs
    /// of R's diagonal it would not be, nor would the determinant be 1 and -1 equally often.
    /// </summary>
    [Fact]
    public void Square_matrices_are_uniformly_distributed()
    {
        const int Count = 2000;
        double[] corner = new double[Count], last = new double[Count];
        int positive = 0;
        for (int seed = 0; seed < Count; seed++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            torch.Tensor q = (new Orthogonal { Seed = seed }).CreateTensor(new TensorShape([3, 3]), torch.ScalarType.Float64);
            double[] values = TensorValues.Of(q);
            corner[seed] = values[0];
            last[seed] = values[8];
            if (q.det().item<double>() > 0) positive++;
        }
        ReferenceLaw law = ReferenceLaw.Uniform(-1, 1);
        double z = (positive - (Count / 2.0)) / Math.Sqrt(Count / 4.0);
        Assert.InRange(Statistics.KolmogorovSmirnov(corner, law.Cdf), Statistics.FalseAlarm / 3, 1);
        Assert.InRange(Statistics.KolmogorovSmirnov(last, law.Cdf), Statistics.FalseAlarm / 3, 1);
        Assert.InRange(z, -Statistics.Tolerance, Statistics.Tolerance);
    }

    [Theory]
    [InlineData("20x10x3x3", TensorLayout.Torch, 1, 1)]
    [InlineData("3x3x10x20", TensorLayout.Keras, 1, 1)]
    [InlineData("16x16x4x5", TensorLayout.Torch, 2, 2)]
    [InlineData("5x10x20", TensorLayout.Keras, 2, 0)]
    public void DeltaOrthogonal_is_orthogonal_at_the_centre_and_zero_elsewhere(string text, TensorLayout layout, int row, int column)
    {
        long[] shape = [.. text.Split('x').Select(long.Parse)];
        using DisposeScope scope = torch.NewDisposeScope();

        torch.Tensor drawn = (new DeltaOrthogonal(2) { Seed = 3 }).CreateTensor(new TensorShape(shape, layout));

        torch.Tensor centre = layout == TensorLayout.Torch
            ? drawn[torch.TensorIndex.Colon, torch.TensorIndex.Colon, row, column]
            : (shape.Length == 4 ? drawn[row, column] : drawn[row]).t();
        AssertOrthonormal(centre / 2);
        Assert.Equal(centre.count_nonzero().item<long>(), drawn.count_nonzero().item<long>());
    }

    /// <summary>A convolution with a delta-orthogonal kernel keeps the norm of every input (Xiao et al. 2018).</summary>
    [Fact]
    public void DeltaOrthogonal_keeps_the_norm_through_a_convolution()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor kernel = (new DeltaOrthogonal { Seed = 3 }).CreateTensor(new TensorShape([8, 4, 3, 3]), torch.ScalarType.Float64);
        torch.Tensor image = torch.arange(4 * 6 * 6, torch.float64).reshape(1, 4, 6, 6).sin();
        torch.Tensor output = torch.nn.functional.conv2d(image, kernel, padding: [1, 1]);
        Assert.Equal(image.norm().item<double>(), output.norm().item<double>(), 1e-10);
    }

    private static void AssertOrthonormal(torch.Tensor matrix, double tolerance = 1e-5)
    {
        torch.Tensor q = matrix.to(torch.float64);
        torch.Tensor gram = q.shape[0] >= q.shape[1] ? q.t().mm(q) : q.mm(q.t());
        double error = (gram - torch.eye(gram.shape[0], dtype: torch.float64)).abs().max().item<double>();
        Assert.InRange(error, 0, tolerance);
    }
}
