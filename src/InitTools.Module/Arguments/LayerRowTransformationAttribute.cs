using System.Collections;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace InitTools.Module;

/// <summary>
/// Reads rows that were exported and imported, where PowerShell's own conversion would make 0 of an empty cell, and leaves out the
/// epochs of a training. What can't be read is reported when the cmdlet runs, so that the error carries the cmdlet's own id.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LayerRowTransformationAttribute : ArgumentTransformationAttribute
{
    // The faults of rows that couldn't be read, by the empty rows that are bound in their place.
    private static readonly ConditionalWeakTable<LayerGradient, InitToolsException> Faults = [];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            null or LayerGradient or LayerGradient[] or string => inputData,
            IDictionary => Row(inputData),
            IEnumerable items => items.Cast<object?>().Where(item => !IsEpoch(item)).Select(Row).ToArray(),
            _ when IsEpoch(inputData) => Array.Empty<LayerGradient>(),
            _ => Row(inputData),
        };
    }

    /// <summary>Why a row couldn't be read; null if it could.</summary>
    internal static InitToolsException? FaultOf(LayerGradient row) => Faults.TryGetValue(row, out InitToolsException? fault) ? fault : null;

    private static bool IsEpoch(object? item) => item is not null && LayerRow.IsEpoch(PSObject.AsPSObject(item));

    // Of a hashtable PowerShell would make a row that has 0 wherever the hashtable has nothing.
    private static PSObject? BagOf(object? item)
    {
        object? value = item is PSObject wrapped ? wrapped.BaseObject : item;
        if (value is not IDictionary map) return item is PSObject candidate && LayerRow.IsBag(candidate) ? candidate : null;
        var bag = new PSObject();
        foreach (DictionaryEntry entry in map)
            if (entry.Key is string { Length: > 0 } name && bag.Properties[name] is null) bag.Properties.Add(new PSNoteProperty(name, entry.Value));
        return bag;
    }

    private static object? Row(object? item)
    {
        if (BagOf(item) is not { } bag) return item;
        try
        {
            return LayerRow.Read(bag);
        }
        catch (InitToolsException fault)
        {
            LayerGradient empty = Activator.CreateInstance<LayerGradient>();
            Faults.Add(empty, fault);
            return empty;
        }
    }
}
