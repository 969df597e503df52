namespace InitTools.Tests;

/// <summary>A folder for the caches of one test.</summary>
public sealed class SweepFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("InitTools-sweep-");

    public string Path => _folder.FullName;

    public string File(string name = "cache.jsonl") => System.IO.Path.Combine(Path, name);

    public void Dispose() => _folder.Delete(true);
}
