using System.Management.Automation;

namespace InitTools.Module;

/// <summary>How the cmdlets that list a catalogue select from it.</summary>
internal static class Catalogue
{
    /// <summary>Writes what a name or wildcard selects; a plain name that selects nothing is an error of its own.</summary>
    /// <param name="command">The cmdlet that writes.</param>
    /// <param name="name">A name in any spelling, or a wildcard.</param>
    /// <param name="candidates">What may be written.</param>
    /// <param name="namesOf">The names of a candidate, the one that it shows first.</param>
    /// <param name="find">Looks the plain name up; its error lists near matches.</param>
    public static void Write<T>(
        InitToolsCommand command, string name, IEnumerable<T> candidates, Func<T, string[]> namesOf, Func<string> find)
    {
        if (WildcardPattern.ContainsWildcardCharacters(name))
        {
            try
            {
                var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
                command.WriteObject(candidates.Where(candidate => namesOf(candidate).Any(pattern.IsMatch)).ToArray(), true);
                return;
            }
            catch (WildcardPatternException)
            {
                // A bracket that isn't closed is part of a name that isn't known.
            }
        }
        try
        {
            string shown = find();
            command.WriteObject(candidates.Where(candidate => namesOf(candidate)[0] == shown), true);
        }
        catch (InitToolsException e)
        {
            // One wrong name among several shouldn't lose the others.
            command.WriteError(ErrorRecords.From(e));
        }
    }
}
