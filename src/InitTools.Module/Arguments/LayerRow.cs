using System.Management.Automation;

namespace InitTools.Module;

/// <summary>
/// Tells rows of a probe and epochs of a training that were exported and imported, and so lost their type, from other objects, and makes
/// of them what they were.
/// </summary>
internal static class LayerRow
{
    /// <summary>Whether an object without a type of its own looks like a row.</summary>
    public static bool Looks(PSObject item) =>
        IsBag(item) && (ImportedRow<LayerGradient>.IsNamedBy(item) || Has(item, nameof(LayerGradient.Layer), nameof(LayerGradient.BackpropStandardDeviation)));

    /// <summary>Whether an object is an epoch of training, or was one before it was exported.</summary>
    public static bool IsEpoch(PSObject item) =>
        item.BaseObject is TrainingEpoch
        || (IsBag(item) && !Has(item, nameof(LayerGradient.Layer))
            && (ImportedRow<TrainingEpoch>.IsNamedBy(item) || Has(item, nameof(TrainingEpoch.Epoch), nameof(TrainingEpoch.Loss))));

    /// <summary>Whether an object has properties only, and no type of its own.</summary>
    public static bool IsBag(PSObject item) => item.BaseObject is PSCustomObject;

    /// <summary>The row or epoch that an object looks like, or else what it holds.</summary>
    /// <param name="item">Any object.</param>
    /// <param name="command">The command that ends with an error if the row can't be read: what lacks a layer would be wrong.</param>
    public static object Unwrap(PSObject item, Cmdlet command)
    {
        try
        {
            return Looks(item) ? Read(item) : IsBag(item) && IsEpoch(item) ? ReadEpoch(item) : item.BaseObject;
        }
        catch (InitToolsException fault)
        {
            command.ThrowTerminatingError(ErrorRecords.From(fault));
            throw;
        }
    }

    /// <summary>Makes a row of an object's properties; those that a row may lack are null where they are empty or missing.</summary>
    /// <param name="item">The object.</param>
    /// <exception cref="InitToolsException"><c>InvalidRow</c>.</exception>
    public static LayerGradient Read(PSObject item) => ImportedRow<LayerGradient>.Read(item, "a row of Invoke-GradientProbe");

    private static TrainingEpoch ReadEpoch(PSObject item) => ImportedRow<TrainingEpoch>.Read(item, "an epoch of Invoke-ModelTraining");

    private static bool Has(PSObject item, params string[] names) => names.All(name => item.Properties[name] is not null);
}
