namespace InitTools.Module;

/// <summary>
/// Reads the name of one of a few values. The parameters are text, not enumerations: for those PowerShell completes bare names without
/// tooltips, and answers a misspelt one with all of them instead of the nearest.
/// </summary>
internal static class EnumArgument
{
    /// <summary>Looks a value up.</summary>
    /// <param name="name">The name in any spelling.</param>
    /// <param name="parameter">The parameter that it was given for; the error is called Unknown and this.</param>
    /// <exception cref="InitToolsException">No such value; the message lists near matches.</exception>
    public static T Find<T>(string? name, string parameter)
        where T : struct, Enum =>
        new NameTable<T>(parameter.ToLowerInvariant(), Enum.GetValues<T>().Select(value => (value, new[] { value.ToString() }))).Find(name, parameter);
}
