using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using InitTools.Native;
using TorchSharp;

namespace InitTools.Tests.Native;

/// <summary>
/// This test program run again as a process of its own, for what can happen only once in a process. Everything it writes is
/// part of the answer, so that an answer without more in it shows that nothing else was written.
/// </summary>
internal static class NativeChild
{
    public const string Variable = "INITTOOLS_TESTS_NATIVE_CHILD";

    private static readonly Dictionary<string, Action> Scenarios = new()
    {
        ["EnsureLoaded"] = () =>
        {
            Parallel.For(0, 8, _ => TorchLibrary.EnsureLoaded());
            Console.WriteLine(TorchLibrary.IsLoaded);
            UseTorch();
        },
        ["TorchFirst"] = () =>
        {
            TorchLibrary.Register();
            Console.WriteLine(AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "TorchSharp"));
            UseTorch();
        },
        ["TorchFirstThenEnsureLoaded"] = () =>
        {
            TorchLibrary.Register();
            Report(UseTorch);
            Environment.SetEnvironmentVariable(NativeFiles.Variable, null);
            Report(TorchLibrary.EnsureLoaded);
        },
        ["EnsureLoadedThenRetry"] = () =>
        {
            Report(TorchLibrary.EnsureLoaded);
            Environment.SetEnvironmentVariable(NativeFiles.Variable, null);
            Report(TorchLibrary.EnsureLoaded);
            UseTorch();
        },
        ["LoadedFromMemory"] = () =>
        {
            TorchLibrary.EnsureLoaded();
            Console.WriteLine(LinuxLoader.IsMapped("memfd:libLibTorchSharp.so"));
        },
        ["EnsureLoaded fails"] = () => Report(TorchLibrary.EnsureLoaded),
        ["SetUpByOthers"] = () =>
        {
            nint library = 0;
            foreach (string path in NativeFolder.StagedFiles.Paths) library = Load(path);
            NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (name, _, _) => name == "LibTorchSharp" ? library : 0);
            TorchLibrary.EnsureLoaded();
            UseTorch();
        },
    };

    /// <summary>Runs a scenario in this process.</summary>
    public static int Run(string scenario)
    {
        Scenarios[scenario]();
        return 0;
    }

    /// <summary>Runs a scenario in a process of its own.</summary>
    /// <returns>All that it wrote, line by line.</returns>
    public static async Task<string[]> AnswerOf(string scenario, params (string Name, string? Value)[] environment)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "InitTools.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = scenario;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment[NativeFiles.Variable] = null;
        foreach ((string name, string? value) in environment) start.Environment[name] = value;

        using Process process = Process.Start(start)!;
        string[] written = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{scenario} ended with {process.ExitCode}: {string.Concat(written)}");
        return string.Concat(written).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static nint Load(string path) => OperatingSystem.IsLinux() ? LinuxLoader.Load(path) : NativeLibrary.Load(path);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseTorch()
    {
        using torch.Tensor square = torch.arange(1, 4, dtype: torch.float32).square();
        Console.WriteLine($"sum {square.sum().item<float>()}");
    }

    private static void Report(Action action)
    {
        try
        {
            action();
            Console.WriteLine("worked");
        }
        catch (Exception exception)
        {
            Console.WriteLine(exception.GetType().Name);
            var cause = exception as InitToolsException ?? exception.InnerException as InitToolsException;
            Console.WriteLine($"{cause?.ErrorId} {cause?.Message}");
        }
    }
}
