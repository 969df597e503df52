using TorchSharp;
using Module = TorchSharp.torch.nn.Module;

namespace InitTools;

/// <summary>
/// Models in safetensors files: the tensors of the state dictionary under their names, and for a <see cref="SequentialModel"/> its
/// architecture among the file's texts. Other libraries read the tensors as they are; nothing in a file is ever run.
/// </summary>
public static class ModelFile
{
    /// <summary>Writes a model. The file appears under its name only when it is whole; until then what was there stays.</summary>
    /// <param name="model">
    /// A <see cref="SequentialModel"/>, written with its architecture, or any other TorchSharp module, of which the state dictionary
    /// (parameters and buffers) is. The caller keeps it; it isn't changed.
    /// </param>
    /// <param name="path">Where it goes; a file that is there already is replaced.</param>
    /// <param name="cancellationToken">Stops the writing; then there is no new file.</param>
    /// <exception cref="InitToolsException">
    /// <c>DisposedModel</c>, <c>NothingToExport</c>, <c>FileUnwritable</c> or <c>UnsupportedElementType</c>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Write(Module model, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelState.ThrowIfDisposed(model);
        Dictionary<string, torch.Tensor> state = model.state_dict();
        if (state.Count == 0 && model is not SequentialModel)
        {
            throw new InitToolsException(
                "NothingToExport", $"Model '{ModelState.NameOf(model)}' has no parameters and no buffers.", FaultKind.InvalidData,
                ModelState.NameOf(model));
        }
        TensorFile.Write(path, state.Select(entry => (entry.Key, entry.Value)), ModelArchitecture.Describe(model), cancellationToken);
    }

    /// <summary>Reads a model that <see cref="Write"/> wrote: architecture, weights and buffers to the bit.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The model, the caller's.</returns>
    /// <exception cref="InitToolsException">
    /// <c>FileNotFound</c>, <c>FileUnreadable</c>; <c>InvalidTensorFile</c>: no safetensors file, or one that is cut off or contradicts
    /// itself; <c>ArchitectureMissing</c>: tensors of another program; <c>NewerFormatVersion</c>; <c>InvalidModelFile</c>,
    /// <c>UnknownLayerType</c> and others of an architecture that can't be built; <c>MissingTensor</c>, <c>UnexpectedTensor</c>,
    /// <c>TensorMismatch</c>: tensors that aren't those of the architecture; <c>ShapeTooLarge</c>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static SequentialModel Read(string path, CancellationToken cancellationToken = default)
    {
        using TensorFile file = TensorFile.Read(path, cancellationToken);
        SequentialModel model = ModelArchitecture.Build(file.Metadata, path);
        try
        {
            new TensorMatch(path, model.Name, model.state_dict(), file.Tensors).CheckReplacing();
            foreach ((string prefix, Layer layer) in model.named_modules().Select(entry => (entry.name, (Layer)entry.module)))
            {
                string[] own = [.. layer.named_parameters(false).Select(entry => entry.name), .. layer.named_buffers(false).Select(entry => entry.name)];
                foreach (string name in own) layer.Adopt(name, file.Take($"{prefix}.{name}"));
            }
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Overwrites the parameters and buffers of a model with the tensors of a file, InitTools' or another program's. Everything is checked
    /// first: after an error none has changed. Element types may become wider, so that no digit is lost.
    /// </summary>
    /// <param name="model">A module with the same names and shapes as the file's tensors; it keeps its element types and its device.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InitToolsException">
    /// <c>DisposedModel</c>, <c>FileNotFound</c>, <c>FileUnreadable</c>, <c>InvalidTensorFile</c>, <c>MissingTensor</c>,
    /// <c>UnexpectedTensor</c>, <c>TensorMismatch</c> or <c>ShapeTooLarge</c>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; then nothing has changed.</exception>
    public static void Load(Module model, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelState.ThrowIfDisposed(model);
        using TensorFile file = TensorFile.Read(path, cancellationToken);
        Dictionary<string, torch.Tensor> state = model.state_dict();
        new TensorMatch(path, ModelState.NameOf(model), state, file.Tensors).CheckCopying();
        using IDisposable noGrad = torch.no_grad();
        foreach ((string name, torch.Tensor live) in state) live.copy_(file.Tensors[name]);
    }
}
