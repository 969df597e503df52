using TorchSharp;

namespace InitTools;

/// <summary>
/// Arithmetic of tensors with numbers. In TorchSharp 0.107 a number becomes a <see cref="Scalar"/> whose finalizer frees the native
/// value; made by an implicit conversion it is garbage as soon as its handle is read, so that a collection during the native call
/// frees what libtorch still reads. Here the scalar is held until the call has returned.
/// </summary>
internal static class ScalarArithmetic
{
    /// <summary>a &lt;- a factor.</summary>
    public static torch.Tensor ScaleInPlace(this torch.Tensor a, double factor)
    {
        using Scalar held = factor;
        return a.mul_(held);
    }

    /// <summary>a &lt;- a + number.</summary>
    public static torch.Tensor IncreaseInPlace(this torch.Tensor a, double number)
    {
        // Its own 1 would be another number that isn't held.
        using Scalar held = number, one = 1;
        return a.add_(held, one);
    }

    /// <summary>a &lt;- a + factor b.</summary>
    public static torch.Tensor AddInPlace(this torch.Tensor a, torch.Tensor b, double factor)
    {
        using Scalar held = factor;
        return a.add_(b, alpha: held);
    }

    /// <summary>a &lt;- a + factor b c, element by element.</summary>
    public static torch.Tensor AddProductInPlace(this torch.Tensor a, torch.Tensor b, torch.Tensor c, double factor)
    {
        using Scalar held = factor;
        return a.addcmul_(b, c, held);
    }

    /// <summary>a &lt;- a + factor b / c, element by element.</summary>
    public static torch.Tensor AddQuotientInPlace(this torch.Tensor a, torch.Tensor b, torch.Tensor c, double factor)
    {
        using Scalar held = factor;
        return a.addcdiv_(b, c, held);
    }

    /// <summary>a &lt;- a / divisor.</summary>
    public static torch.Tensor DivideInPlace(this torch.Tensor a, double divisor)
    {
        using Scalar held = divisor;
        return a.div_(held);
    }

    /// <summary>Every element of a &lt;- number.</summary>
    public static torch.Tensor SetAll(this torch.Tensor a, double number)
    {
        using Scalar held = number;
        return a.fill_(held);
    }

    /// <summary>Which elements differ from a number.</summary>
    public static torch.Tensor IsNot(this torch.Tensor a, double number)
    {
        using Scalar held = number;
        return a.ne(held);
    }

    /// <summary>Which elements are larger than a number.</summary>
    public static torch.Tensor IsAbove(this torch.Tensor a, double number)
    {
        using Scalar held = number;
        return a.gt(held);
    }

    /// <summary>Which elements are smaller than a number.</summary>
    public static torch.Tensor IsBelow(this torch.Tensor a, double number)
    {
        using Scalar held = number;
        return a.lt(held);
    }

    /// <summary>Which elements are a number or less.</summary>
    public static torch.Tensor IsAtMost(this torch.Tensor a, double number)
    {
        using Scalar held = number;
        return a.le(held);
    }

    /// <summary>Which elements are a number or more.</summary>
    public static torch.Tensor IsAtLeast(this torch.Tensor a, double number)
    {
        using Scalar held = number;
        return a.ge(held);
    }

    /// <summary>a / divisor.</summary>
    public static torch.Tensor Divided(this torch.Tensor a, double divisor)
    {
        using Scalar held = divisor;
        return a.div(held);
    }

    /// <summary>a factor.</summary>
    public static torch.Tensor Scaled(this torch.Tensor a, double factor)
    {
        using Scalar held = factor;
        return a.mul(held);
    }

    /// <summary>a + factor b.</summary>
    public static torch.Tensor Plus(this torch.Tensor a, torch.Tensor b, double factor)
    {
        using Scalar held = factor;
        return a.add(b, alpha: held);
    }

    /// <summary>a + number.</summary>
    public static torch.Tensor Plus(this torch.Tensor a, double number)
    {
        using Scalar held = number, one = 1;
        return a.add(held, one);
    }

    /// <summary>min(max(a, minimum), maximum).</summary>
    public static torch.Tensor Clamped(this torch.Tensor a, double minimum, double maximum)
    {
        using Scalar from = minimum, to = maximum;
        return a.clamp(from, to);
    }
}
