using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using InitTools.Native;

namespace InitTools.Tests.Native;

/// <summary>Small packages that look like libtorch's.</summary>
internal static class FakePackage
{
    public const string Id = "libtorch-cpu-linux-x64";
    public const string CudaId = "libtorch-cuda-12.8-linux-x64";

    public static readonly NativePlatform Linux = NativePlatform.Of(OSPlatform.Linux, Architecture.X64, "linux-x64");

    /// <summary>A library of Linux; what comes after its image is ballast, which makes packages large enough to be cut.</summary>
    public static byte[] Library(int ballast = 0, int seed = 0)
    {
        var random = new byte[ballast];
        new Random(seed).NextBytes(random);
        return [.. SyntheticElf.Create(["TEST_1"]), .. random];
    }

    /// <summary>The files of a whole backend, and some that nobody needs.</summary>
    public static Dictionary<string, byte[]> Files(int ballast = 0, int seed = 0) => new()
    {
        ["runtimes/linux-x64/native/libgomp-98b21ff3.so.1"] = Library(),
        ["runtimes/linux-x64/native/libc10.so"] = Library(),
        ["runtimes/linux-x64/native/libtorch.so"] = Library(),
        ["runtimes/linux-x64/native/libtorch_cpu.so"] = Library(ballast, seed),
        ["runtimes/linux-x64/native/libtorch_python.so"] = Library(),
        ["runtimes/win-x64/native/torch.dll"] = Library(),
        ["runtimes/linux-x64/native/../../../../../../escaped.so"] = Library(),
        ["LICENSE-LIBTORCH.txt"] = "licence"u8.ToArray(),
    };

    /// <summary>Makes a package.</summary>
    public static byte[] Create(string id, string version, IReadOnlyDictionary<string, byte[]> files, params string[] dependencies)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            IEnumerable<string> list = dependencies.Select(dependency => $"<dependency id=\"{dependency}\" version=\"[{version}, )\" />");
            Write(zip, id + ".nuspec", Encoding.UTF8.GetBytes(
                $"""
                <package xmlns="http://schemas.microsoft.com/packaging/2012/06/nuspec.xsd"><metadata><id>{id}</id><version>{version}</version>
                <dependencies><group targetFramework=".NETStandard2.0">{string.Concat(list)}<dependency id="Other" version="1.0.0" /></group></dependencies>
                </metadata></package>
                """));
            foreach ((string path, byte[] bytes) in files) Write(zip, path, bytes);
        }

        return stream.ToArray();
    }

    /// <summary>A backend for the processor in one package.</summary>
    public static byte[] Cpu(int ballast = 0, int seed = 0) => Create(Id, BackendPackages.RequiredVersion, Files(ballast, seed));

    /// <summary>
    /// A backend for graphics cards in five packages: one that only leads to the others, one with whole files, and one that is in
    /// three parts.
    /// </summary>
    /// <param name="whole">The file in three parts.</param>
    public static Dictionary<string, byte[]> Cuda(byte[] whole)
    {
        string version = BackendPackages.RequiredVersion;
        byte[][] parts = [whole[..100], whole[100..250], whole[250..]];
        string hash = Convert.ToHexStringLower(SHA256.HashData(whole));
        const string Native = "runtimes/linux-x64/native/libtorch_cuda.so";
        string fragment = Native.Replace("runtimes", "fragments", StringComparison.Ordinal) + ".fragment";
        var packages = new Dictionary<string, byte[]>();
        Add("", [], "-part1", "-part2-primary", "-part2-fragment1", "-part2-fragment2");
        Add("-part1", Files());
        Add("-part2-primary", new() { [Native] = parts[0], [Native + ".sha"] = Encoding.UTF8.GetBytes(hash) });
        Add("-part2-fragment1", new() { [fragment + "1"] = parts[1] });
        Add("-part2-fragment2", new() { [fragment + "2"] = parts[2] });
        return packages;

        void Add(string suffix, Dictionary<string, byte[]> files, params string[] dependencies) =>
            packages[CudaId + suffix] = Create(CudaId + suffix, version, files, [.. dependencies.Select(other => CudaId + other)]);
    }

    /// <summary>SHA-512 as NuGet writes it.</summary>
    public static string Hash(byte[] package) => Convert.ToBase64String(SHA512.HashData(package));

    private static void Write(ZipArchive zip, string path, byte[] bytes)
    {
        using Stream entry = zip.CreateEntry(path, CompressionLevel.NoCompression).Open();
        entry.Write(bytes);
    }
}
