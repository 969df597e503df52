namespace InitTools.Help;

/// <summary>Finds what a cmdlet's help lacks. Help with gaps is not written.</summary>
internal static class HelpGaps
{
    private const int LeastExamples = 2;

    public static IEnumerable<string> Of(CmdletHelp help)
    {
        if (help.Synopsis.Count == 0) yield return $"{help.Name} has no <summary>.";
        if (help.Description.Count == 0) yield return $"{help.Name} has no <remarks>.";
        if (help.Outputs.Count == 0) yield return $"{help.Name} has no OutputType.";
        if (help.Outputs.Any(output => output.Description.Count == 0)) yield return $"{help.Name} has no <returns>.";
        if (help.Links.Count == 0) yield return $"{help.Name} has no <seealso>.";
        foreach (ParameterHelp parameter in help.Parameters.Where(parameter => parameter.Description.Count == 0))
            yield return $"Parameter {parameter.Name} of {help.Name} has no <summary>.";
        if (help.Examples.Count < LeastExamples)
            yield return $"{help.Name} has {help.Examples.Count} <example>; it must have {LeastExamples} or more.";
        foreach ((ExampleHelp example, int index) in help.Examples.Select((example, index) => (example, index)))
        {
            if (example.Title.Length == 0) yield return $"Example {index + 1} of {help.Name} has no text before its <code>.";
            if (example.Code.Length == 0) yield return $"Example {index + 1} of {help.Name} has no <code>.";
        }
    }
}
