using System.Globalization;
using System.Text.RegularExpressions;
using InitTools.Module.Tests.Host;

namespace InitTools.Module.Tests.Pictures;

/// <summary>
/// One picture of each kind against an approved one: titles, axes, curves and data, as the files describe themselves. Numbers may differ
/// by rounding. With the variable INITTOOLS_APPROVE set, what is drawn is approved; look at the pictures first.
/// </summary>
public sealed partial class ApprovedPictureTests(ModuleSession session) : IClassFixture<ModuleSession>, IDisposable
{
    private const double Tolerance = 2e-3;

    private const string Net =
        """
        $net = 1..4 | ForEach-Object { New-DenseLayer 12 -Activation tanh -KernelInitializer Auto } | New-SequentialModel -InputShape 8 -Name 'tanh net' -Seed 1
        $other = 1..4 | ForEach-Object { New-DenseLayer 12 -Activation relu } | New-SequentialModel -InputShape 8 -Name 'relu net' -Seed 1
        """;

    private const string Training =
        """
        $rows = foreach ($epoch in 1..3) {
            foreach ($step in (2 * $epoch), (2 * $epoch + 1)) {
                1..3 | ForEach-Object {
                    [InitTools.LayerGradient]@{
                        Model = 'net'; Layer = $_; Name = "dense_$_"; Type = 'Dense'; FanIn = 4; FanOut = 4; ActivationMean = 0; ActivationStandardDeviation = 1
                        DeadFraction = 0; BackpropStandardDeviation = $_ / $step; WeightStandardDeviation = 1; Step = $step; WeightChange = $step / 100; WeightUpdateRatio = 0.01 / $step
                    }
                }
            }
            [InitTools.TrainingEpoch]@{
                Model = 'net'; Epoch = $epoch; Step = 2 * $epoch + 1; Loss = 2 / $epoch; ValidationLoss = 2.5 / $epoch; Accuracy = 0.3 * $epoch
                ValidationAccuracy = 0.25 * $epoch; LearningRate = 0.1 / $epoch; GradientNorm = 1; SamplesPerSecond = 1
            }
        }
        """;

