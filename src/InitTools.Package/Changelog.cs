namespace InitTools.Package;

/// <summary>A changelog in the format of keepachangelog.com.</summary>
internal static class Changelog
{
    private const string Heading = "## [";
    private const string Unreleased = "Unreleased";

    /// <summary>What it says of a version; of one that it doesn't know yet, what is unreleased.</summary>
    /// <exception cref="InvalidDataException">It says nothing.</exception>
    public static string NotesOf(string text, string version)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        string? notes = Section(lines, version) ?? Section(lines, Unreleased);
        return notes is { Length: > 0 } ? notes : throw new InvalidDataException($"The changelog says nothing of {version}.");
    }

    private static string? Section(string[] lines, string name)
    {
        int start = Array.FindIndex(lines, line => line.StartsWith($"{Heading}{name}]", StringComparison.OrdinalIgnoreCase));
        if (start < 0) return null;
        IEnumerable<string> section = lines.Skip(start + 1).TakeWhile(line => !line.StartsWith(Heading, StringComparison.Ordinal));
        return string.Join('\n', section).Trim();
    }
}
