using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>Compares weights with an initializer whose elements aren't independent, or aren't random at all.</summary>
internal static class StructureAgreement
{
    /// <summary>1, or 0 and what is wrong. The zeros of a sparse matrix must be right, and the other weights' law is judged.</summary>
    public static (double PValue, string Finding) Judge(torch.Tensor values, Initializer initializer, TensorShape shape)
    {
        switch (initializer)
        {
            case Orthogonal orthogonal:
                long rows = shape.Layout == TensorLayout.Torch ? shape.Outputs : shape.Fans.In;
                return JudgeGram(values.reshape(rows, -1), orthogonal.Gain);
            case DeltaOrthogonal orthogonal:
                torch.Tensor others = values.clone();
                KernelTensor.Centre(others, shape).zero_();
                double[] rest = Read(others);
                int wrong = rest.Count(value => value != 0);
                return wrong > 0
                    ? (0, FormattableString.Invariant($"{wrong} of the {rest.Length} elements aside from the centre aren't zero"))
                    : JudgeGram(KernelTensor.Centre(values, shape), orthogonal.Gain);
            case Sparse sparse:
                return JudgeSparse(values, sparse, shape);
            default:
                using (torch.Tensor expected = initializer.CreateTensor(shape, values.dtype)) return Compare(Read(values), Read(expected));
        }
    }

    private static (double, string) Compare(double[] actual, double[] expected)
    {
        int wrong = 0, first = -1;
        for (int i = 0; i < actual.Length; i++)
        {
            if (actual[i] == expected[i]) continue;
            wrong++;
            if (first < 0) first = i;
        }
        return wrong == 0
            ? (1, "every element is as it must be")
            : (0, FormattableString.Invariant(
                $"{wrong} of {actual.Length} elements are others, the first of them {actual[first]:G3} where {expected[first]:G3} must be"));
    }

    /// <summary>The smaller side's vectors must be orthogonal and as long as the gain.</summary>
    private static (double, string) JudgeGram(torch.Tensor matrix, double gain)
    {
        torch.Tensor wide = (matrix.shape[0] <= matrix.shape[1] ? matrix : matrix.t()).to(torch.float64);
        double[] gram = Read(wide.mm(wide.t()));
        int size = (int)wide.shape[0];
        double worst = 0;
        for (int i = 0; i < gram.Length; i++)
            worst = Math.Max(worst, Math.Abs(gram[i] - (i / size == i % size ? gain * gain : 0)));
        double allowed = gain * gain * Tolerance(matrix.dtype);
        return worst <= allowed
            ? (1, "all vectors are orthogonal and of equal length")
            : (0, FormattableString.Invariant($"two vectors' product is {worst:G3} off what it must be"));
    }

    // What rounding to the type leaves of products of unit vectors; single precision's own draws are exact to 1e-5.
    private static double Tolerance(torch.ScalarType type) => type switch
    {
        torch.ScalarType.BFloat16 => 0.03,
        torch.ScalarType.Float16 => 4e-3,
        torch.ScalarType.Float32 => 1e-4,
        _ => 1e-10,
    };

    private static (double, string) JudgeSparse(torch.Tensor values, Sparse sparse, TensorShape shape)
    {
        torch.Tensor byInput = shape.Layout == TensorLayout.Torch ? values.t() : values;
        double[] weights = Read(byInput);
        int outputs = (int)byInput.shape[1];
        long expected = sparse.ZeroCount(shape);
        for (int input = 0; input < byInput.shape[0]; input++)
        {
            int zeros = weights.AsSpan(input * outputs, outputs).Count(0.0);
            // A weight that rounds to zero is one, too; none is where none is missing.
            if (zeros < expected || (zeros > expected && values.dtype is torch.ScalarType.Float32 or torch.ScalarType.Float64))
                return (0, FormattableString.Invariant($"input {input} has {zeros} weights that are zero, and the law makes {expected}"));
        }
        double[] others = [.. weights.Where(weight => weight != 0)];
        if (others.Length == 0) return (1, "all weights are zero, as they must be");
        torch.Tensor drawn = torch.tensor(others, values.dtype);
        return SampleAgreement.Judge(drawn, TensorStatistics.Measure(drawn), new NormalLaw(0, sparse.StandardDeviation));
    }

    private static double[] Read(torch.Tensor tensor) => tensor.to(torch.float64).contiguous().data<double>().ToArray();
}
