namespace InitTools;

/// <summary>The builds of libtorch.</summary>
public enum TorchBackendKind
{
    /// <summary>For the processor alone.</summary>
    Cpu,

    /// <summary>For NVIDIA's graphics cards too; Linux and Windows have it.</summary>
    Cuda,
}
