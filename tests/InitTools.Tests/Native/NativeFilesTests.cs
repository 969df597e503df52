using System.Buffers.Binary;
using System.Runtime.InteropServices;
using InitTools.Native;

namespace InitTools.Tests.Native;

public class NativeFilesTests
{
    private static readonly NativePlatform Linux = NativePlatform.Of(OSPlatform.Linux, Architecture.X64, "linux-x64");
    private static readonly NativePlatform Windows = NativePlatform.Of(OSPlatform.Windows, Architecture.X64, "win-x64");
    private static readonly NativePlatform MacOS = NativePlatform.Of(OSPlatform.OSX, Architecture.Arm64, "osx-arm64");

    private static readonly byte[] Elf = SyntheticElf.Create(["TEST_1"]);
    private static readonly byte[] PortableExecutable = X64PortableExecutable();

    // A 64-bit Mach-O for arm64 whose one load command, a segment, ends at byte 200.
    private static readonly byte[] MachO = Words(
        [0xFEEDFACF, 0x0100000C, 0, 6, 1, 72, 0, 0, 0x19, 72, 0, 0, 0, 0, 0, 0, 0, 0, 100, 0, 100, 0, 0, 0, 0, 0], length: 200);

    [Fact]
    public void Staged_files_are_whole()
    {
        NativeFiles files = NativeFolder.StagedFiles;
        Assert.Equal(NativePlatform.Current.Files.Count, files.Paths.Count);
        Assert.All(files.Paths, path => Assert.True(Path.IsPathFullyQualified(path) && File.Exists(path)));
    }

    [Fact]
    public void A_folder_named_on_purpose_is_the_only_one_looked_at()
    {
        Assert.Equal(["/a"], Paths(NativeFiles.Places(Linux, "/a/", "/b", "/c")));
        Assert.Equal(["/b"], Paths(NativeFiles.Places(Linux, "  ", "/b", "/c")));
        Assert.Equal(["/c/runtimes/linux-x64/native", "/c"], Paths(NativeFiles.Places(Linux, null, null, "/c")));

        static IEnumerable<string> Paths(IReadOnlyList<NativePlace> places) => places.Select(
            place => place.Path[(Path.GetPathRoot(place.Path)!.Length - 1)..].Replace('\\', '/'));
    }

    [Fact]
    public void The_first_folder_with_every_file_is_taken()
    {
        using var empty = new NativeFolder();
        using NativeFolder partial = Filled(Linux, Elf);
        using NativeFolder whole = Filled(Linux, Elf);
        File.Delete(Path.Combine(partial.Path, "libtorch.so"));

        NativeFiles files = NativeFiles.Find(Linux, [Place(empty), Place(partial), Place(whole)]);

        Assert.Equal(whole.Path, files.Directory);
        Assert.Equal(
            ["libgomp-1.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so", "libLibTorchSharp.so"],
            files.Paths.Select(Path.GetFileName));
    }

