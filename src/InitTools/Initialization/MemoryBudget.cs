using System.Numerics;
using InitTools.Native;
using TorchSharp;
using TorchSharp.Modules;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// Refuses tensors that don't fit into the machine's free memory. libtorch would allocate them (the pages are only reserved)
/// and the machine would swap or kill the process while they are filled.
/// </summary>
internal static class MemoryBudget
{
    // Asking the system takes longer than filling so little.
    private const int Negligible = 1 << 20;

    private const string LinuxMemoryInfo = "/proc/meminfo";

    /// <summary>Checks that a tensor fits.</summary>
    /// <exception cref="InitToolsException"><c>InitTools.ShapeTooLarge</c>.</exception>
    public static void Check(TensorShape shape, torch.ScalarType dataType, int workingCopies = 0) =>
        Check($"Shape {shape} of {dataType}", shape.ElementCount * TensorElementType.SizeOf(dataType) * (1 + workingCopies));

    /// <summary>Checks that the parameters of layers fit, all together.</summary>
    /// <exception cref="InitToolsException"><c>InitTools.ShapeTooLarge</c>.</exception>
    public static void Check(IReadOnlyCollection<LayerPlan> layers)
    {
        ParameterPlan[] parameters = [.. layers.SelectMany(layer => layer.AllParameters)];
        TensorShape[] shapes = [.. parameters.Select(parameter => parameter.Shape)];
        BigInteger elements = shapes.Aggregate(BigInteger.Zero, (sum, shape) => sum + shape.ElementCount);
        string largest = shapes.Length == 0 ? "" : $" (the largest kernel is {shapes.MaxBy(shape => shape.ElementCount)})";
        BigInteger working = parameters.Select(parameter => parameter.BlockShape.ElementCount * parameter.Blocks.Max(block => block.WorkingCopies))
            .DefaultIfEmpty().Max();
        Check($"{elements:N0} weights{largest}", (elements + working) * sizeof(float));
    }

    /// <summary>
    /// Checks that a batch fits with what its way through a model and back keeps: what goes into each activation and what comes
    /// out, and the gradients of both where they are largest. Of a foreign module only the dense layers are counted.
    /// </summary>
    /// <exception cref="InitToolsException"><c>InitTools.ShapeTooLarge</c>.</exception>
    public static void CheckPass(TensorModule model, long samples, IReadOnlyList<long> sample)
    {
        // On a graphics card it is the card's memory that counts, and libtorch's error that tells.
        if (ComputeDevice.Of(model).type != DeviceType.CPU) return;
        BigInteger[] kept = model is SequentialModel sequential
            ? [.. sequential.AllLayers.Where(layer => layer is not FlattenLayer).Select(Kept)]
            : [.. ModuleLayers.Leaves(model).Select(leaf => leaf.Module).OfType<Linear>().Select(linear => (BigInteger)(2 * linear.out_features))];
        BigInteger elements = kept.Aggregate(Size(sample) + (2 * kept.DefaultIfEmpty().Max()), BigInteger.Add);
        int bytes = TensorElementType.SizeOf(model.parameters().FirstOrDefault()?.dtype ?? torch.ScalarType.Float32);
        Check($"A batch of shape {samples}x{InitToolsException.Show(sample)} on its way through model '{ModelState.NameOf(model)}'", samples * elements * bytes);

        static BigInteger Kept(Layer layer) => Size(layer.OutputShape!) * (layer.Function is null or { Name: "linear" } ? 1 : 2);
    }

    private static BigInteger Size(IEnumerable<long> shape) => shape.Aggregate(BigInteger.One, (product, size) => product * size);

    private static void Check(FormattableString what, BigInteger bytes)
    {
        if (bytes <= Negligible) return;
        long available = AvailableBytes();
        if (bytes <= available) return;
        string name = FormattableString.Invariant(what);
        throw new InitToolsException(
            "ShapeTooLarge",
            $"{name} would take {Gigabytes((double)bytes)} of memory; it must fit into the {Gigabytes(available)} that are free.",
            FaultKind.ResourceUnavailable, name);
    }

    private static long AvailableBytes()
    {
        // The runtime knows the limit of a container or job; what others use right now, only the system knows.
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        if (memory.Index == 0)
        {
            // Before the first collection it doesn't know the load.
            GC.Collect(0);
            memory = GC.GetGCMemoryInfo();
        }
        long limit = memory.TotalAvailableMemoryBytes - Environment.WorkingSet;
        return OperatingSystem.IsLinux() && File.Exists(LinuxMemoryInfo)
            ? Math.Min(limit, LinuxAvailableBytes())
            : Math.Min(limit, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes);
    }

    private static long LinuxAvailableBytes()
    {
        const string Label = "MemAvailable:";
        string? line = File.ReadLines(LinuxMemoryInfo).FirstOrDefault(text => text.StartsWith(Label, StringComparison.Ordinal));
        return line is null ? long.MaxValue : long.Parse(line[Label.Length..^2], System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }

    private static string Gigabytes(double bytes) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / (1L << 30):0.##} GiB");
}
