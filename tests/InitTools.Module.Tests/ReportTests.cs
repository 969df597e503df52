using System.Management.Automation;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace InitTools.Module.Tests;

/// <summary>What Export-GradientReport writes, read back as XML, which its pages are, too.</summary>
public sealed partial class ReportTests(ModuleSession session) : IClassFixture<ModuleSession>, IDisposable
{
    // Rows that no net was needed for.
    private const string Functions =
        """
        function New-Row($model, $layer, $backprop, $step) {
            [InitTools.LayerGradient]@{ Model = $model; Layer = $layer; Name = "layer $layer of $model"; Type = 'Dense'; Activation = 'relu'
                Initializer = 'HeNormal'; FanIn = 10; FanOut = 10; ActivationMean = 0.4; ActivationStandardDeviation = 0.6; DeadFraction = 0
                BackpropStandardDeviation = $backprop; WeightStandardDeviation = 0.2; Step = $step }
        }
        function New-Flow($model, $verdict) {
            [InitTools.GradientFlow]@{ Model = $model; Depth = 5; BackpropRatio = 0.1; BackpropGain = 0.5; ActivationGain = 1; WidthRisk = 0.1
                Verdict = $verdict; Recommendation = "Cure of $model." }
        }
        function New-Step($model, $step, $verdict, $kept, $applied = $kept) {
            [InitTools.RepairStep]@{ Model = $model; Step = $step; Action = "Step $step of $model."; Reason = "Why $step."; BackpropRatioBefore = 1e-9
                BackpropRatioAfter = 0.5; VerdictBefore = 'Vanishing'; VerdictAfter = $verdict; Kept = $kept; Applied = $applied }
        }
        function New-Finding($model, $verdict) {
            [InitTools.Finding]@{ Rule = "rule of $model"; RulePack = 'pack'; Model = $model; Layer = "layer of $model"; Count = 1; Measured = 2; Verdict = $verdict
                Source = "source of $model"; Recommendation = "Cure of $model." }
        }
        """;

