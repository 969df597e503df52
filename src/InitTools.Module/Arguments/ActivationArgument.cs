using System.Management.Automation;
using TorchSharp;

namespace InitTools.Module;

/// <summary>
/// What users may give for an activation of the theory: a name, an object of Get-Activation, or a script block on tensors. It is looked
/// up when the cmdlet runs, so that errors carry the cmdlet's own ids.
/// </summary>
internal static class ActivationArgument
{
    /// <summary>Looks an activation up, or reads the script block that is one.</summary>
    /// <param name="value">What the user gave.</param>
    /// <param name="parameter">The parameter that it was given for.</param>
    /// <exception cref="InitToolsException">No such activation, or a script block that is none.</exception>
    public static Activation Resolve(object? value, string parameter) => value switch
    {
        PSObject { BaseObject: not PSCustomObject and var inner } => Resolve(inner, parameter),
        Activation activation => activation,
        string name => ActivationCatalogue.Find(name, parameter),
        ScriptBlock block => TensorActivation.Create(block.ToString().Trim(), z => Call(block, z)),
        // From the pipeline, with the variances as further properties.
        CriticalInitialization point => ActivationCatalogue.Find(point.Activation, parameter),
        ActivationGain gain => ActivationCatalogue.Find(gain.Activation, parameter),
        _ => throw InitToolsException.Argument(
            "UnknownActivation", parameter, value, "the name of an activation, or a script block { param($x) ... } on tensors"),
    };

    private static torch.Tensor Call(ScriptBlock block, torch.Tensor z)
    {
        object?[] results;
        try
        {
            results = [.. block.Invoke(z).Select(result => result?.BaseObject)];
        }
        catch (PipelineStoppedException e)
        {
            throw new OperationCanceledException("The pipeline was stopped.", e);
        }
        return results is [torch.Tensor tensor] ? tensor : throw new InvalidOperationException(
            results switch
            {
                [] or [null] => "it returns nothing; it must return a tensor.",
                [var one] => $"it returns a {one.GetType().Name}; it must return a tensor.",
                _ => $"it returns {results.Length} objects; it must return one tensor.",
            });
    }
}
