using System.Management.Automation;

namespace InitTools.Module;

/// <summary>What the cmdlets that make layers have in common.</summary>
public abstract class LayerCommand : InitToolsCommand
{
    /// <summary>The layer's name, unique in its model and without dots; the model chooses one if it isn't given.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>Looks an optional initializer up.</summary>
    private protected static Initializer? Resolve(InitializerArgument? argument, string parameter) => argument?.Resolve(parameter);
}
