using System.Collections;
using System.Management.Automation;

namespace InitTools.Module;

/// <summary>
/// What users may give for an initializer: an initializer, a name in any spelling, an entry of Get-Initializer, or the hashtable or
/// JSON object that describes one. It is looked up when the cmdlet runs, so that errors carry the cmdlet's own ids.
/// </summary>
public sealed class InitializerArgument
{
    private const string Auto = nameof(Auto);

    private readonly object? _value;

    internal InitializerArgument(object? value) => _value = value;

    /// <summary>Whether the initializer is to be chosen by the activation.</summary>
    internal bool IsAuto => _value is string name && name.Equals(Auto, StringComparison.OrdinalIgnoreCase);

    /// <summary>What the user gave.</summary>
    /// <returns>Its text.</returns>
    public override string ToString() => _value?.ToString() ?? "";

    /// <summary>Looks the initializer up.</summary>
    /// <param name="parameter">The parameter that it was given for.</param>
    /// <exception cref="InitToolsException">No such initializer, or parameters that don't fit its law.</exception>
    internal Initializer Resolve(string parameter) => _value switch
    {
        Initializer initializer => initializer,
        InitializerInfo info => InitializerCatalogue.Find(info.Name, parameter),
        string name => InitializerCatalogue.Find(name, parameter),
        IDictionary plain => Initializer.FromDictionary(plain),
        PSObject custom when custom.BaseObject is PSCustomObject => Initializer.FromDictionary(
            custom.Properties.ToDictionary(property => property.Name, property => property.Value)),
        _ => throw InitToolsException.Argument("UnknownInitializer", parameter, _value, "an initializer or the name of one"),
    };
}

/// <summary>Wraps whatever is given for an initializer.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InitializerTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData switch
    {
        InitializerArgument argument => argument,
        PSObject { BaseObject: InitializerArgument argument } => argument,
        PSObject { BaseObject: not PSCustomObject } wrapped => new InitializerArgument(wrapped.BaseObject),
        _ => new InitializerArgument(inputData),
    };
}
