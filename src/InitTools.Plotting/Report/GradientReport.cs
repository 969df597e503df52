using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace InitTools.Plotting;

/// <summary>
/// Writes a report as one HTML page that needs nothing else: the verdict, pictures, tables that sort, what to do, and versions and
/// seeds. The page is well-formed XML, too. Its policy lets nothing be loaded and no script run but its own.
/// </summary>
public static class GradientReport
{
    private static readonly string Style = Read("report.css");
    private static readonly string Script = Read("report.js");

    /// <summary>Checks that a file's name is one of a page.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InitToolsException"><c>InitTools.UnknownReportFormat</c>.</exception>
    public static void CheckPath(string path)
    {
        if (Path.GetExtension(path).ToUpperInvariant() is not (".HTML" or ".HTM"))
            throw InitToolsException.Argument("UnknownReportFormat", "Path", path, "a file that ends in .html or .htm");
    }

    /// <summary>Writes a report into a file, which appears when it is whole.</summary>
    /// <param name="content">What it is about.</param>
    /// <param name="path">The file; what is there is replaced.</param>
    /// <exception cref="InitToolsException">
    /// <c>InitTools.UnknownReportFormat</c>, <c>NothingToReport</c>, <c>FileUnwritable</c>, <c>FontRequired</c>.
    /// </exception>
    public static void Write(ReportContent content, string path)
    {
        CheckPath(path);
        string page = ToHtml(content);
        FileReplacement.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
    }

    /// <summary>The report as the text of a page.</summary>
    /// <param name="content">What it is about.</param>
    /// <returns>The page.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.NothingToReport</c>, <c>FontRequired</c>.</exception>
    public static string ToHtml(ReportContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        ReportContent clean = ReportCleaning.Clean(content);
        var judgement = new ReportJudgement(clean);
        if (judgement.Flows.Count + judgement.Trainings.Count + judgement.Findings.Count + judgement.Repairs.Count == 0)
        {
            throw new InitToolsException(
                "NothingToReport", "No object came in; pipe rows of a probe or training, flows, findings, steps of a repair or models.", FaultKind.InvalidArgument);
        }
        return "<!DOCTYPE html>\n" + Serialize(new XElement("html", new XAttribute("lang", "en"), Head(clean), Body(clean, judgement)));
    }

    // Without indents, as white space counts between words, and with an end tag for every element that isn't void.
    private static string Serialize(XElement page)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.None }))
            page.WriteTo(writer);
        return text.Append('\n').ToString();
    }

    private static XElement Head(ReportContent content)
    {
        XElement Meta(string key, string name, string value) => new("meta", new XAttribute(key, name), new XAttribute("content", value));
        string policy = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
            + $"style-src '{HashOf(Enclosed(Style, true))}'; script-src '{HashOf(Enclosed(Script, false))}'";
        return new XElement(
            "head",
            new XElement("meta", new XAttribute("charset", "utf-8")),
            Meta("http-equiv", "Content-Security-Policy", policy),
            Meta("name", "viewport", "width=device-width, initial-scale=1"),
            Meta("name", "color-scheme", "light dark"),
            Meta("name", "generator", "InitTools"),
            new XElement("title", content.Title),
            new XElement("style", Nodes(Style, true)));
    }

    private static XElement Body(ReportContent content, ReportJudgement judgement)
    {
        (string Id, string Title, IEnumerable<XElement> Elements)[] sections =
        [
            ("verdict", "Verdict", ReportVerdict.Of(judgement)),
            ("pictures", "Pictures", new ReportPictures().Of(content)),
            ("tables", "Tables", ReportTables.Of(content, judgement)),
            ("advice", "What to do", ReportAdvice.Of(content, judgement)),
            ("origin", "How it was made", ReportOrigin.Of(content)),
        ];
        XElement[] shown =
        [
            .. sections.Select(section => new XElement(
                    "section", new XAttribute("id", section.Id), new XAttribute("aria-labelledby", $"{section.Id}-title"),
                    new XElement("h2", new XAttribute("id", $"{section.Id}-title"), section.Title), section.Elements))
                .Where(section => section.Elements().Skip(1).Any()),
        ];
        string made = content.Created.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return new XElement(
            "body",
            new XElement("header", new XElement("h1", ReportText.Name(content.Title)), new XElement("p", new XAttribute("class", "note"), $"Made by InitTools, {made}")),
            new XElement(
                "nav", new XAttribute("aria-label", "Sections"),
                shown.Select(section => new XElement("a", new XAttribute("href", $"#{section.Attribute("id")!.Value}"), section.Element("h2")!.Value))),
            new XElement("main", shown),
            new XElement(
                "script", new XAttribute("type", "application/json"), new XAttribute("id", "report-data"), ReportData.Of(content, judgement)),
            new XElement("script", Nodes(Script, false)));
    }

    // What HTML takes as it is, XML takes between these marks; in HTML they are comments of the style or script.
    private static object[] Nodes(string text, bool isStyle) => isStyle
        ? [new XText("/*"), new XCData($"*/\n{text}\n/*"), new XText("*/")]
        : [new XText("//"), new XCData($"\n{text}\n//"), new XText("\n")];

    private static string Enclosed(string text, bool isStyle) => isStyle
        ? $"/*<![CDATA[*/\n{text}\n/*]]>*/"
        : $"//<![CDATA[\n{text}\n//]]>\n";

    private static string HashOf(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Read(string name)
    {
        using Stream stream = typeof(GradientReport).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
    }
}
