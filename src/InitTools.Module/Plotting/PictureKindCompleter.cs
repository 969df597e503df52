using InitTools.Plotting;

namespace InitTools.Module;

/// <summary>Completes the kinds of pictures, with what they show.</summary>
public sealed class PictureKindCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Names =>
        FigureCatalogue.All.Select(kind => (kind.Name, $"{kind.Description}; from {kind.Source}"));
}
