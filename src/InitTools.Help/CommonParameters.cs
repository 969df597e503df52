using System.Reflection;

namespace InitTools.Help;

/// <summary>
/// The parameters that PowerShell adds to a cmdlet that changes things. Those that every cmdlet has are added by Get-Help.
/// </summary>
internal static class CommonParameters
{
    public static IEnumerable<ParameterHelp> Of(CustomAttributeData cmdlet) =>
        cmdlet.NamedArguments.Any(argument => argument.MemberName == "SupportsShouldProcess" && argument.TypedValue.Value is true)
            ?
            [
                Switch("WhatIf", "wi", "Says what would be done, and does nothing."),
                Switch("Confirm", "cf", "Asks before anything is done."),
            ]
            : [];

    private static ParameterHelp Switch(string name, string alias, string description) => new(
        name,
        new TypeName("SwitchParameter", "System.Management.Automation.SwitchParameter"),
        [description],
        "False",
        [alias],
        false,
        [new ParameterUse(ParameterUse.AllSets, false, null, false, false)]);
}
