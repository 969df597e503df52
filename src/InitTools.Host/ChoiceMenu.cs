using System.Management.Automation.Host;

namespace InitTools.Host;

/// <summary>A list of choices as PowerShell shows it: <c>[Y] Yes  [N] No  [?] Help (default is "Y"): </c>.</summary>
internal sealed class ChoiceMenu(IReadOnlyList<ChoiceDescription> choices, int defaultChoice)
{
    private readonly (string Key, string Label)[] _choices = [.. choices.Select(choice => Split(choice.Label))];

    public string Question
    {
        get
        {
            string listed = string.Join("  ", _choices.Select(choice => $"[{choice.Key}] {choice.Label}"));
            string preferred = defaultChoice >= 0 ? $" (default is \"{_choices[defaultChoice].Key}\")" : "";
            return $"{listed}  [?] Help{preferred}: ";
        }
    }

    public string Help =>
        string.Concat(_choices.Zip(choices, (shown, choice) => $"{shown.Key} - {choice.HelpMessage}{Environment.NewLine}"));

    /// <summary>The choice that an answer means, by key or by label; the default for an empty one; null for none.</summary>
    public int? Find(string answer)
    {
        if (answer.Length == 0 && defaultChoice >= 0)
            return defaultChoice;
        int index = Array.FindIndex(
            _choices,
            choice => answer.Equals(choice.Key, StringComparison.OrdinalIgnoreCase)
                || answer.Equals(choice.Label, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index : null;
    }

    // "Yes to &All" is chosen with A; a label without an ampersand with itself.
    private static (string Key, string Label) Split(string label)
    {
        int mark = label.IndexOf('&', StringComparison.Ordinal);
        string plain = label.Replace("&", "", StringComparison.Ordinal);
        return mark >= 0 && mark < plain.Length ? (plain[mark].ToString().ToUpperInvariant(), plain) : (plain, plain);
    }
}
