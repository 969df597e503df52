using System.Runtime.InteropServices;
using InitTools.Native;
using TorchSharp;

namespace InitTools.Tests.Native;

public class TorchLibraryTests
{
    private const string Nowhere = "/nowhere/at/all";

    [Fact]
    public void After_loading_tensors_work()
    {
        TorchLibrary.EnsureLoaded();

        Assert.True(TorchLibrary.IsLoaded);
        Assert.Equal(NativeFolder.StagedFiles.Directory, TorchLibrary.Directory);
        using torch.Tensor a = torch.eye(3);
        Assert.Equal(3, a.matmul(a).sum().item<float>());
    }

    [Theory]
    [InlineData("EnsureLoaded", "True")]
    [InlineData("TorchFirst", "False")]
    public async Task Neither_the_NuGet_cache_nor_a_foreign_libtorch_is_used(string scenario, string answer)
    {
        using NativeFolder foreign = ForeignLibTorch();
        using var temporary = new NativeFolder();
        byte[] shipped = await ShippedTorchSharp();

        string[] written = await NativeChild.AnswerOf(
            scenario,
            ("NUGET_PACKAGES", Nowhere),
            ("LD_LIBRARY_PATH", foreign.Path),
            ("DYLD_LIBRARY_PATH", null),
            ("TMPDIR", temporary.Path));

        // Foreign libraries here have no symbols: had one been taken, nothing would have worked.
        Assert.Equal([answer, "sum 14"], written);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary.Path));
        Assert.Equal(shipped, await ShippedTorchSharp());
        Assert.False(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "cpu")));
    }

    [Fact]
    public async Task Loading_can_be_tried_again()
    {
        using var empty = new NativeFolder();
        string[] written = await NativeChild.AnswerOf("EnsureLoadedThenRetry", (NativeFiles.Variable, empty.Path));

        Assert.Equal(["InitToolsException", "worked", "sum 14"], [written[0], .. written[2..]]);
        Assert.StartsWith("InitTools.NativeLibraryNotFound", written[1], StringComparison.Ordinal);
        Assert.Contains($"'{empty.Path}' (environment variable INITTOOLS_TORCH_PATH)", written[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_uses_TorchSharp_first_gets_the_error_and_no_half_gigabyte_copy()
    {
        using var empty = new NativeFolder();
        string[] written = await NativeChild.AnswerOf("TorchFirstThenEnsureLoaded", (NativeFiles.Variable, empty.Path));

        Assert.Equal(["TypeInitializationException", "InitToolsException"], [written[0], written[2]]);
        Assert.StartsWith("InitTools.NativeLibraryNotFound", written[1], StringComparison.Ordinal);
        Assert.StartsWith("InitTools.NativeLibraryNotFound", written[3], StringComparison.Ordinal);
        Assert.Contains("new session", written[3], StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "cpu")));
    }

    [Fact]
    public async Task What_others_have_set_up_is_used() =>
        Assert.Equal(["sum 14"], await NativeChild.AnswerOf("SetUpByOthers"));

    [Fact]
    public async Task A_system_that_is_too_old_is_told_what_it_lacks()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has versions of symbols.");
        using NativeFolder folder = NativeFolder.OfStagedFiles();
        byte[] image = await ShippedTorchSharp();
        Replace(image, "GLIBCXX_3.4.30"u8, "GLIBCXX_3.4.99"u8);
        string path = folder.Put("libLibTorchSharp.so", image);

        string[] written = await NativeChild.AnswerOf("EnsureLoaded fails", (NativeFiles.Variable, folder.Path));

        Assert.Equal("InitToolsException", written[0]);
        Assert.Matches(
            $@"^InitTools\.NativeLibraryRuntimeTooOld The native library '{path}' needs GLIBCXX_3\.4\.99 of "
                + @"'/.*/libstdc\+\+\.so\.6[^']*', which goes up to GLIBCXX_3\.4\.\d+\. ",
            written[1]);
    }

    [Fact]
    public async Task A_library_that_loads_as_it_is_is_not_copied()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has versions of symbols.");
        using NativeFolder folder = NativeFolder.OfStagedFiles();
        byte[] shipped = await ShippedTorchSharp();
        folder.Put("libLibTorchSharp.so", ElfImage.Parse(shipped).WithWeakVersion(LinuxLoader.DispensableVersion));

        Assert.Equal(["False"], await NativeChild.AnswerOf("LoadedFromMemory", (NativeFiles.Variable, folder.Path)));
    }

    [Fact]
    public async Task What_the_loader_says_is_passed_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links to files need rights on Windows.");
        using NativeFolder folder = NativeFolder.OfStagedFiles();
        string path = folder.Put("libc10.so", EmptyElfLibrary.Create("libc10.so"));

        string[] written = await NativeChild.AnswerOf("EnsureLoaded fails", (NativeFiles.Variable, folder.Path));

        Assert.Matches($@"^InitTools\.NativeLibraryLoadFailed .*undefined symbol", written[1]);
        Assert.DoesNotContain(path, written[1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_library_answers_to_its_name()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names are reserved on Linux only.");
        Assert.False(NativeLibrary.TryLoad("libinittools-reserved.so", out _));
        nint library = LinuxLoader.LoadFromMemory("test", EmptyElfLibrary.Create("libinittools-reserved.so"));
        Assert.Equal(library, NativeLibrary.Load("libinittools-reserved.so"));
    }

    private static NativeFolder ForeignLibTorch()
    {
        var folder = new NativeFolder();
        string[] names = ["libc10.so", "libtorch.so", "libtorch_cpu.so", "libtorch_cuda.so", "libLibTorchSharp.so"];
        foreach (string name in names)
        {
            folder.Put(name, EmptyElfLibrary.Create(name));
        }

        return folder;
    }

    private static Task<byte[]> ShippedTorchSharp() =>
        File.ReadAllBytesAsync(NativeFolder.StagedFiles.Paths[^1], TestContext.Current.CancellationToken);

    private static void Replace(Span<byte> image, ReadOnlySpan<byte> text, ReadOnlySpan<byte> replacement)
    {
        for (int place; (place = image.IndexOf(text)) >= 0;) replacement.CopyTo(image[place..]);
    }
}
