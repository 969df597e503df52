using System.Text.Json;
using System.Text.Json.Serialization;

namespace InitTools.Plotting;

/// <summary>The numbers of a report for programs: JSON that can stand within a page.</summary>
internal static class ReportData
{
    // The default encoder writes <, >, & and quotes as \u003C and so on, so nothing in it can end the element that it stands in.
    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The JSON.</summary>
    public static string Of(ReportContent content, ReportJudgement judgement) => JsonSerializer.Serialize(
        new
        {
            content.Title,
            content.Created,
            Layers = judgement.Probes.SelectMany(probe => probe.Rows),
            Models = judgement.Flows,
            content.Epochs,
            judgement.Findings,
            Repairs = judgement.Repairs.SelectMany(repair => repair.Steps),
            content.Facts,
        },
        Options);
}
