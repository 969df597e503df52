using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Turns the paths that users write into those of the file system, which knows the process's folder only, not the shell's.</summary>
internal static class FilePath
{
    /// <summary>The file that a path names as it stands, whether it is there or not.</summary>
    /// <param name="session">Where the user stands.</param>
    /// <param name="path">The path.</param>
    /// <exception cref="InitToolsException"><c>InitTools.NotAFilePath</c>: a path of something else, such as Env:, or of no drive.</exception>
    public static string Resolve(SessionState session, string path) => Resolve(path, () =>
    {
        string file = session.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return ([file], provider);
    })[0];

    /// <summary>Refuses a file that is there already, unless it may be replaced.</summary>
    /// <param name="path">The file, as <see cref="Resolve(SessionState, string)"/> gives it.</param>
    /// <param name="force">Whether it may.</param>
    /// <exception cref="InitToolsException"><c>InitTools.FileExists</c>.</exception>
    public static void RefuseExisting(string path, bool force)
    {
        if (File.Exists(path) && !force)
            throw new InitToolsException("FileExists", $"'{path}' is there already; -Force replaces it.", FaultKind.InvalidArgument, path);
    }

    /// <summary>The files that match a path with wildcards, or the one that a path without them names.</summary>
    /// <exception cref="InitToolsException">
    /// <c>InitTools.NotAFilePath</c>, or <c>InitTools.FileNotFound</c>: wildcards that match nothing.
    /// </exception>
    public static IReadOnlyList<string> Expand(SessionState session, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path)) return [Resolve(session, path)];
        string[] files = Resolve(path, () =>
        {
            System.Collections.ObjectModel.Collection<string> found = session.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            return ([.. found.Order(StringComparer.Ordinal)], provider);
        });
        return files.Length > 0 ? files : throw new InitToolsException(
            "FileNotFound", $"'{path}' matches no file; where its brackets are part of a name, give it as LiteralPath.", FaultKind.NotFound, path);
    }

    private static string[] Resolve(string path, Func<(string[] Files, ProviderInfo Provider)> resolve)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new InitToolsException("NotAFilePath", $"'{path}' is no path of a file: it holds a null character.", FaultKind.InvalidArgument, path);
        try
        {
            (string[] files, ProviderInfo provider) = resolve();
            if (provider.Name == "FileSystem") return files;
            throw new InitToolsException(
                "NotAFilePath", $"'{path}' is a path of the provider {provider.Name}; it must be one of the file system.",
                FaultKind.InvalidArgument, path);
        }
        catch (Exception fault) when (fault is SessionStateException or ProviderInvocationException or PSArgumentException or WildcardPatternException)
        {
            throw new InitToolsException("NotAFilePath", $"'{path}' is no path of a file: {fault.Message}", FaultKind.InvalidArgument, path, fault);
        }
    }
}
