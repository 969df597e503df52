using TorchSharp;

namespace InitTools;

/// <summary>Whether the tensors of a file are those of a model, checked before any of the model's is touched.</summary>
/// <param name="Path">The file, for messages.</param>
/// <param name="Model">The model's name, for messages.</param>
/// <param name="State">The model's parameters and buffers.</param>
/// <param name="Stored">The file's tensors.</param>
internal sealed record TensorMatch(
    string Path, string Model, IReadOnlyDictionary<string, torch.Tensor> State, IReadOnlyDictionary<string, torch.Tensor> Stored)
{
    // More names than these tell no more.
    private const int NamesShown = 3;

    /// <summary>Names and shapes are the same, and every stored tensor is of a type that a weight can have.</summary>
    public void CheckReplacing()
    {
        CheckNamesAndShapes();
        foreach ((string name, torch.Tensor stored) in Stored)
            if (!stored.is_floating_point()) throw Mismatch(name, $"is of type {stored.dtype}; it must be of a floating-point type");
    }

    /// <summary>Names and shapes are the same, and every stored value fits into the model's tensor.</summary>
    public void CheckCopying()
    {
        CheckNamesAndShapes();
        foreach ((string name, torch.Tensor stored) in Stored)
        {
            torch.ScalarType type = State[name].dtype;
            if (Fits(stored.dtype, type)) continue;
            throw Mismatch(name, $"is of type {stored.dtype}, which the model's {type} can't hold; turn the model into {stored.dtype} first");
        }
    }

    private void CheckNamesAndShapes()
    {
        string[] missing = [.. State.Keys.Where(name => !Stored.ContainsKey(name))];
        string[] unexpected = [.. Stored.Keys.Where(name => !State.ContainsKey(name))];
        if (missing.Length + unexpected.Length > 0)
        {
            string[] parts = [.. new[] { Name("lacks", missing), Name("has besides", unexpected) }.OfType<string>()];
            throw new InitToolsException(
                missing.Length > 0 ? "MissingTensor" : "UnexpectedTensor",
                $"'{Path}': its tensors must be those of model '{Model}', but it {string.Join(", and it ", parts)}.",
                FaultKind.InvalidData, missing.Concat(unexpected).First());
        }
        foreach ((string name, torch.Tensor stored) in Stored)
        {
            if (stored.shape.SequenceEqual(State[name].shape)) continue;
            throw Mismatch(name, $"has the shape {Show(stored)}; it must be {Show(State[name])}");
        }
    }

    private static string? Name(string what, string[] names) => names.Length == 0 ? null
        : $"{what} {string.Join(", ", names.Take(NamesShown).Select(InitToolsException.Show))}"
        + (names.Length > NamesShown ? $" and {names.Length - NamesShown} more" : "");

    private static string Show(torch.Tensor tensor) => tensor.dim() == 0 ? "that of a single number" : InitToolsException.Show(tensor.shape);

    // The same type, or a floating-point type that holds every value of the other.
    private static bool Fits(torch.ScalarType stored, torch.ScalarType live) => stored == live || (stored, live) is
        (torch.ScalarType.Float16 or torch.ScalarType.BFloat16, torch.ScalarType.Float32 or torch.ScalarType.Float64)
        or (torch.ScalarType.Float32, torch.ScalarType.Float64);

    private InitToolsException Mismatch(string name, string what) => new(
        "TensorMismatch", $"'{Path}': tensor '{name}' of model '{Model}' {what}.", FaultKind.InvalidData, name);
}
