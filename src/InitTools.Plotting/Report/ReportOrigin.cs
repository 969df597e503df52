using System.Xml.Linq;

namespace InitTools.Plotting;

/// <summary>Versions and seeds: what a reader needs to get the same numbers.</summary>
internal static class ReportOrigin
{
    /// <summary>The section's elements.</summary>
    public static IEnumerable<XElement> Of(ReportContent content)
    {
        ReportFact[] facts = [.. content.Facts, .. content.Models.Select(Seed), .. Thresholds(content.Rules)];
        yield return new XElement(
            "dl", new XAttribute("class", "facts"),
            facts.Select(fact => new[] { new XElement("dt", ReportText.Name(fact.Name)), new XElement("dd", ReportText.Name(fact.Value)) }));
        if (content.Models.Count == 0)
        {
            yield return new XElement(
                "p", new XAttribute("class", "note"), "The rows don't carry the seeds that they were made with; the report of a model has them.");
        }
        yield return new XElement("p", new XAttribute("class", "note"), "The numbers are in this page as JSON, in the element report-data.");
    }

    private static ReportFact Seed(ReportModel model) =>
        new($"Seed of {model.Name}", model.Seed is { } seed ? ReportText.Whole(seed) : "none: its weights can't be drawn again");

    private static IEnumerable<ReportFact> Thresholds(GradientRules rules) =>
    [
        new("Vanishing below", $"{ReportText.Figure(rules.VanishingRatio)} of the last layer's gradient"),
        new("Exploding above", $"{ReportText.Figure(rules.ExplodingRatio)} times the last layer's gradient"),
    ];
}
