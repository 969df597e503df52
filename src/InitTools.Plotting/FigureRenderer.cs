using ScottPlot;
using SkiaSharp;

namespace InitTools.Plotting;

/// <summary>Draws a figure on a canvas: the title, the panels in their rows, the legend.</summary>
internal static class FigureRenderer
{
    private const float TitleSize = 16;
    private const float SmallestTitleSize = 11;
    private const float TitleHeight = 36;
    private const float LegendSize = 12;
    private const float Margin = 8;

    // The panels are what matters.
    private const float LargestLegendShare = 0.3f;

    /// <summary>Draws the figure.</summary>
    public static void Draw(Figure figure, SKCanvas canvas, int width, int height)
    {
        canvas.Clear(SKColors.White);
        using var font = new SKFont(SKTypeface.FromFamilyName(Ink.FontName), LegendSize) { Subpixel = true };
        var legend = new LegendBox(figure, width, height * LargestLegendShare, font);
        DrawTitle(canvas, figure.Title, width);
        float each = (height - TitleHeight - legend.Height) / figure.Rows;
        float across = (width - (2 * Margin)) / figure.Columns;
        for (int i = 0; i < figure.Panels.Count; i++)
            DrawPanel(canvas, figure.Panels[i], Margin + (i % figure.Columns * across), TitleHeight + (i / figure.Columns * each), across, each);
        legend.Draw(canvas, width, height - legend.Height, font);
    }

    // A long title becomes smaller, and if it still doesn't fit is cut.
    private static void DrawTitle(SKCanvas canvas, string title, int width)
    {
        using var font = new SKFont(SKTypeface.FromFamilyName(Ink.FontName, SKFontStyle.Bold), TitleSize) { Subpixel = true };
        using var paint = new SKPaint { Color = Ink.Text.ToSKColor(), IsAntialias = true };
        float room = width - 20;
        font.Size = Math.Clamp(TitleSize * room / font.MeasureText(title), SmallestTitleSize, TitleSize);
        for (int length = title.Length; font.MeasureText(title) > room && length > 8; length--) title = LegendBox.Shorten(title, length);
        canvas.DrawText(title, width / 2f, TitleHeight - 13, SKTextAlign.Center, font, paint);
    }

    private static void DrawPanel(SKCanvas canvas, Panel panel, float left, float top, float width, float height)
    {
        using Plot plot = PanelRenderer.Draw(panel, width, height);
        // The library draws until the layout is settled, so it is settled on a canvas that nobody sees.
        plot.RenderInMemory((int)width, (int)height);
        canvas.Save();
        canvas.ClipRect(new SKRect(left, top, left + width, top + height));
        plot.RenderManager.Render(canvas, new PixelRect(left, left + width, top + height, top));
        canvas.Restore();
    }
}
