using InitTools.Module.Tests.Host;

namespace InitTools.Module.Tests;

/// <summary>
/// What a new user does: unpacks the package, gets one clear error, installs libtorch and probes. The module, the user's folder
/// and NuGet's cache are new; the package of libtorch comes from where the build has restored it.
/// </summary>
public sealed class FirstInstallationTests(PackageFixture package) : IClassFixture<PackageFixture>
{
    [Fact]
    public async Task From_the_package_to_a_probe()
    {
        string source = (string)AppContext.GetData("InitTools.PackageRoot")!;
        string data = Directory.CreateDirectory(Path.Combine(package.Folder, "user")).FullName;
        HostResult result = await HostProcess.RunAsync(
            [
                "-Command",
                $$"""
                try { New-Tensor 3 } catch { "$($_.FullyQualifiedErrorId)|$_" }
                "complete: $(@(Get-TorchBackend | Where-Object Complete).Count)"
                Install-TorchBackend -Source '{{source}}' -WhatIf
                $backend = Install-TorchBackend -Source '{{source}}' -PassThru
                "$($backend.Backend) $($backend.Version) $($backend.Source) chosen: $($backend.Chosen) loaded: $($backend.Loaded)"
                $net = 1..3 | ForEach-Object { New-DenseLayer 20 -Activation tanh } | New-SequentialModel -InputShape 20 -Seed 1
                "$(($net | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow).Verdict)"
                "loaded: $((Get-TorchBackend | Where-Object Chosen).Loaded)"
                (Get-TorchBackend | Where-Object Chosen).Path
                """,
            ],
            environment: new Dictionary<string, string?>
            {
                ["INITTOOLS_MODULE_PATH"] = Path.Combine(package.Module, "InitTools.psd1"),
                ["INITTOOLS_TORCH_PATH"] = null,
                ["NUGET_PACKAGES"] = Path.Combine(package.Folder, "empty"),
                ["XDG_DATA_HOME"] = data,
                ["LOCALAPPDATA"] = data,
                ["HOME"] = data,
            });

        Assert.Equal("", result.Error);
        string[] lines = result.Lines;
        Assert.StartsWith("InitTools.NativeLibraryNotFound,", lines[0], StringComparison.Ordinal);
        Assert.Contains("Run Install-TorchBackend", lines[0], StringComparison.Ordinal);
        Assert.Equal("complete: 0", lines[1]);
        Assert.StartsWith("What if:", lines[2], StringComparison.Ordinal);
        Assert.Matches(@"^Cpu \d+\.\d+\.\d+ User chosen: True loaded: False$", lines[3]);
        Assert.Equal(["Healthy", "loaded: True"], lines[4..6]);
        Assert.StartsWith(data, lines[6], StringComparison.Ordinal);
        Assert.Equal(7, lines.Length);
    }
}
