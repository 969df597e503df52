using System.Text;
using SkiaSharp;

namespace InitTools.Plotting;

/// <summary>How a picture is written.</summary>
public enum PictureFormat
{
    /// <summary>Dots.</summary>
    Png,

    /// <summary>Shapes and texts in XML.</summary>
    Svg,

    /// <summary>A page.</summary>
    Pdf,
}

/// <summary>Draws a figure into a file.</summary>
public static class PictureFile
{
    private const int SizeLimit = 16_384;

    // Twice the dots: sharp on screens of today and in print.
    private const float PngScale = 2;

    /// <summary>The format that a file's name asks for.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The format.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.UnknownPictureFormat</c>.</exception>
    public static PictureFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => PictureFormat.Png,
        ".SVG" => PictureFormat.Svg,
        ".PDF" => PictureFormat.Pdf,
        _ => throw InitToolsException.Argument("UnknownPictureFormat", "Path", path, "a file that ends in .png, .svg or .pdf"),
    };

    /// <summary>Checks a size.</summary>
    /// <param name="width">The width in pixels of a screen, 200 to 16,384.</param>
    /// <param name="height">The height likewise; null where the figure says it.</param>
    /// <exception cref="InitToolsException"><c>InitTools.InvalidPictureSize</c>.</exception>
    public static void CheckSize(int width, int? height)
    {
        Check("Width", width);
        if (height is { } given) Check("Height", given);

        static void Check(string name, int size)
        {
            if (size is < 200 or > SizeLimit)
                throw InitToolsException.Argument("InvalidPictureSize", name, size, $"from 200 to {SizeLimit} pixels");
        }
    }

    /// <summary>A height that leaves each row of panels enough room, for a usual width.</summary>
    /// <param name="figure">The figure.</param>
    /// <returns>The height in pixels of a screen.</returns>
    public static int HeightOf(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        int categories = figure.Panels.Max(panel => panel.Y.Categories.Count);
        int row = figure.Rows switch { 1 => 560, 2 => 340, _ => 280 };
        return Math.Min(SizeLimit, Math.Max(figure.Rows * row, 160 + (20 * categories)));
    }

    /// <summary>Draws a figure into a file, which appears when it is whole.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="path">The file; what is there is replaced. Its extension says the format.</param>
    /// <param name="width">The width in pixels of a screen, 200 to 16,384; a PNG has twice as many dots.</param>
    /// <param name="height">The height likewise.</param>
    /// <exception cref="InitToolsException">
    /// <c>UnknownPictureFormat</c>, <c>InvalidPictureSize</c>, <c>FileUnwritable</c>, <c>FontRequired</c>.
    /// </exception>
    public static void Write(Figure figure, string path, int width, int height)
    {
        PictureFormat format = FormatOf(path);
        // Drawn first: what goes wrong there is no fault of the file.
        using var picture = new MemoryStream();
        Write(figure, picture, format, width, height);
        FileReplacement.Write(path, picture.WriteTo);
    }

    /// <summary>Draws a figure.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="format">How.</param>
    /// <param name="width">The width in pixels of a screen.</param>
    /// <param name="height">The height likewise.</param>
    /// <exception cref="InitToolsException"><c>InvalidPictureSize</c>, <c>FontRequired</c>.</exception>
    public static void Write(Figure figure, Stream stream, PictureFormat format, int width, int height)
    {
        Check(figure, width, height);
        switch (format)
        {
            case PictureFormat.Png: WritePng(figure, stream, width, height); break;
            case PictureFormat.Svg: stream.Write(Encoding.UTF8.GetBytes(DrawSvg(figure, width, height))); break;
            default: WritePdf(figure, stream, width, height); break;
        }
    }

    /// <summary>Draws a figure as SVG text that can stand within an HTML page: without the XML declaration.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="width">The width in pixels of a screen, 200 to 16,384.</param>
    /// <param name="height">The height likewise.</param>
    /// <param name="idPrefix">
    /// A word that the elements' ids begin with, letters, digits and hyphens: another one for each picture of a page, as ids must differ.
    /// </param>
    /// <returns>The element <c>svg</c>, all texts escaped, with title and description for those who can't see it.</returns>
    /// <exception cref="InitToolsException"><c>InvalidPictureSize</c>, <c>FontRequired</c>.</exception>
    public static string ToSvg(Figure figure, int width, int height, string idPrefix)
    {
        Check(figure, width, height);
        return SvgText.ForPage(DrawSvg(figure, width, height), idPrefix);
    }

    private static void Check(Figure figure, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(figure);
        CheckSize(width, height);
        if (SKFontManager.Default.FontFamilyCount == 0)
        {
            throw new InitToolsException(
                "FontRequired", "The machine has no fonts, so a picture would have no text; install some, such as Debian's fonts-dejavu-core.",
                FaultKind.ResourceUnavailable);
        }
    }

    private static void WritePng(Figure figure, Stream stream, int width, int height)
    {
        using SKSurface surface = SKSurface.Create(new SKImageInfo((int)(width * PngScale), (int)(height * PngScale)))
            ?? throw new InitToolsException(
                "OutOfMemory", $"There is not enough memory for a picture of {width} x {height}.", FaultKind.ResourceUnavailable);
        surface.Canvas.Scale(PngScale);
        FigureRenderer.Draw(figure, surface.Canvas, width, height);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        PngText.Write(stream, data.AsSpan(), figure);
    }

    private static string DrawSvg(Figure figure, int width, int height)
    {
        using var drawn = new MemoryStream();
        using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, width, height), drawn)) FigureRenderer.Draw(figure, canvas, width, height);
        return SvgText.Complete(Encoding.UTF8.GetString(drawn.ToArray()), figure, width, height);
    }

    private static void WritePdf(Figure figure, Stream stream, int width, int height)
    {
        using SKDocument document = SKDocument.CreatePdf(stream, new SKDocumentPdfMetadata { Title = figure.Title, Subject = FigureText.Of(figure), Producer = "InitTools" });
        FigureRenderer.Draw(figure, document.BeginPage(width, height), width, height);
        document.EndPage();
        document.Close();
    }
}