    [Fact]
    public void Missing_files_are_reported_with_every_place_and_what_lacks_there()
    {
        using NativeFolder partial = Filled(Linux, Elf);
        File.Delete(Path.Combine(partial.Path, "libgomp-1.so.1"));
        File.Delete(Path.Combine(partial.Path, "libc10.so"));
        string absent = Path.Combine(partial.Path, "absent");

        var error = Assert.Throws<InitToolsException>(() => NativeFiles.Find(Linux, [new(absent, "here"), Place(partial)]));

        Assert.Equal("InitTools.NativeLibraryNotFound", error.ErrorId);
        Assert.Equal(FaultKind.ResourceUnavailable, error.Kind);
        Assert.Contains($"'{absent}' (here): no such folder", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{partial.Path}' (test): no libgomp-*.so.1, no libc10.so.", error.Message, StringComparison.Ordinal);
        Assert.Contains("INITTOOLS_TORCH_PATH", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_headers_of_every_format_tell_the_processor_and_the_length()
    {
        Assert.Equal(new(ImageFormat.Elf, Architecture.X64, Elf.Length), NativeImage.Read(new MemoryStream(Elf)));
        Assert.Equal(new(ImageFormat.MachO, Architecture.Arm64, 200), NativeImage.Read(new MemoryStream(MachO)));
        Assert.Equal(
            new(ImageFormat.PortableExecutable, Architecture.X64, PortableExecutable.Length),
            NativeImage.Read(new MemoryStream(PortableExecutable)));
    }

    [Theory]
    [InlineData("linux-x64")]
    [InlineData("win-x64")]
    [InlineData("osx-arm64")]
    public void A_file_that_ends_too_early_is_corrupt(string rid)
    {
        (NativePlatform platform, byte[] image) = rid switch
        {
            "linux-x64" => (Linux, Elf),
            "win-x64" => (Windows, PortableExecutable),
            _ => (MacOS, MachO),
        };
        using NativeFolder folder = Filled(platform, image);
        Assert.Equal(folder.Path, NativeFiles.Find(platform, [Place(folder)]).Directory);

        for (int length = 0; length < image.Length; length += 1 + (length / 50))
        {
            string path = folder.Put(platform.Files[1], image.AsSpan(0, length));
            AssertError("Corrupt", path, () => NativeFiles.Find(platform, [Place(folder)]));
        }
    }

    [Fact]
    public void A_truncated_libtorch_is_found_out_by_its_headers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links to files need rights on Windows.");
        string real = NativeFolder.StagedFiles.Paths[2];
        using NativeFolder folder = NativeFolder.OfStagedFiles();
        using FileStream file = File.OpenRead(real);
        long needed = NativeImage.Read(file).Length;
        file.Position = 0;
        var start = new byte[4096];
        file.ReadExactly(start);

        Assert.InRange(needed, file.Length - 64, file.Length);
        string path = folder.Put(Path.GetFileName(real), start, length: needed - 1);

        AssertError("Corrupt", path, () => NativeFiles.Find(Linux, [Place(folder)]));
    }

    [Fact]
    public void A_text_file_is_corrupt()
    {
        using NativeFolder folder = Filled(Linux, "version https://git-lfs"u8);
        AssertError("Corrupt", Path.Combine(folder.Path, "libgomp-1.so.1"), () => NativeFiles.Find(Linux, [Place(folder)]));
    }

    [Fact]
    public void A_file_of_another_system_or_processor_is_named_as_such()
    {
        byte[] arm = [.. Elf];
        arm[18] = 183;
        byte[] of32Bits = [.. Elf];
        of32Bits[4] = 1;
        foreach (byte[] image in new[] { arm, of32Bits, PortableExecutable, MachO })
        {
            using NativeFolder folder = Filled(Linux, Elf);
            string path = folder.Put("libtorch.so", image);
            AssertError("WrongPlatform", path, () => NativeFiles.Find(Linux, [Place(folder)]));
        }
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_reported()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links to files need rights on Windows.");
        using NativeFolder folder = Filled(Linux, Elf);
        string path = Path.Combine(folder.Path, "libtorch.so");
        File.Delete(path);
        File.CreateSymbolicLink(path, Path.Combine(folder.Path, "nowhere"));

        AssertError("LoadFailed", path, () => NativeFiles.Find(Linux, [Place(folder)]));
    }

    [Theory]
    [InlineData("LINUX", Architecture.Arm64, "linux-arm64")]
    [InlineData("LINUX", Architecture.X64, "linux-musl-x64")]
    [InlineData("LINUX", Architecture.X64, "alpine.3.20-x64")]
    [InlineData("WINDOWS", Architecture.X86, "win-x86")]
    [InlineData("OSX", Architecture.X64, "osx-x64")]
    [InlineData("FREEBSD", Architecture.X64, "freebsd-x64")]
    public void A_process_that_has_no_libtorch_is_told_so(string system, Architecture architecture, string rid)
    {
        var error = Assert.Throws<InitToolsException>(() => NativePlatform.Of(OSPlatform.Create(system), architecture, rid));
        Assert.Equal("InitTools.NativeLibraryWrongPlatform", error.ErrorId);
        Assert.Contains($"{system} {architecture}", error.Message, StringComparison.Ordinal);
        Assert.Equal(rid.Contains("linux-musl", StringComparison.Ordinal) || rid.StartsWith("alpine", StringComparison.Ordinal),
            error.Message.Contains("musl", StringComparison.Ordinal));
    }

    [Fact]
    public void A_second_libtorch_is_refused_and_another_OpenMP_is_not()
    {
        var files = new NativeFiles("/a", NativeFolder.StagedFiles.Paths);
        new LoadedModules(files.Paths).RefuseOtherThan(files);
        new LoadedModules(["/b/" + Path.GetFileName(files.Paths[0])]).RefuseOtherThan(files);

        string other = "/b/" + Path.GetFileName(files.Paths[^2]);
        AssertError("LoadFailed", other, () => new LoadedModules([other]).RefuseOtherThan(files));
    }

    private static void AssertError(string what, string named, Action action)
    {
        var error = Assert.Throws<InitToolsException>(action);
        Assert.Equal("InitTools.NativeLibrary" + what, error.ErrorId);
        Assert.Equal(FaultKind.ResourceUnavailable, error.Kind);
        Assert.Contains($"'{named}'", error.Message, StringComparison.Ordinal);
    }

    private static NativePlace Place(NativeFolder folder) => new(folder.Path, "test");

    private static NativeFolder Filled(NativePlatform platform, ReadOnlySpan<byte> image)
    {
        var folder = new NativeFolder();
        foreach (string name in platform.Files) folder.Put(name.Replace('*', '1'), image);
        return folder;
    }

    // This program's own library, said to be native code for x64.
    private static byte[] X64PortableExecutable()
    {
        byte[] image = File.ReadAllBytes(typeof(TorchLibrary).Assembly.Location);
        int header = BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(0x3C));
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(header + 4), 0x8664);
        return image;
    }

    private static byte[] Words(ReadOnlySpan<uint> words, int length)
    {
        var bytes = new byte[length];
        MemoryMarshal.AsBytes(words).CopyTo(bytes);
        return bytes;
    }
}
