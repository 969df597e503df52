using System.Xml.Linq;

namespace InitTools.Plotting;

/// <summary>The pictures of a report, each drawn twice: for wide windows and print, and for telephones.</summary>
internal sealed class ReportPictures
{
    private const int WideWidth = 960;
    private const int NarrowWidth = 440;

    // A heat map needs a few rows of pixels a layer, and a figure of twenty panels nobody looks at.
    private const int PanelLimit = 6;

    private int _count;

    /// <summary>The figures that the content has data for, in the order of their interest.</summary>
    public IEnumerable<XElement> Of(ReportContent content)
    {
        object[] rows = [.. content.Rows], epochs = [.. content.Epochs], flows = [.. content.Items.OfType<GradientFlow>()];
        bool hasSteps = content.Rows.Select(row => row.Step).OfType<long>().Distinct().Skip(1).Any();
        (string Kind, object[] Items, string Caption)[] figures =
        [
            ("Backprop", rows, "Does the gradient get back? A level curve keeps it on its way from the last layer to the first; dashed is what theory predicts."),
            ("Signal", rows, "Does the signal get forward? The standard deviation of each layer's outputs; dashed is what theory predicts."),
            ("Jacobian", rows, "How far each layer is from an isometry, which has both at 1."),
            ("BackpropMap", hasSteps ? rows : [], "The gradient by layer as the training goes on; the first layer is at the bottom."),
            ("UpdateMap", hasSteps ? rows : [], "The size of single steps over that of the weights; about 1e-3 is usual."),
            ("Flow", flows, "Which model, and how deep a one, keeps its gradient: 1 keeps it."),
            ("Training", epochs, "How the training went; dashed is what was measured on validation samples."),
        ];
        foreach ((string kind, object[] items, string caption) in figures)
            if (items.Length > 0 && Build(kind, items) is { } figure) yield return Show(figure, caption);
    }

    private static Figure? Build(string kind, object[] items)
    {
        try
        {
            Figure figure = FigureCatalogue.Build(items, kind);
            return figure.Panels.Count <= PanelLimit ? figure : null;
        }
        catch (InitToolsException fault) when (fault.ErrorId is "InitTools.NothingToDraw" or "InitTools.TooManyPanels" or "InitTools.KindMismatch")
        {
            // Rows without Jacobians or steps have no such picture.
            return null;
        }
    }

    private XElement Show(Figure figure, string caption)
    {
        _count++;
        int height = figure.Panels.Count == 1 ? PictureFile.HeightOf(figure) * 3 / 4 : PictureFile.HeightOf(figure);
        return new XElement(
            "figure",
            Draw(figure, WideWidth, height, "wide", caption),
            Draw(figure, NarrowWidth, height, "narrow", caption),
            new XElement("figcaption", caption));
    }

    private XElement Draw(Figure figure, int width, int height, string name, string caption)
    {
        XElement svg = XElement.Parse(PictureFile.ToSvg(figure, width, height, $"figure-{_count}-{name}"));
        // Sizes by the page, not by the picture.
        svg.SetAttributeValue("width", null);
        svg.SetAttributeValue("height", null);
        svg.SetAttributeValue("class", figure.Panels.Any(panel => panel.Grid is not null) ? $"{name} map" : name);
        svg.SetAttributeValue("aria-label", $"{figure.Title}. {caption}");
        // The page's policy has no place for styles but its own, which says the same.
        foreach (XElement element in svg.Descendants()) element.SetAttributeValue("style", null);
        return svg;
    }
}
