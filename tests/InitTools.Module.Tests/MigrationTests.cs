using System.Management.Automation;

namespace InitTools.Module.Tests;

/// <summary>
/// The README's tables for users of Keras, PyTorch and JAX. What the other libraries' spellings mean is written here by the
/// formulas of their documentation, for a weight of 48 outputs and 192 inputs, and holds for InitTools' cell of the line.
/// </summary>
public sealed class MigrationTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const int FanIn = 192;
    private const int FanOut = 48;

    // Of a normal density that is cut at two standard deviations: its standard deviation in terms of the whole one's.
    private const double TruncatedDeviation = 0.87962566103423978;

    // Five standard errors: fewer than one false alarm in 100,000 runs of all lines, and the seed is fixed besides.
    private const double Errors = 5;

    private static readonly Dictionary<string, Law> Laws = new()
    {
        ["'glorot_uniform'"] = Law.Uniform(Math.Sqrt(6.0 / (FanIn + FanOut))),
        ["xavier_uniform_(w)"] = Law.Uniform(Math.Sqrt(6.0 / (FanIn + FanOut))),
        ["glorot_uniform()"] = Law.Uniform(Math.Sqrt(6.0 / (FanIn + FanOut))),
        ["'glorot_normal'"] = Law.Truncated(Math.Sqrt(2.0 / (FanIn + FanOut)) / TruncatedDeviation),
        ["glorot_normal()"] = Law.Truncated(Math.Sqrt(2.0 / (FanIn + FanOut)) / TruncatedDeviation),
        ["xavier_normal_(w)"] = Law.Normal(Math.Sqrt(2.0 / (FanIn + FanOut))),
        ["'he_normal'"] = Law.Truncated(Math.Sqrt(2.0 / FanIn) / TruncatedDeviation),
        ["he_normal()"] = Law.Truncated(Math.Sqrt(2.0 / FanIn) / TruncatedDeviation),
        ["kaiming_normal_(w)"] = Law.Normal(Math.Sqrt(2.0 / FanIn)),
        ["kaiming_normal_(w, mode='fan_out')"] = Law.Normal(Math.Sqrt(2.0 / FanOut)),
        ["'he_uniform'"] = Law.Uniform(Math.Sqrt(6.0 / FanIn)),
        ["kaiming_uniform_(w)"] = Law.Uniform(Math.Sqrt(6.0 / FanIn)),
        ["he_uniform()"] = Law.Uniform(Math.Sqrt(6.0 / FanIn)),
        ["kaiming_uniform_(w, a=5 ** 0.5)"] = Law.Uniform(1 / Math.Sqrt(FanIn)),
        ["'lecun_normal'"] = Law.Truncated(Math.Sqrt(1.0 / FanIn) / TruncatedDeviation),
        ["lecun_normal()"] = Law.Truncated(Math.Sqrt(1.0 / FanIn) / TruncatedDeviation),
        ["'lecun_uniform'"] = Law.Uniform(Math.Sqrt(3.0 / FanIn)),
        ["lecun_uniform()"] = Law.Uniform(Math.Sqrt(3.0 / FanIn)),
        ["VarianceScaling(2.0, 'fan_avg', 'uniform')"] = Law.Uniform(Math.Sqrt(12.0 / (FanIn + FanOut))),
        ["variance_scaling(2.0, 'fan_avg', 'uniform')"] = Law.Uniform(Math.Sqrt(12.0 / (FanIn + FanOut))),
        ["RandomNormal(stddev=0.01)"] = Law.Normal(0.01),
        ["normal_(w, std=0.01)"] = Law.Normal(0.01),
        ["normal(0.01)"] = Law.Normal(0.01),
        ["TruncatedNormal(stddev=0.05)"] = Law.Truncated(0.05),
        ["trunc_normal_(w, std=0.05, a=-0.1, b=0.1)"] = Law.Truncated(0.05),
        ["truncated_normal(0.05)"] = Law.Truncated(0.05),
        ["RandomUniform(-0.05, 0.05)"] = Law.Uniform(0.05),
        ["uniform_(w, -0.05, 0.05)"] = Law.Uniform(0.05),
        ["uniform(0.05)"] = new Law(0.025, 0.05 / Math.Sqrt(12), 0, 0.05, 1.8),
        ["Orthogonal(gain=2.0)"] = Law.Orthogonal(2),
        ["orthogonal_(w, gain=2.0)"] = Law.Orthogonal(2),
        ["orthogonal(2.0)"] = Law.Orthogonal(2),
        // Of each column's 48 values ceil(0.9 x 48) = 44 are zero.
        ["sparse_(w, 0.9, std=0.01)"] = new Law(0, 0.01 * Math.Sqrt(4.0 / 48), -0.06, 0.06, 3 * 48 / 4.0, Zeros: 44.0 / 48),
        ["'zeros'"] = Law.Constant(0),
        ["zeros_(w)"] = Law.Constant(0),
        ["zeros"] = Law.Constant(0),
        ["Constant(0.1)"] = Law.Constant(0.1),
        ["constant_(w, 0.1)"] = Law.Constant(0.1),
        ["constant(0.1)"] = Law.Constant(0.1),
    };

    // What must be true of a line's result, $_, or of the model afterwards.
    private static readonly Dictionary<string, string> Facts = new()
    {
        ["New-DenseLayer 64 -Activation relu"] = "$_.Units -eq 64 -and $_.Activation -eq 'relu'",
        ["New-ConvolutionLayer 32 3,3 -Padding Same"] = "$_.Filters -eq 32 -and \"$($_.KernelSize)\" -eq '3 3' -and $_.Padding -eq 'Same'",
        ["New-RecurrentLayer 32 Lstm -ReturnSequence"] = "$_.Units -eq 32 -and $_.Cell -eq 'Lstm' -and $_.ReturnSequence",
        ["$a, $b | New-SequentialModel -InputShape 64"] = "$_.Layers.Count -eq 2 -and $_.OutputShape[0] -eq 10",
        ["Initialize-Model $net -Seed 1"] = "-not $before.Equals($net.Layers[0].GetKernel())",
        ["Get-ModelSummary $net"] = "@($_).Count -eq 2 -and $_[0].ParameterCount -eq 64 * 5 + 5",
        ["$net.Layers[0].Freeze()"] = "$net.Layers[0].Frozen",
        ["New-Optimizer Momentum -LearningRate 0.01 -Momentum 0.9"] = "$_.LearningRate -eq 0.01 -and $_.Momentum -eq 0.9",
        ["Invoke-ModelTraining $net -Dataset $digits -Epoch 2"] = "@($_).Count -eq 2 -and $_[1].Loss -lt $_[0].Loss",
        ["Invoke-ModelTraining $net -Dataset $digits -Epoch 1 -GradientClipNorm 1"] = "@($_).Count -eq 1",
        ["Invoke-Model $net -Dataset $digits"] = "@($_).Count -eq $digits.Count",
        ["Export-Model net.safetensors -Model $net -Force"] = "(Import-Model net.safetensors).Layers[0].GetKernel().Equals($net.Layers[0].GetKernel())",
        ["Invoke-GradientProbe $net -Dataset $digits"] = "@($_).Count -eq 2 -and $_[0].Verdict -eq 'Healthy'",
    };

    private static readonly IReadOnlyList<IReadOnlyList<string>> Lines = ReadLines();

    public static IEnumerable<TheoryDataRow<string, string>> LawLines =>
        from line in Lines
        where !Facts.ContainsKey(line[^1])
        from cell in line.SkipLast(1)
        where cell.Length > 0
        select new TheoryDataRow<string, string>(cell, line[^1]);

    public static IEnumerable<TheoryDataRow<string>> FactLines =>
        Lines.Where(line => Facts.ContainsKey(line[^1])).Select(line => new TheoryDataRow<string>(line[^1]));

    [Fact]
    public void Every_line_of_the_tables_is_covered()
    {
        Assert.Equal(Laws.Keys.Order(), LawLines.Select(row => row.Data.Item1).Order());
        Assert.Equal(Facts.Keys.Order(), FactLines.Select(row => row.Data).Order());
    }

    [Theory]
    [MemberData(nameof(LawLines))]
    public void A_spelling_of_another_library_means_the_law_of_its_line(string other, string ours)
    {
        string initializer = ours.Contains(' ', StringComparison.Ordinal) ? $"({ours})" : ours;
        string script = $"$t = New-Tensor {FanOut},{FanIn} -Initializer {initializer} -Seed 7; $t | Measure-Tensor";
        PSObject measured = Assert.Single(session.Invoke(script));
        double Value(string name) => Convert.ToDouble(measured.Properties[name].Value, System.Globalization.CultureInfo.InvariantCulture);

        Law law = Laws[other];
        const int Count = FanIn * FanOut;
        Assert.Equal(law.Mean, Value("Mean"), tolerance: (Errors * law.Deviation / Math.Sqrt(Count)) + 1e-7);
        double varianceError = Errors * law.Deviation * law.Deviation * Math.Sqrt((law.Kurtosis - 1) / Count);
        Assert.Equal(law.Deviation * law.Deviation, Value("Variance"), tolerance: varianceError + 1e-9);
        Assert.InRange(Value("Minimum"), law.Minimum - 1e-7, law.Mean + 1e-7);
        Assert.InRange(Value("Maximum"), law.Mean - 1e-7, law.Maximum + 1e-7);
        if (law.Deviation > 0 && law.Zeros == 0)
            Assert.Equal(law.Kurtosis, Value("Kurtosis") + 3, tolerance: Errors * Math.Sqrt(24.0 / Count));
        Assert.Equal(law.Zeros, Value("ZeroFraction"), tolerance: 1e-9);
        if (!law.IsOrthogonal) return;
        // The trace of W W^T is given by the variance; its norm is smallest, and then the one below, for a multiple of the identity.
        double norm = Assert.Single(session.Invoke<double>("($t.matmul($t.transpose(0, 1)) | Measure-Tensor).Norm"));
        Assert.Equal(law.Gain * law.Gain * Math.Sqrt(FanOut), norm, tolerance: 1e-4);
    }

    [Theory]
    [MemberData(nameof(FactLines))]
    public void A_line_of_a_program_does_what_it_says(string ours)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("InitTools.Migration.");
        try
        {
            Assert.Equal(["True"], session.Invoke<string>(
                $$"""
                $null = $ExecutionContext.SessionState.Path.SetLocation($args[0])
                $digits = Import-Dataset $args[1] -Standardize -First 200
                $a, $b = (New-DenseLayer 5 -Activation tanh), (New-DenseLayer 10)
                $net = (New-DenseLayer 5 -Activation tanh), (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 3
                $before = $net.Layers[0].GetKernel()
                $result = @({{ours}})
                $_ = $(if ($result.Count -eq 1) { $result[0] } else { $result })
                {{Facts[ours]}}
                $net.Dispose()
                $null = $ExecutionContext.SessionState.Path.SetLocation($args[2])
                """,
                folder.FullName, ModuleSession.Digits, ModuleSession.RepositoryRoot));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<IReadOnlyList<string>> ReadLines()
    {
        const string Heading = "## Coming from Keras, PyTorch or JAX";
        return
        [
            .. File.ReadLines(Path.Combine(ModuleSession.RepositoryRoot, "README.md"))
                .SkipWhile(line => line != Heading)
                .Skip(1)
                .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Keras", StringComparison.Ordinal))
                .Select(line => line.Replace("\\|", "\0", StringComparison.Ordinal).Split('|')[1..^1])
                .Select(cells => cells.Select(CodeOf).ToArray()),
        ];
    }

    // The first code of a cell; an empty cell has none.
    private static string CodeOf(string cell)
    {
        string[] parts = cell.Replace('\0', '|').Split('`');
        return parts.Length > 1 ? parts[1] : "";
    }

    /// <summary>What a sample is measured against.</summary>
    private sealed record Law(
        double Mean, double Deviation, double Minimum, double Maximum, double Kurtosis, double Zeros = 0, double Gain = 0)
    {
        public bool IsOrthogonal => Gain > 0;

        public static Law Uniform(double bound) => new(0, bound / Math.Sqrt(3), -bound, bound, 1.8);

        // More than six standard deviations are not seen among 9216 values.
        public static Law Normal(double deviation) => new(0, deviation, -6 * deviation, 6 * deviation, 3);

        // By partial integration over the density that is cut at a = 2: E x^2 = 1 - 2 a p and E x^4 = 3 E x^2 - 2 a^3 p, where p is
        // the density at the edge.
        public static Law Truncated(double parent)
        {
            const double Share = 0.95449973610364158;
            double edge = Math.Exp(-2) / Math.Sqrt(2 * Math.PI) / Share;
            double variance = 1 - (4 * edge);
            double fourth = (3 * variance) - (16 * edge);
            return new(0, parent * Math.Sqrt(variance), -2 * parent, 2 * parent, fourth / (variance * variance));
        }

        public static Law Constant(double value) => new(value, 0, value, value, 1, value == 0 ? 1 : 0);

        // The rows have the length gain: elements of variance gain^2 / inputs, nearly normal.
        public static Law Orthogonal(double gain) =>
            new(0, gain / Math.Sqrt(FanIn), -gain, gain, 3, Gain: gain);
    }
}
