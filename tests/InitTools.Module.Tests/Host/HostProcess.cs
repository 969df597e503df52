using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace InitTools.Module.Tests.Host;

/// <summary>What a run of the host left behind.</summary>
internal sealed record HostResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of the output, without the empty ones that the formatting puts around tables.</summary>
    public string[] Lines =>
        [.. Output.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
}

/// <summary>Runs the embedded host as a process of its own, with all three streams redirected.</summary>
internal static class HostProcess
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(6);

    public static string Path => (string)AppContext.GetData("InitTools.HostPath")!;

    // The runtime lies in <root>/shared/Microsoft.NETCore.App/<version>, and the command that started it in <root>.
    private static string Dotnet => System.IO.Path.GetFullPath(
        System.IO.Path.Combine(
            RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>Starts the host for a caller that ends it; what it writes is not read.</summary>
    public static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Dotnet, [Path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    public static Task<HostResult> RunAsync(params string[] arguments) => RunAsync(arguments, input: "");

    /// <summary>
    /// Runs the host, without a language and as wide as it likes unless told; a variable of the environment whose value is null is
    /// removed from it.
    /// </summary>
    /// <exception cref="TimeoutException">It took longer than the timeout, six minutes unless told, and was killed.</exception>
    public static async Task<HostResult> RunAsync(
        IEnumerable<string> arguments,
        string input = "",
        IReadOnlyDictionary<string, string?>? environment = null,
        TimeSpan? timeout = null)
    {
        UTF8Encoding encoding = new(encoderShouldEmitUTF8Identifier: false);
        ProcessStartInfo start = new(Dotnet, [Path, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = encoding,
            StandardOutputEncoding = encoding,
            StandardErrorEncoding = encoding,
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["COLUMNS"] = null;
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        using CancellationTokenSource deadline =
            CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(timeout ?? DefaultTimeout);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(deadline.Token);
            await WriteInputAsync(process, input);
            await process.WaitForExitAsync(deadline.Token);
            return new HostResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The host didn't end: {string.Join(' ', start.ArgumentList)}");
        }
    }

    private static async Task WriteInputAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of its input.
        }
    }
}

/// <summary>A script in a folder of its own, both gone at the end.</summary>
internal sealed class TemporaryScript : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("InitTools.Host ");

    public TemporaryScript(string text, string name = "it's a script.ps1")
    {
        Path = System.IO.Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllText(Path, text);
    }

    public string Path { get; }

    public string Folder => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
