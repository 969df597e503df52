using System.Globalization;
using TorchSharp;
using Module = TorchSharp.torch.nn.Module;

namespace InitTools.Native;

/// <summary>
/// Where tensors lie and are computed with: the machine's processor and memory, or a graphics card. It is a name at first; whether the
/// machine has it is asked when something is put there.
/// </summary>
public sealed record ComputeDevice
{
    private const string CpuName = "cpu";
    private const string CudaName = "cuda";

    private readonly int? _card;

    private ComputeDevice(string name, int? card)
    {
        Name = name;
        _card = card;
    }

    /// <summary>The machine's processor and memory.</summary>
    public static ComputeDevice Cpu { get; } = new(CpuName, null);

    /// <summary>The name: <c>cpu</c>, <c>cuda</c> (the first card) or <c>cuda:1</c>.</summary>
    public string Name { get; }

    /// <summary>Reads a name, without a look at the machine.</summary>
    /// <param name="name"><c>cpu</c>, <c>cuda</c> or <c>cuda:n</c> with n from 0, in upper or lower case.</param>
    /// <returns>The device.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.InvalidDevice</c>.</exception>
    public static ComputeDevice Parse(string? name)
    {
        string text = (name ?? "").Trim().ToLowerInvariant();
        if (text == CpuName) return Cpu;
        if (text == CudaName) return new ComputeDevice(text, 0);
        if (text.StartsWith(CudaName + ":", StringComparison.Ordinal)
            && int.TryParse(text[(CudaName.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int card))
        {
            return new ComputeDevice($"{CudaName}:{card.ToString(CultureInfo.InvariantCulture)}", card);
        }
        throw InitToolsException.Argument("InvalidDevice", "Device", name, "cpu, cuda or cuda:n, with n the number of a card from 0");
    }

    /// <summary>The names of the devices that this machine has; loads libtorch.</summary>
    /// <returns><c>cpu</c>, and <c>cuda:0</c> and so on where libtorch knows cards.</returns>
    public static IReadOnlyList<string> Available()
    {
        TorchLibrary.EnsureLoaded();
        // Asked of libtorch itself; that TorchSharp looks for another library first means nothing here (see TorchSharpImports).
        int cards = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        return [CpuName, .. Enumerable.Range(0, cards).Select(card => $"{CudaName}:{card.ToString(CultureInfo.InvariantCulture)}")];
    }

    /// <summary>Puts a tensor there.</summary>
    /// <param name="tensor">The tensor; it is disposed of, unless it lies there already.</param>
    /// <returns>The tensor there.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.DeviceNotAvailable</c>; then the tensor is as it was.</exception>
    public torch.Tensor Place(torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        torch.Device there = Open();
        if (IsOn(tensor, there)) return tensor;
        torch.Tensor moved = tensor.to(there);
        tensor.Dispose();
        return moved;
    }

    /// <summary>Puts a model's parameters and buffers there, in place: which of them take gradients stays as it is.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="InitToolsException"><c>InitTools.DeviceNotAvailable</c>; then the model is as it was.</exception>
    public void Place(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        torch.Device there = Open();
        if (model.parameters().Concat(model.buffers()).All(tensor => IsOn(tensor, there))) return;
        string[] frozen = [.. model.named_parameters().Where(entry => !entry.parameter.requires_grad).Select(entry => entry.name)];
        // Without, the moved parameters would be results of a copy, with the old ones kept for its gradient.
        using (torch.no_grad()) model.to(there);
        // TorchSharp lets all of them take gradients.
        foreach (string name in frozen) model.get_parameter(name)!.requires_grad = false;
    }

    /// <summary>Refuses a device that the machine hasn't.</summary>
    /// <exception cref="InitToolsException"><c>InitTools.DeviceNotAvailable</c>.</exception>
    public void Check() => Open();

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    /// <summary>Where a model lies: with its first parameter or buffer.</summary>
    internal static torch.Device Of(Module model) => model.parameters().Concat(model.buffers()).FirstOrDefault()?.device ?? torch.CPU;

    /// <summary>Refuses a model whose tensors hold no values: libtorch ends the process when it finds that out on the way back.</summary>
    /// <exception cref="InitToolsException"><c>InitTools.DeviceNotSupported</c>.</exception>
    internal static void RequireValues(Module model)
    {
        if (Of(model).type != DeviceType.META) return;
        throw new InitToolsException(
            "DeviceNotSupported", $"Model '{ModelState.NameOf(model)}' is on the device meta, where tensors hold no values; it must be on cpu or cuda.",
            FaultKind.InvalidOperation, ModelState.NameOf(model));
    }

    /// <summary>Whether a tensor lies on a device.</summary>
    internal static bool IsOn(torch.Tensor tensor, torch.Device device) =>
        tensor.device_type == device.type && (device.type == DeviceType.CPU || tensor.device_index == device.index);

    private torch.Device Open()
    {
        TorchLibrary.EnsureLoaded();
        if (_card is not { } card) return torch.CPU;
        IReadOnlyList<string> there = Available();
        if (there.Contains($"{CudaName}:{card.ToString(CultureInfo.InvariantCulture)}")) return new torch.Device(DeviceType.CUDA, card);
        string why = there.Count > 1 ? "this machine hasn't that card"
            : TorchLibrary.HasCuda ? "libtorch finds no card, or no driver for one"
            : "the libtorch that is loaded computes on the CPU only; Install-TorchBackend Cuda gets one for cards, for new sessions";
        throw new InitToolsException(
            "DeviceNotAvailable", $"Device is '{Name}', but {why}. It must be one that is there: {string.Join(", ", there)}.",
            FaultKind.ResourceUnavailable, Name);
    }
}
