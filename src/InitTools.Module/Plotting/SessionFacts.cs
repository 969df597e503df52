using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.InteropServices;
using InitTools.Native;
using InitTools.Plotting;
using TorchSharp;

namespace InitTools.Module;

/// <summary>The versions that numbers depend on, for a report.</summary>
internal static class SessionFacts
{
    /// <summary>The versions of the module, of what it stands on, and of the system.</summary>
    /// <param name="session">The session, which knows PowerShell's version.</param>
    public static IEnumerable<ReportFact> Versions(SessionState session)
    {
        yield return new("InitTools", VersionOf(typeof(SessionFacts).Assembly));
        yield return new("TorchSharp", VersionOf(typeof(torch).Assembly));
        // Asking would load it, and so does what makes numbers: a session without it has rows from elsewhere.
        if (TorchLibrary.IsLoaded)
        {
            yield return new("libtorch", torch.__version__);
            yield return new("Threads of libtorch", torch.get_num_threads().ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            yield return new("libtorch", "not loaded in the session that made this page");
        }
        yield return new(".NET", Environment.Version.ToString());
        if (session.PSVariable.GetValue("PSVersionTable") is System.Collections.IDictionary table && table["PSVersion"] is { } version)
            yield return new("PowerShell", version.ToString()!);
        yield return new("System", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
    }

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version!.ToString();
}
