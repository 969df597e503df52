using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>
/// A matrix with orthonormal rows or columns, whichever are fewer, times a gain (Saxe, McClelland and Ganguli 2014). All such
/// matrices are equally likely: it is the Q of a Gaussian matrix's QR decomposition, its columns signed by the diagonal of R
/// (Mezzadri 2007), drawn without the decomposition (Stewart 1980). A convolution kernel is taken as the matrix of its outputs
/// against everything else.
/// </summary>
public sealed record Orthogonal : Initializer
{
    /// <summary>Creates the law.</summary>
    /// <param name="gain">What the orthonormal matrix is multiplied with, finite.</param>
    /// <exception cref="InitToolsException"><c>InitTools.InvalidGain</c>: NaN or infinite.</exception>
    public Orthogonal(double gain = 1) => Gain = LawParameter.Finite(gain, nameof(Gain));

    /// <inheritdoc/>
    public override string Name => nameof(Orthogonal);

    /// <summary>What the orthonormal matrix is multiplied with.</summary>
    public double Gain { get; }

    private protected override IEnumerable<(string Name, object Value)> Parameters => [(nameof(Gain), Gain)];

    /// <inheritdoc/>
    public override void CheckShape(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank < 2)
            throw InitToolsException.Argument("NotOrthogonalShape", "Shape", shape, "of two or more dimensions for Orthogonal");
    }

    /// <inheritdoc/>
    public override double ExpectedVariance(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return Gain * Gain / Math.Max(shape.Outputs, shape.Fans.In);
    }

    // The reflections and their product, in single precision for the types of half its size.
    internal override int WorkingCopies => 4;

    private protected override double Reach(TensorShape shape) => Math.Abs(Gain);

    // An element of a large orthonormal matrix is as good as normal.
    private protected override double ShareOfLawWithin(TensorShape shape, double distance) =>
        new NormalLaw(0, Math.Sqrt(ExpectedVariance(shape))).ShareWithin(distance);

    private protected override void Fill(
        torch.Tensor tensor, TensorShape shape, RandomStream stream, SamplerOptions? options)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        long rows = shape.Layout == TensorLayout.Torch ? shape.Outputs : shape.Fans.In;
        torch.Tensor q = OrthonormalMatrix(rows, tensor.NumberOfElements / rows, tensor.dtype, stream, options);
        tensor.copy_(q.ScaleInPlace(Gain).reshape(tensor.shape));
    }

    /// <summary>Draws a matrix with orthonormal columns (or rows, if there are fewer of them) into the current scope.</summary>
    internal static torch.Tensor OrthonormalMatrix(
        long rows, long columns, torch.ScalarType dataType, RandomStream stream, SamplerOptions? options)
    {
        // The smaller types would round every step.
        torch.ScalarType computed = dataType == torch.ScalarType.Float64 ? dataType : torch.ScalarType.Float32;
        torch.Tensor matrix = torch.empty(rows, columns, dtype: computed);
        OrthonormalColumns.Fill(rows < columns ? matrix.t() : matrix, stream, options);
        return matrix;
    }
}

/// <summary>
/// A convolution kernel that is zero but for its centre, which is orthogonal (Xiao et al. 2018, algorithm 1): with it nets of
/// 10,000 layers were trained.
/// </summary>
public sealed record DeltaOrthogonal : Initializer
{
    /// <summary>Creates the law.</summary>
    /// <param name="gain">What the orthonormal matrix is multiplied with, finite.</param>
    /// <exception cref="InitToolsException"><c>InitTools.InvalidGain</c>: NaN or infinite.</exception>
    public DeltaOrthogonal(double gain = 1) => Gain = LawParameter.Finite(gain, nameof(Gain));

    /// <inheritdoc/>
    public override string Name => nameof(DeltaOrthogonal);

    /// <summary>What the orthonormal matrix is multiplied with.</summary>
    public double Gain { get; }

    private protected override IEnumerable<(string Name, object Value)> Parameters => [(nameof(Gain), Gain)];

    /// <inheritdoc/>
    public override void CheckShape(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank is < 3 or > 5 || shape.Inputs > shape.Outputs)
        {
            throw InitToolsException.Argument(
                "NotDeltaOrthogonalShape", "Shape", shape,
                "a convolution kernel of three to five dimensions with no more inputs than outputs for DeltaOrthogonal");
        }
    }

    /// <inheritdoc/>
    public override double ExpectedVariance(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return Gain * Gain / shape.Fans.Out;
    }

    private protected override double Reach(TensorShape shape) => Math.Abs(Gain);

    private protected override double ShareOfLawWithin(TensorShape shape, double distance) =>
        new NormalLaw(0, Math.Abs(Gain) / Math.Sqrt(shape.Outputs)).ShareWithin(distance);

    private protected override void Fill(
        torch.Tensor tensor, TensorShape shape, RandomStream stream, SamplerOptions? options)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor q = Orthogonal.OrthonormalMatrix(shape.Outputs, shape.Inputs, tensor.dtype, stream, options).ScaleInPlace(Gain);
        tensor.zero_();
        KernelTensor.Centre(tensor, shape).copy_(q);
    }
}

/// <summary>Ones on the diagonal of a matrix, times a gain; a matrix that isn't square has zeros beyond it (as in Keras).</summary>
public sealed record Identity : Initializer
{
    /// <summary>Creates the law.</summary>
    /// <param name="gain">The value on the diagonal, finite.</param>
    /// <exception cref="InitToolsException"><c>InitTools.InvalidGain</c>: NaN or infinite.</exception>
    public Identity(double gain = 1) => Gain = LawParameter.Finite(gain, nameof(Gain));

    /// <inheritdoc/>
    public override string Name => nameof(Identity);

    /// <summary>The value on the diagonal.</summary>
    public double Gain { get; }

