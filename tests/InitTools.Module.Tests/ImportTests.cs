using InitTools.Module.Tests.Host;

namespace InitTools.Module.Tests;

/// <summary>What importing the module does to a fresh process, and where the natives come from.</summary>
public sealed class ImportTests
{
    private const string LoadedTorch =
        "[IO.File]::ReadAllLines('/proc/self/maps') | Where-Object { $_ -match 'torch' } | ForEach-Object { ($_ -split ' +', 6)[5] }";

    [Fact]
    public async Task Import_loads_nothing_of_libtorch()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        HostResult result = await HostProcess.RunAsync(["-Command", $"Import-Module '{ModuleSession.ModulePath}'; Get-Initializer he_normal | Out-Null; {LoadedTorch}"], "");
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("libtorch", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_staged_module_stands_alone_beside_a_foreign_libtorch()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        string foreign = Directory.CreateTempSubdirectory().FullName;
        try
        {
            foreach (string file in new[] { "libtorch_cpu.so", "libtorch.so", "libc10.so", "libLibTorchSharp.so" })
                File.WriteAllText(Path.Combine(foreign, file), "not a library");
            HostResult result = await HostProcess.RunAsync(
                ["-Command", $"[TorchSharp.torch]::ones(2, 2).sum().item[float](); (New-Tensor 3,3 | Measure-Tensor).Count; {LoadedTorch}"],
                "",
                new Dictionary<string, string?>
                {
                    ["LD_LIBRARY_PATH"] = foreign,
                    ["NUGET_PACKAGES"] = Path.Combine(foreign, "nowhere"),
                });
            Assert.Equal("", result.Error);
            string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(["4", "9"], lines[..2]);
            string staged = Path.GetDirectoryName(ModuleSession.ModulePath)!;
            Assert.All(lines[2..].Where(line => line.EndsWith(".so", StringComparison.Ordinal)), line => Assert.StartsWith(staged, line, StringComparison.Ordinal));
            Assert.Contains(lines, line => line.EndsWith("libtorch_cpu.so", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(foreign, true);
        }
    }

    [Fact]
    public async Task A_missing_native_file_is_one_clear_error()
    {
        string empty = Directory.CreateTempSubdirectory().FullName;
        try
        {
            foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(ModuleSession.ModulePath)!))
                File.Copy(file, Path.Combine(empty, Path.GetFileName(file)));
            HostResult result = await HostProcess.RunAsync(
                ["-Command", "try { New-Tensor 3 } catch { $_.FullyQualifiedErrorId; \"$_\" }"],
                "",
                new Dictionary<string, string?> { ["INITTOOLS_MODULE_PATH"] = Path.Combine(empty, "InitTools.psd1") });
            Assert.StartsWith("InitTools.NativeLibraryNotFound,", result.Output, StringComparison.Ordinal);
            Assert.Contains(empty, result.Output, StringComparison.Ordinal);
            Assert.Equal("", result.Error);
        }
        finally
        {
            Directory.Delete(empty, true);
        }
    }

    [Fact]
    public void The_staged_module_holds_what_is_needed_and_no_more()
    {
        string staged = Path.GetDirectoryName(ModuleSession.ModulePath)!;
        FileInfo[] files = [.. new DirectoryInfo(staged).EnumerateFiles("*", SearchOption.AllDirectories)];
        Assert.True(files.Sum(file => file.Length) < 520L * 1024 * 1024);
        Assert.DoesNotContain(files, file => file.Name.StartsWith("System.Management", StringComparison.Ordinal));
        // TorchSharp's own SkiaSharp isn't staged; that of the pictures lies apart, where nothing else finds it.
        string plotting = Path.Combine(staged, "plotting");
        Assert.DoesNotContain(files, file => file.Name.Contains("SkiaSharp", StringComparison.Ordinal)
            && !file.FullName.StartsWith(plotting, StringComparison.Ordinal));
    }
}