    private static readonly string[] Nasty =
    [
        "<script>alert(1)</script>", "</script><script>alert(2)</script>", "\"'><img src=x onerror=alert(3)>", "&amp; &lt; &#x41;", "]]>", "<!-- -->",
        "\0null", "\u001b[31mred", "\u202Egnitekcarb", "\u2066isolate", "\uFEFFmark", "\uD800unpaired", "\uFFFE\uFFFF", "two\r\nlines", "日本語", "👩‍💻",
        "http://example.org/x.js", "javascript:alert(4)", "{{7*7}} ${x} `x`", "url(#figure-1-wide-cl_1)",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("InitTools.Reports.");

    [Fact]
    public void The_verdict_comes_first_and_every_part_is_there()
    {
        XElement page = Report("(New-Row sick 1 1e-9), (New-Row sick 2 1) | Export-GradientReport $args[0] -Title 'My nets'");
        Assert.Equal("My nets", page.Descendants("h1").Single().Value);
        Assert.Equal("My nets", page.Descendants("title").First().Value);
        Assert.Equal(["verdict", "pictures", "tables", "advice", "origin"], page.Descendants("section").Select(section => (string)section.Attribute("id")!));
        Assert.StartsWith("Not healthy. The model's gradient is sick.", page.Descendants("section").First().Element("p")!.Value, StringComparison.Ordinal);
        Assert.Contains("! Vanishing", page.Descendants("span").Select(badge => badge.Value));
        Assert.Contains("Initialize-Model -KernelInitializer Auto", Section(page, "advice").Value, StringComparison.Ordinal);
        string origin = Section(page, "origin").Value;
        Assert.All(["InitTools", "TorchSharp", "libtorch", ".NET", "System"], fact => Assert.Contains(fact, origin, StringComparison.Ordinal));
        Assert.Equal(4, page.Descendants().Count(element => element.Name.LocalName == "svg")); // two pictures, for wide and narrow windows
    }

    [Fact]
    public void Nothing_is_loaded_and_only_its_own_script_runs()
    {
        string text = Write("(New-Row net 1 0.5), (New-Row net 2 1), (New-Flow other Dead), (New-Finding third Overfit) | Export-GradientReport $args[0]");
        XElement page = XDocument.Parse(text).Root!;
        Assert.All(page.DescendantsAndSelf().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration), attribute =>
        {
            Assert.DoesNotContain("://", attribute.Value, StringComparison.Ordinal);
            Assert.DoesNotMatch("^(on|style$)", attribute.Name.LocalName);
            if (attribute.Name.LocalName is "href" or "src") Assert.Matches("^(#|data:)", attribute.Value);
        });
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "link" or "iframe" or "object" or "embed" or "base" or "form" or "img");
        string policy = page.Descendants("meta").Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content")!.Value;
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains($"style-src '{HashOf(Between(text, "<style>", "</style>"))}'", policy, StringComparison.Ordinal);
        Assert.Contains($"script-src '{HashOf(Between(text, "<script>", "</script>"))}'", policy, StringComparison.Ordinal);
        string[] ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(References().Matches(text), reference => Assert.Contains(reference.Groups[1].Value, ids));
    }

    [Fact]
    public void HTML_reads_the_page_as_XML_does()
    {
        string text = Write("(New-Row net 1 0.5), (New-Row net 2 1) | Export-GradientReport $args[0]");
        // In HTML only these need no end tag, and no other element of HTML ends itself.
        string markup = text[..text.IndexOf("<svg", StringComparison.Ordinal)] + text[(text.LastIndexOf("</svg>", StringComparison.Ordinal) + 6)..];
        Assert.All(SelfClosed().Matches(markup), tag => Assert.Equal("meta", tag.Groups[1].Value));
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\" />", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_shown_as_text_whatever_they_hold()
    {
        // Beside those made by hand some of any code units.
        var random = new Random(1);
        string[] names = [.. Nasty, .. Enumerable.Range(0, 40).Select(_ => string.Concat(Enumerable.Range(0, 12).Select(_ => (char)random.Next(0x10000))))];
        XElement page = Report(
            """
            $rows = foreach ($name in $args[1]) { New-Row $name 1 1e-9; New-Row $name 2 1; New-Flow $name Dead; New-Finding $name Overfit; New-Step $name 1 Dead $false }
            $rows | Export-GradientReport $args[0] -Title ($args[1] -join ' ')
            """,
            [names]);
        string[] shown = [.. page.Descendants("bdi").Select(name => name.Value)];
        Assert.All(names.Where(name => !OddCharacter().IsMatch(name)), name => Assert.Contains(name, shown));
        Assert.Contains("\uFFFDnull", shown);
        Assert.Contains("\uFFFDgnitekcarb", shown);
        Assert.Contains("\uFFFDunpaired", shown);
        Assert.Contains("two  lines", shown);
        Assert.Equal(2, page.Descendants().Count(element => element.Name.LocalName == "script"));
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "img");
        Assert.DoesNotContain(page.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.DoesNotMatch("[\u202A-\u202E\u2066-\u2069]", page.Value);
        // No user's text gets into a command.
        Assert.All(page.Descendants("pre"), commands => Assert.DoesNotContain("alert", commands.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void The_numbers_are_there_for_programs()
    {
        XElement page = Report("(New-Row '</script>' 1 ([double]::NaN)), (New-Row '</script>' 2 0.25) | Export-GradientReport $args[0]");
        using var data = JsonDocument.Parse(page.Descendants("script").Single(script => (string?)script.Attribute("id") == "report-data").Value);
        JsonElement[] layers = [.. data.RootElement.GetProperty("Layers").EnumerateArray()];
        Assert.Equal("NaN", layers[0].GetProperty("BackpropStandardDeviation").GetString());
        Assert.Equal(0.25, layers[1].GetProperty("BackpropStandardDeviation").GetDouble());
        Assert.Equal("</script>", layers[0].GetProperty("Model").GetString());
        Assert.Equal("NonFinite", data.RootElement.GetProperty("Models")[0].GetProperty("Verdict").GetString());
    }

    [Fact]
    public void Cells_hold_the_whole_number_to_sort_by_and_points_in_any_culture()
    {
        XElement page = Report(
            """
            $before = [cultureinfo]::CurrentCulture
            [cultureinfo]::CurrentCulture = 'de-DE'
            try { (New-Row net 1 0.123456789), (New-Row net 2 1) | Export-GradientReport $args[0] } finally { [cultureinfo]::CurrentCulture = $before }
            """);
        XElement cell = page.Descendants("td").First(cell => (string?)cell.Attribute("data-value") == "0.123456789" && cell.Value == "0.123");
        Assert.Equal("number", (string)cell.Attribute("class")!);
        Assert.Contains("has 0.123 of the last one's", Section(page, "verdict").Value, StringComparison.Ordinal);
        Assert.All(page.Descendants("th"), header => Assert.Equal("col", (string?)header.Attribute("scope")));
        Assert.All(page.Descendants("table"), table => Assert.NotEmpty(table.Element("caption")!.Value));
    }

    [Fact]
    public void A_training_is_diagnosed_and_its_first_and_last_look_listed()
    {
        XElement page = Report(
            """
            $digits = Import-Dataset $args[1] -First 200 -Standardize
            $net = (New-DenseLayer 8 -Activation relu), (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Name small -Seed 1
            $net | Invoke-ModelTraining -Dataset $digits -Epoch 3 -BatchSize 50 -ProbeEvery 2 -Seed 1 -LearningRate 100 | Export-GradientReport $args[0]
            $net.Dispose()
            """,
            ModuleSession.Digits);
        // Maps are images; the policy would refuse styles of theirs.
        Assert.Contains(page.Descendants(), element => element.Name.LocalName == "image");
        Assert.Empty(page.Descendants().Attributes("style"));
        string[] captions = [.. page.Descendants("caption").Select(caption => caption.Value)];
        Assert.Contains("Findings", captions);
        Assert.Contains("Training", captions);
        Assert.Equal(2, captions.Count(caption => caption.StartsWith("Layers of small, step ", StringComparison.Ordinal)));
        Assert.Contains("between this one and the training's last", Section(page, "tables").Value, StringComparison.Ordinal);
        Assert.Contains("small, training", page.Descendants("h3").Select(heading => heading.Value));
        Assert.Contains("The rules of InitTools found", Section(page, "verdict").Value, StringComparison.Ordinal);
        Assert.Contains(page.Descendants("figcaption"), caption => caption.Value.Contains("training", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_model_the_seeds_and_layers_are_told()
    {
        XElement page = Report(
            """
            $net = New-DenseLayer 10 | New-SequentialModel -InputShape 64 -Name small -Seed 4711
            $net | Export-GradientReport $args[0] -Seed 815 -Dataset (Import-Dataset $args[1] -First 50)
            $net.Dispose()
            """,
            ModuleSession.Digits);
        Dictionary<string, string> facts = Section(page, "origin").Descendants("dt").ToDictionary(term => term.Value, term => ((XElement)term.NextNode!).Value);
        Assert.Equal("4711", facts["Seed of small"]);
        Assert.Equal("815", facts["Seed of the probe"]);
        Assert.Contains("50 samples", facts["Probed with"], StringComparison.Ordinal);
        Assert.Contains("Layers and parameters of small", page.Descendants("caption").Select(caption => caption.Value));
    }

    [Fact]
    public void A_repair_is_told_step_by_step_and_judged_by_what_it_kept()
    {
        XElement page = Report("(New-Step net 1 Dead $false), (New-Step net 2 Healthy $true), (New-Step net 3 Dead $false) | Export-GradientReport $args[0]");
        Assert.Equal("Healthy. A repair leaves the model healthy.", page.Descendants("section").First().Element("p")!.Value);
        Assert.Contains("went from 1E-09 to 0.5; kept: 1 of 3 steps.", Section(page, "verdict").Value, StringComparison.Ordinal);
        XElement table = page.Descendants("table").Single(table => table.Element("caption")!.Value == "Repair of net");
        Assert.Equal(
            ["1|Step 1 of net.|1E-09|0.5|! Dead|no|Why 1.", "2|Step 2 of net.|1E-09|0.5|✓ Healthy|yes|Why 2.", "3|Step 3 of net.|1E-09|0.5|! Dead|no|Why 3."],
            table.Element("tbody")!.Elements().Select(row => string.Join('|', row.Elements().Select(cell => cell.Value))));
        using var data = JsonDocument.Parse(page.Descendants("script").Single(script => (string?)script.Attribute("id") == "report-data").Value);
        Assert.Equal([false, true, false], data.RootElement.GetProperty("Repairs").EnumerateArray().Select(step => step.GetProperty("Kept").GetBoolean()));

        XElement tried = Report("New-Step net 1 Healthy $true $false | Export-GradientReport $args[0] -Force");
        Assert.Equal("Not healthy. A repair would leave the model healthy.", tried.Descendants("section").First().Element("p")!.Value);
        Assert.Contains("|in a copy|", string.Join('|', tried.Descendants("td").Select(cell => cell.Value)), StringComparison.Ordinal);
        Assert.Contains("would leave it Healthy; without -WhatIf", Section(tried, "advice").Value, StringComparison.Ordinal);

        XElement told = Report("New-Step net 1 $null $false | Export-GradientReport $args[0] -Force");
        Assert.Equal("Not healthy. A repair tried nothing.", told.Descendants("section").First().Element("p")!.Value);

        XElement several = Report("(New-Step net 1 Dead $true), (New-Step net 1 Healthy $true), (New-Step other 1 $null $false) | Export-GradientReport $args[0] -Force");
        Assert.StartsWith("Not healthy. Repairs leave 1 of 3 models healthy.", several.Descendants("section").First().Element("p")!.Value, StringComparison.Ordinal);
        Assert.Equal(["net", "other"], Section(several, "advice").Descendants("h3").Select(heading => heading.Value));
        Assert.Contains("not tried", Section(several, "tables").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void What_Repair_GradientFlow_writes_goes_into_a_report_with_the_model_behind_it()
    {
        XElement page = Report(
            """
            $net = 1..12 | ForEach-Object { New-DenseLayer 8 -Activation sigmoid } | New-SequentialModel -InputShape 8 -Name small -Seed 1
            & { $net | Repair-GradientFlow -Seed 1; $net } 3> $null | Export-GradientReport $args[0] -Seed 1
            $net.Dispose()
            """);
        Assert.Superset(new HashSet<string> { "Models", "Repair of small", "Layers of small" }, page.Descendants("caption").Select(caption => caption.Value).ToHashSet());
    }

    [Fact]
    public void Every_command_runs_as_it_stands()
    {
        XElement page = Report(
            """
            $items = foreach ($verdict in [enum]::GetNames([InitTools.GradientVerdict])) { New-Flow "f $verdict" $verdict }
            $items += foreach ($verdict in [enum]::GetNames([InitTools.HealthVerdict])) { New-Finding t $verdict }
            $items | Export-GradientReport $args[0]
            (New-Row healthy 1 1), (New-Row healthy 2 1) | Export-GradientReport "$($args[0]).healthy.html"
            New-Step incurable 1 Dead $false | Export-GradientReport "$($args[0]).repaired.html"
            """);
        XElement[] pages = [page, XDocument.Load(PathOf("report.html.healthy.html")).Root!, XDocument.Load(PathOf("report.html.repaired.html")).Root!];
        string[] scripts = [.. pages.Descendants("pre").Select(commands => commands.Value)];
        Assert.InRange(scripts.Length, 10, 20);
        // Few and small samples in the file that the commands read, and few epochs.
        session.Invoke(
            """
            Set-StrictMode -Off
            $ExecutionContext.SessionState.Path.SetLocation($args[0])
            [IO.File]::WriteAllLines("$($args[0])/data.csv", @('a,b,class') + (1..20 | ForEach-Object { "$($_ % 3),$($_ % 5),$($_ % 2)" }))
            $global:data = Import-Dataset data.csv -Standardize
            $global:net = (New-DenseLayer 4 -Activation relu), (New-DenseLayer 2) | New-SequentialModel -InputShape 2 -Seed 1
            $global:PSDefaultParameterValues = @{ 'Invoke-ModelTraining:Epoch' = 1 }
            """,
            _folder.FullName);
        foreach (string script in scripts.SelectMany(script => script.Split('\n')).Distinct().Where(line => !line.StartsWith('#')))
            Assert.Empty(session.Run(script).Errors.Select(error => $"{script}: {error}"));
    }

    [Theory]
    [InlineData("@() | Export-GradientReport $args[0]", "NothingToReport", "No object")]
    [InlineData("1 | Export-GradientReport $args[0] -ErrorAction Stop", "UnknownInput", "Int32")]
    [InlineData("New-Flow f Dead | Export-GradientReport x.pdf", "UnknownReportFormat", ".html")]
    [InlineData("New-Flow f Dead | Export-GradientReport Env:/x.html", "NotAFilePath", "Environment")]
    [InlineData("New-Flow f Dead | Export-GradientReport nodrive:/x.html", "NotAFilePath", "nodrive")]
    [InlineData("New-Flow f Dead | Export-GradientReport $args[0] -VanishingRatio 2", "InvalidVanishingRatio", "2")]
    [InlineData("New-Flow f Dead | Export-GradientReport (Join-Path none x.html)", "FileUnwritable", "none")]
    public void What_cannot_be_reported_says_why_and_leaves_no_file(string script, string id, string mentioned)
    {
        script = script.Replace("(Join-Path none x.html)", "\"$($args[0]).none/x.html\"", StringComparison.Ordinal);
        ErrorRecord error = session.InvokeForError($"{Functions}\n{script}", PathOf("report.html"));
        Assert.StartsWith($"InitTools.{id},", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(mentioned, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_with_Force_only()
    {
        string path = PathOf("report.html");
        File.WriteAllText(path, "mine");
        ErrorRecord error = session.InvokeForError($"{Functions}\nNew-Flow f Dead | Export-GradientReport $args[0]", path);
        Assert.StartsWith("InitTools.FileExists,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        session.Invoke($"{Functions}\nNew-Flow f Dead | Export-GradientReport $args[0] -Force -WhatIf", path);
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.Equal(path, session.Invoke<string>($"{Functions}\n(New-Flow f Dead | Export-GradientReport $args[0] -Force -PassThru).FullName", path)[0]);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(path), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(true);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string script, params object[] arguments)
    {
        session.Invoke($"{Functions}\n{script}", [PathOf("report.html"), .. arguments]);
        return File.ReadAllText(PathOf("report.html"));
    }

    private XElement Report(string script, params object[] arguments) => XDocument.Parse(Write(script, arguments)).Root!;

    private static XElement Section(XElement page, string id) => page.Descendants("section").Single(section => (string?)section.Attribute("id") == id);

    private static string Between(string text, string start, string end)
    {
        int from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static string HashOf(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    [GeneratedRegex("(?:url\\(|href=\")#([\\w-]+)")]
    private static partial Regex References();

    [GeneratedRegex("<([a-z0-9]+)(?: [^<>]*)?/>")]
    private static partial Regex SelfClosed();

    // What is shown by a sign of its own.
    [GeneratedRegex(@"[\p{C}\u2028\u2029]")]
    private static partial Regex OddCharacter();
}
