using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Lists the activations with what matters for gradients.</summary>
[Cmdlet(VerbsCommon.Get, "Activation")]
[OutputType(typeof(Activation))]
public sealed class GetActivationCommand : InitToolsCommand
{
    /// <summary>Names in any spelling; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ActivationCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only those that don't saturate on both sides: ReLU and its variants, and the identity.</summary>
    [Parameter]
    public SwitchParameter Nonsaturating { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        IEnumerable<Activation> candidates = ActivationCatalogue.All.Where(activation => !Nonsaturating || activation.Nonsaturating);
        foreach (string name in Name ?? ["*"])
        {
            Catalogue.Write(
                this, name, candidates, activation => [activation.Name, .. activation.Alias],
                () => ActivationCatalogue.Find(name, nameof(Name)).Name);
        }
    }
}
