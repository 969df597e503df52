using System.Globalization;
using System.Management.Automation.Host;
using System.Text;
using TorchSharp;

namespace InitTools.Module;

/// <summary>What the format views show where a plain property won't do.</summary>
public static class ViewText
{
    private const int BarDecades = 16;
    private const int BarLowest = -12;
    private const int PreviewCount = 4;
    private const int ShortName = 12;
    private const int WideWindow = 100;
    private const string Eighths = " ▏▎▍▌▋▊▉";

    /// <summary>
    /// A bar of the logarithm of a signal's standard deviation: one cell a decade from 1e-12 to 1e4, so that rows below each
    /// other show the signal die or grow.
    /// </summary>
    /// <param name="standardDeviation">The standard deviation.</param>
    /// <returns>Up to 16 block characters.</returns>
    public static string Bar(double standardDeviation)
    {
        if (!(standardDeviation > 0)) return "";
        double decades = Math.Clamp(Math.Log10(standardDeviation) - BarLowest, 0, BarDecades);
        int eighths = (int)Math.Round(decades * 8);
        return new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : Eighths[eighths % 8]);
    }

    /// <summary>
    /// A layer's name, of a long one in a narrow window the end only, which tells layers of a block apart: the columns behind it would have
    /// no room otherwise.
    /// </summary>
    /// <param name="name">The name, such as <c>residual_19.dense_1</c>.</param>
    /// <param name="host">The host whose window it is.</param>
    /// <returns>The name, or <c>…_19.dense_1</c>.</returns>
    public static string Name(string name, PSHost host)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(host);
        return name.Length <= ShortName || ConsoleAbility.WidthOf(host) is null or >= WideWindow ? name : $"…{name[^(ShortName - 1)..]}";
    }

    /// <summary>A share as a percentage: 0, 100 and everything between never rounded to them.</summary>
    /// <param name="share">From 0 to 1, or null.</param>
    /// <returns>Such as <c>50 %</c> or <c>&lt;1 %</c>; empty for null.</returns>
    public static string Percent(double? share) => share switch
    {
        null => "",
        > 0 and < 0.005 => "<1 %",
        > 0.995 and < 1 => ">99 %",
        _ => string.Create(CultureInfo.CurrentCulture, $"{100 * share:0} %"),
    };

    /// <summary>An accuracy as a percentage, to a hundredth.</summary>
    /// <param name="share">From 0 to 1, or null.</param>
    /// <returns>Such as <c>97.25 %</c>; empty for null.</returns>
    public static string Accuracy(double? share) =>
        share is { } value ? string.Create(CultureInfo.CurrentCulture, $"{100 * value:0.00} %") : "";

    /// <summary>A layer's arguments that differ from nothing: <c>Filters 8, KernelSize 3x3, KernelInitializer HeNormal</c>.</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>The arguments as its description has them, but for name, type and seed.</returns>
    public static string Arguments(InitTools.Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return string.Join(", ", layer.Describe()
            .Where(argument => argument.Key is not ("Type" or "Name" or "Seed") && argument.Value is not null)
            .Select(argument => $"{argument.Key} {Argument(argument.Value!)}"));
    }

    private static string Argument(object value) => value switch
    {
        long[] sizes => string.Join('x', sizes),
        IDictionary<string, object> initializer => $"{initializer["Name"]}",
        Array { Length: 1 } => "of 1 layer",
        Array layers => string.Create(CultureInfo.CurrentCulture, $"of {layers.Length} layers"),
        _ => Convert.ToString(value, CultureInfo.CurrentCulture)!,
    };

    /// <summary>A tensor's shape: <c>784x300</c>.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <returns>The shape; a word for a scalar or a tensor that is gone.</returns>
    public static string Shape(torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.IsInvalid) return "disposed";
        return tensor.dim() == 0 ? "scalar" : string.Join('x', tensor.shape);
    }

    /// <summary>The first elements of a tensor, read without leaving a tensor behind.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <returns>Such as <c>0.12 -0.4 1.7 ...</c>.</returns>
    public static string Preview(torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.IsInvalid) return "";
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        long count = tensor.NumberOfElements;
        // A view of the first elements, whatever the strides; flattening could copy the whole tensor.
        torch.Tensor first = tensor;
        while (first.dim() > 1) first = first.select(0, 0);
        if (first.dim() == 1) first = first.narrow(0, 0, Math.Min(PreviewCount, first.shape[0]));
        var text = new StringBuilder();
        foreach (double value in first.to(torch.ScalarType.Float64).cpu().contiguous().data<double>())
            text.Append(text.Length > 0 ? " " : "").Append(value.ToString("G3", CultureInfo.CurrentCulture));
        return count > PreviewCount ? text + " ..." : text.ToString();
    }
}