    public static TheoryData<string, string> Pictures => new()
    {
        { "Backprop", $"{Net}; $net, $other | Invoke-GradientProbe -Seed 1" },
        { "Signal", $"{Net}; $net, $other | Invoke-GradientProbe -Seed 1" },
        { "WeightGradient", $"{Net}; $net | Invoke-GradientProbe -Seed 1" },
        { "Jacobian", $"{Net}; $net | Invoke-GradientProbe -Jacobian -Seed 1" },
        { "TimeSteps", "(New-RecurrentLayer 5), (New-DenseLayer 2) | New-SequentialModel -InputShape 6, 3 -Name rnn -Seed 1 | Invoke-GradientProbe -Seed 1" },
        { "BackpropMap", $"{Training}; $rows" },
        { "WeightChangeMap", $"{Training}; $rows" },
        { "UpdateMap", $"{Training}; $rows" },
        { "Training", $"{Training}; $rows" },
        { "LayerHistogram", $"{Net}; $net | Invoke-GradientProbe -Histogram -BinCount 8 -Seed 1" },
        { "ActivationHistogram", $"{Net}; $net | Invoke-GradientProbe -Histogram -BinCount 8 -Seed 1" },
        { "BackpropHistogram", $"{Net}; $net | Invoke-GradientProbe -Histogram -BinCount 8 -Seed 1" },
        { "Flow", $"{Net}; $net, $other | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow" },
        { "PhaseDiagram", "Get-SignalPropagation tanh (1, 1.5, 2, 2.5) (0.02, 0.1, 0.2)" },
        { "Chi", "Get-SignalPropagation tanh, relu (1, 2, 3) 0.1" },
        { "Propagation", "Get-SignalPropagation tanh (1, 3) 0.1 -Depth 5" },
        { "Activation", "Get-Activation relu, tanh" },
        { "ActivationCurve", "Measure-Activation elu -Count 6" },
        { "Histogram", $"{Net}; $net" },
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("InitTools.Pictures.");

    [Theory]
    [MemberData(nameof(Pictures))]
    public void A_picture_shows_what_was_approved(string kind, string script)
    {
        string path = Path.Combine(_folder.FullName, "x.svg"), png = Path.ChangeExtension(path, "png");
        session.Invoke($"$objects = & {{ {script} }}; $objects | Export-GradientPlot $args[0] {kind}; $objects | Export-GradientPlot $args[1] {kind}", path, png);
        string drawn = PictureFileReader.SvgDescription(path);
        Assert.Equal(drawn, PictureFileReader.PngTexts(png)["Description"]);
        string file = Path.Combine(ModuleSession.RepositoryRoot, "tests", "InitTools.Module.Tests", "Pictures", "Approved", $"{kind}.txt");
        if (Environment.GetEnvironmentVariable("INITTOOLS_APPROVE") is not null) File.WriteAllText(file, drawn);
        AssertAlike(File.ReadAllText(file).ReplaceLineEndings("\n"), drawn);
    }

    [Fact]
    public void Every_kind_has_an_approved_picture()
    {
        // The kinds live in a load context of their own, so they are asked for by completion, as users do.
        IReadOnlyList<string> kinds = session.Invoke<string>(
            "$line = 'Export-GradientPlot x.png -Kind '; [Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText");
        Assert.Equal(Pictures.Select(row => row.Data.Item1).Order(), kinds.Order());
    }

    [Fact]
    public async Task The_pictures_of_the_README_are_those_that_its_commands_draw()
    {
        HostResult result = await HostProcess.RunAsync(Path.Combine(ModuleSession.RepositoryRoot, "examples", "pictures.ps1"), "-Path", _folder.FullName);
        Assert.Equal("", result.Error);
        AssertKept();
        string readme = File.ReadAllText(Path.Combine(ModuleSession.RepositoryRoot, "README.md"));
        Assert.All(_folder.EnumerateFiles(), file => Assert.Contains($"docs/pictures/{file.Name}", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void The_commands_that_the_README_shows_draw_its_pictures()
    {
        string readme = File.ReadAllText(Path.Combine(ModuleSession.RepositoryRoot, "README.md")).ReplaceLineEndings("\n");
        string section = readme.Split("\n### Pictures\n")[1].Split("\n### ")[0];
        session.Invoke(
            $$"""
            $null = $ExecutionContext.SessionState.Path.PushCurrentLocation('readme')
            $null = $ExecutionContext.SessionState.Path.SetLocation($args[0])
            $digits = Import-Dataset $args[1] -Standardize
            {{string.Join('\n', CodeBlock().Matches(section).Select(match => match.Groups[1].Value))}}
            $null = $ExecutionContext.SessionState.Path.PopLocation('readme')
            """,
            _folder.FullName, ModuleSession.Digits);
        AssertKept();
    }

    public void Dispose() => _folder.Delete(true);

    // What was drawn into the folder is what docs/pictures keeps, no more and no less.
    private void AssertKept()
    {
        string kept = Path.Combine(ModuleSession.RepositoryRoot, "docs", "pictures");
        Assert.Equal(Directory.EnumerateFiles(kept).Select(Path.GetFileName).Order(), _folder.EnumerateFiles().Select(file => file.Name).Order());
        foreach (FileInfo file in _folder.EnumerateFiles())
        {
            Assert.InRange(new FileInfo(Path.Combine(kept, file.Name)).Length, 1, 60_000);
            (string approved, string drawn) = (PictureFileReader.SvgDescription(Path.Combine(kept, file.Name)), PictureFileReader.SvgDescription(file.FullName));
            // Rounding grows in training.
            if (file.Name == "training.svg") Assert.Equal(Number().Replace(approved, "#"), Number().Replace(drawn, "#"));
            else AssertAlike(approved, drawn);
        }
    }

    private static void AssertAlike(string approved, string drawn)
    {
        Assert.Equal(Number().Replace(approved, "#"), Number().Replace(drawn, "#"));
        double[] expected = Numbers(approved), actual = Numbers(drawn);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance * (Math.Abs(expected[i]) + 1e-4), $"Number {i} is {actual[i]}, approved was {expected[i]}.\n{drawn}");
    }

    private static double[] Numbers(string text) =>
        [.. Number().Matches(text).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"-?\d+(\.\d+)?(E[+-]\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"```powershell\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
