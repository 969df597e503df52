using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>
/// Tensors by name in a safetensors file, the format that Hugging Face's libraries, PyTorch, JAX and others read and write. It
/// holds numbers and texts only: nothing in it is ever run.
/// </summary>
public sealed class TensorFile : IDisposable
{
    // Between two pieces a cancellation is looked at.
    private const long PieceBytes = 1L << 26;

    private readonly Dictionary<string, torch.Tensor> _tensors = new(StringComparer.Ordinal);

    private TensorFile(IReadOnlyDictionary<string, string> metadata) => Metadata = metadata;

    /// <summary>The tensors by name; they are this object's and go with it.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Tensors => _tensors;

    /// <summary>The texts that the file holds beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Gives a tensor away: it is the caller's from then on, and no longer among <see cref="Tensors"/>.</summary>
    internal torch.Tensor Take(string name) =>
        _tensors.Remove(name, out torch.Tensor? tensor) ? tensor : throw new KeyNotFoundException(name);

    /// <summary>Writes a file. It appears under its name only when it is whole; until then what was there stays.</summary>
    /// <param name="path">Where it goes; a file that is there already is replaced.</param>
    /// <param name="tensors">Names, different from each other, and tensors of any shape; the caller keeps them.</param>
    /// <param name="metadata">Texts to keep beside them; null for none.</param>
    /// <param name="cancellationToken">Stops the writing; then there is no new file.</param>
    /// <exception cref="InitToolsException">
    /// <c>InitTools.FileUnwritable</c>; <c>InitTools.UnsupportedElementType</c>: a type that the format hasn't, such as complex
    /// numbers; <c>InitTools.DuplicateTensorName</c>; <c>InitTools.ReservedTensorName</c>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Write(
        string path,
        IEnumerable<(string Name, torch.Tensor Tensor)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        // Larger elements first, as the format's own writer has them: then each tensor begins at a multiple of its element size, without
        // which readers that look at the bytes where they lie can't take it.
        (string Name, torch.Tensor Tensor)[] all = [.. tensors.OrderByDescending(entry => TensorElementType.SizeOf(entry.Tensor.dtype))];
        TensorFileHeader header = Plan(all, metadata ?? new Dictionary<string, string>());
        FileReplacement.Write(path, stream =>
        {
            header.Write(stream);
            foreach ((_, torch.Tensor tensor) in all) Save(tensor, stream, cancellationToken);
        });
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Its tensors, in the machine's memory, and its texts; the caller disposes of it.</returns>
    /// <exception cref="InitToolsException">
    /// <c>InitTools.FileNotFound</c>; <c>InitTools.FileUnreadable</c>; <c>InitTools.InvalidTensorFile</c>: no safetensors file, or one
    /// that is cut off or contradicts itself; <c>InitTools.ShapeTooLarge</c>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TensorFile Read(string path, CancellationToken cancellationToken = default) =>
        DataFile.Guard(path, () => ReadWhole(path, cancellationToken));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (torch.Tensor tensor in _tensors.Values) tensor.Dispose();
    }

    private static TensorFileHeader Plan((string Name, torch.Tensor Tensor)[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var entries = new List<TensorFileEntry>(tensors.Length);
        var names = new HashSet<string>(StringComparer.Ordinal);
        long end = 0;
        foreach ((string name, torch.Tensor tensor) in tensors)
        {
            if (name == TensorFileHeader.MetadataName)
                throw InitToolsException.Argument("ReservedTensorName", "Name", name, "another: the format keeps its texts under it");
            if (!names.Add(name)) throw InitToolsException.Argument("DuplicateTensorName", "Name", name, "different for each tensor of a file");
            // Refuses what the format hasn't before anything is written.
            _ = TensorElementType.NameOf(tensor.dtype);
            long begin = end;
            end += tensor.NumberOfElements * TensorElementType.SizeOf(tensor.dtype);
            entries.Add(new TensorFileEntry(name, tensor.dtype, tensor.shape, begin, end));
        }
        return new TensorFileHeader(entries, metadata);
    }

    private static TensorFile ReadWhole(string path, CancellationToken cancellationToken)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        TensorFileHeader header = TensorFileHeader.Read(stream, reason => new InitToolsException(
            "InvalidTensorFile", $"'{path}': {reason}", FaultKind.InvalidData, path));
        var file = new TensorFile(header.Metadata);
        try
        {
            foreach (TensorFileEntry entry in header.Entries) file._tensors.Add(entry.Name, Load(entry, stream, cancellationToken));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static torch.Tensor Load(TensorFileEntry entry, FileStream stream, CancellationToken cancellationToken)
    {
        if (entry.Shape.Length > 0 && entry.End > entry.Begin) MemoryBudget.Check(new TensorShape(entry.Shape), entry.Type);
        torch.Tensor tensor = torch.empty(entry.Shape, dtype: entry.Type).DetachFromDisposeScope();
        try
        {
            ForPieces(tensor, piece => stream.ReadExactly(piece), cancellationToken);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private static void Save(torch.Tensor tensor, Stream stream, CancellationToken cancellationToken)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        ForPieces(tensor.detach().cpu().contiguous(), piece => stream.Write(piece), cancellationToken);
    }

    private delegate void PieceAction(Span<byte> piece);

    // By address: a span over all of a tensor would end at 2 GiB.
    private static unsafe void ForPieces(torch.Tensor tensor, PieceAction action, CancellationToken cancellationToken)
    {
        long bytes = tensor.NumberOfElements * TensorElementType.SizeOf(tensor.dtype);
        if (bytes == 0) return;
        byte* origin = (byte*)TensorAddress.Of(tensor);
        for (long done = 0; done < bytes; done += PieceBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            action(new Span<byte>(origin + done, (int)Math.Min(PieceBytes, bytes - done)));
        }
        GC.KeepAlive(tensor);
    }
}
