namespace InitTools.Native;

/// <summary>The order of package versions, as far as the numbers go; a prerelease stands before its release.</summary>
internal static class VersionOrder
{
    /// <summary>Compares two versions.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    /// <returns>Below 0 where the first is the older one.</returns>
    public static int Compare(string a, string b)
    {
        (Version numbersOfA, string labelOfA) = Split(a);
        (Version numbersOfB, string labelOfB) = Split(b);
        int order = numbersOfA.CompareTo(numbersOfB);
        if (order != 0) return order;
        bool isOnlyOneRelease = labelOfA.Length == 0 != (labelOfB.Length == 0);
        return isOnlyOneRelease ? labelOfB.Length - labelOfA.Length : string.CompareOrdinal(labelOfA, labelOfB);
    }

    private static (Version Numbers, string Label) Split(string version)
    {
        string[] parts = version.Split('-', 2);
        _ = Version.TryParse(parts[0], out Version? numbers);
        return (numbers ?? new Version(0, 0), parts.Length > 1 ? parts[1] : "");
    }
}
