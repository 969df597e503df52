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
        using Scalar held = number;
        return a.add_(held);
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
        using Scalar held = number;
        return a.add(held);
    }

    /// <summary>min(max(a, minimum), maximum).</summary>
    public static torch.Tensor Clamped(this torch.Tensor a, double minimum, double maximum)
    {
        using Scalar from = minimum, to = maximum;
        return a.clamp(from, to);
    }
}