    private protected override IEnumerable<(string Name, object Value)> Parameters => [(nameof(Gain), Gain)];

    /// <inheritdoc/>
    public override void CheckShape(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank != 2)
            throw InitToolsException.Argument("NotIdentityShape", "Shape", shape, "of two dimensions for Identity");
    }

    /// <inheritdoc/>
    public override double ExpectedVariance(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        double share = 1.0 / Math.Max(shape.Inputs, shape.Outputs);
        return Gain * Gain * share * (1 - share);
    }

    private protected override double Reach(TensorShape shape) => Math.Abs(Gain);

    private protected override void Fill(
        torch.Tensor tensor, TensorShape shape, RandomStream stream, SamplerOptions? options)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        tensor.zero_();
        tensor.diagonal().SetAll(Gain);
    }
}

/// <summary>A convolution that passes each channel through unchanged (PyTorch's <c>dirac_</c>): 1 at the centre of its own kernel.</summary>
public sealed record Dirac : Initializer
{
    /// <inheritdoc/>
    public override string Name => nameof(Dirac);

    private protected override IEnumerable<(string Name, object Value)> Parameters => [];

    /// <inheritdoc/>
    public override void CheckShape(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank is < 3 or > 5)
        {
            throw InitToolsException.Argument(
                "NotDiracShape", "Shape", shape, "a convolution kernel of three to five dimensions for Dirac");
        }
    }

    /// <inheritdoc/>
    public override double ExpectedVariance(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        double share = Math.Min(shape.Inputs, shape.Outputs) / ((double)shape.Fans.In * shape.Outputs);
        return share * (1 - share);
    }

    private protected override double Reach(TensorShape shape) => 1;

    private protected override void Fill(
        torch.Tensor tensor, TensorShape shape, RandomStream stream, SamplerOptions? options)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        tensor.zero_();
        KernelTensor.Centre(tensor, shape).diagonal().SetAll(1);
    }
}

/// <summary>
/// A normal matrix in which a fixed share of the weights that leave each input is zero (Martens 2010, section 5; PyTorch's
/// <c>sparse_</c>).
/// </summary>
public sealed record Sparse : Initializer
{
    /// <summary>Creates the law.</summary>
    /// <param name="sparsity">The share of zeros per input, 0 to 1; rounded up to a whole number of weights.</param>
    /// <param name="standardDeviation">The standard deviation of the others, 0 or more.</param>
    /// <exception cref="InitToolsException"><c>InvalidSparsity</c> or <c>InvalidStandardDeviation</c>.</exception>
    public Sparse(double sparsity = 0.1, double standardDeviation = 0.01)
    {
        if (sparsity is not (>= 0 and <= 1))
            throw InitToolsException.Argument("InvalidSparsity", nameof(Sparsity), sparsity, "a share from 0 to 1");
        Sparsity = sparsity;
        StandardDeviation = LawParameter.NotNegative(standardDeviation, nameof(StandardDeviation));
    }

    /// <inheritdoc/>
    public override string Name => nameof(Sparse);

    /// <summary>The share of zeros per input.</summary>
    public double Sparsity { get; }

    /// <summary>The standard deviation of the weights that aren't zero.</summary>
    public double StandardDeviation { get; }

    private protected override IEnumerable<(string Name, object Value)> Parameters =>
        [(nameof(Sparsity), Sparsity), (nameof(StandardDeviation), StandardDeviation)];

    /// <inheritdoc/>
    public override void CheckShape(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank != 2)
            throw InitToolsException.Argument("NotSparseShape", "Shape", shape, "of two dimensions for Sparse");
    }

    /// <inheritdoc/>
    public override double ExpectedVariance(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return (1 - ((double)ZeroCount(shape) / shape.Outputs)) * StandardDeviation * StandardDeviation;
    }

    // In decimal, for 0.07 x 100 is a little over 7 in double, and would be rounded up to 8.
    internal long ZeroCount(TensorShape shape) => (long)Math.Ceiling((decimal)Sparsity * shape.Outputs);

    internal override int WorkingCopies => 6;

    private protected override double Reach(TensorShape shape) => SampledInitializer.NormalReach * StandardDeviation;

    private protected override double ShareOfLawWithin(TensorShape shape, double distance) =>
        new NormalLaw(0, StandardDeviation).ShareWithin(distance);

    private protected override void Fill(
        torch.Tensor tensor, TensorShape shape, RandomStream stream, SamplerOptions? options)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Sampler.Fill(tensor, new NormalLaw(0, StandardDeviation), stream, options: options);

        // The zeros of each input are those outputs whose keys, drawn from a stream of their own, are the smallest.
        torch.Tensor keys = torch.empty(tensor.shape, dtype: torch.ScalarType.Float64);
        Sampler.Fill(keys, new UniformLaw(0, 1), stream with { Stream = ~stream.Stream }, options: options);
        int outputs = shape.Layout == TensorLayout.Torch ? 0 : 1;
        torch.Tensor chosen = keys.argsort(outputs).narrow(outputs, 0, ZeroCount(shape));
        tensor.scatter_(outputs, chosen, torch.zeros(chosen.shape, dtype: tensor.dtype));
    }
}

/// <summary>Views into convolution kernels that don't depend on the layout.</summary>
internal static class KernelTensor
{
    /// <summary>The centre of a kernel's receptive field as an (out, in) matrix that shares the kernel's memory.</summary>
    public static torch.Tensor Centre(torch.Tensor tensor, TensorShape shape)
    {
        bool keras = shape.Layout == TensorLayout.Keras;
        torch.Tensor centre = tensor;
        foreach (long size in shape.Kernel) centre = centre.select(keras ? 0 : 2, size / 2);
        return keras ? centre.t() : centre;
    }
}
