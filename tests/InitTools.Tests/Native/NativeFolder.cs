using InitTools.Native;

namespace InitTools.Tests.Native;

/// <summary>A temporary folder, and what the tests put into it.</summary>
internal sealed class NativeFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inittools-native-");

    /// <summary>libtorch as it is staged for this machine.</summary>
    public static NativeFiles StagedFiles { get; } = NativeFiles.Find(
        NativePlatform.Current,
        NativeFiles.Places(NativePlatform.Current, null, (string?)AppContext.GetData(NativeFiles.AppContextName), "."));

    public string Path => _folder.FullName;

    /// <summary>A folder with links to the staged files.</summary>
    public static NativeFolder OfStagedFiles()
    {
        var folder = new NativeFolder();
        foreach (string file in StagedFiles.Paths)
        {
            File.CreateSymbolicLink(System.IO.Path.Combine(folder.Path, System.IO.Path.GetFileName(file)), file);
        }

        return folder;
    }

    /// <summary>Puts a file there, in place of one of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">How it starts.</param>
    /// <param name="length">How long it is, if it is longer than that.</param>
    /// <returns>Its path.</returns>
    public string Put(string name, ReadOnlySpan<byte> bytes, long length = 0)
    {
        string path = System.IO.Path.Combine(Path, name);
        File.Delete(path);
        using FileStream file = File.Create(path);
        file.Write(bytes);
        file.SetLength(Math.Max(length, bytes.Length));
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
