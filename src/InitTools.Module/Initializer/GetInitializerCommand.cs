using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Lists the named laws, or those that suit an activation with the recommended one first.</summary>
[Cmdlet(VerbsCommon.Get, "Initializer")]
[OutputType(typeof(InitializerInfo))]
public sealed class GetInitializerCommand : InitToolsCommand
{
    /// <summary>Names in any spelling; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only the laws that suit this activation, the recommended one first.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ActivationCompleter))]
    public string? Activation { get; set; }

    private IReadOnlyList<InitializerInfo> _candidates = [];

    /// <inheritdoc/>
    protected override void Begin() => _candidates = Activation is null
        ? InitializerCatalogue.All
        : InitializerCatalogue.ForActivation(ActivationCatalogue.Find(Activation, nameof(Activation)));

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string name in Name ?? ["*"])
            Catalogue.Write(this, name, _candidates, info => [info.Name, .. info.Alias], () => InitializerCatalogue.Find(name, nameof(Name)).Name);
    }
}
