using System.Collections;
using System.Globalization;

namespace InitTools;

/// <summary>
/// The named laws, in the spellings of InitTools (<c>HeNormal</c>), Keras (<c>he_normal</c>) and PyTorch
/// (<c>kaiming_normal</c>, a trailing underscore allowed). Where the dialects differ, a spelling means what it means at home:
/// Keras' normal laws are truncated, PyTorch's are not.
/// </summary>
public static class InitializerCatalogue
{
    private static readonly Entry[] Entries =
    [
        Scaling("GlorotUniform", 1, FanMode.FanAvg, ScalingDistribution.Uniform, "1/fan_avg", Family.Glorot, "xavier_uniform"),
        Scaling("GlorotNormal", 1, FanMode.FanAvg, ScalingDistribution.TruncatedNormal, "1/fan_avg", Family.Glorot),
        Scaling("HeUniform", 2, FanMode.FanIn, ScalingDistribution.Uniform, "2/fan_in", Family.He, "kaiming_uniform"),
        Scaling("HeNormal", 2, FanMode.FanIn, ScalingDistribution.TruncatedNormal, "2/fan_in", Family.He),
        Scaling("LecunUniform", 1, FanMode.FanIn, ScalingDistribution.Uniform, "1/fan_in", Family.Lecun),
        Scaling("LecunNormal", 1, FanMode.FanIn, ScalingDistribution.TruncatedNormal, "1/fan_in", Family.Lecun),
        Scaling("XavierNormal", 1, FanMode.FanAvg, ScalingDistribution.UntruncatedNormal, "1/fan_avg", Family.Glorot),
        Scaling("KaimingNormal", 2, FanMode.FanIn, ScalingDistribution.UntruncatedNormal, "2/fan_in", Family.He),
        new("RandomNormal", ["random_normal"], "sd^2", p => new RandomNormal(p.Mean ?? 0, p.StandardDeviation ?? 0.05),
            [nameof(LawArguments.Mean), nameof(LawArguments.StandardDeviation)]),
        new("RandomUniform", ["random_uniform"], "(max-min)^2/12",
            p => new RandomUniform(p.Minimum ?? -0.05, p.Maximum ?? 0.05),
            [nameof(LawArguments.Minimum), nameof(LawArguments.Maximum)]),
        new("TruncatedNormal", ["truncated_normal"], "0.774 sd^2", p => new TruncatedNormal(p.Mean ?? 0, p.StandardDeviation ?? 0.05),
            [nameof(LawArguments.Mean), nameof(LawArguments.StandardDeviation)]),
        new("Orthogonal", ["orthogonal_"], "gain^2/max(rows, columns)", p => new Orthogonal(p.Gain ?? 1), [nameof(LawArguments.Gain)]),
        new("DeltaOrthogonal", ["delta_orthogonal"], "gain^2/fan_out", p => new DeltaOrthogonal(p.Gain ?? 1), [nameof(LawArguments.Gain)]),
        new("Identity", ["eye"], "fixed values", p => new Identity(p.Gain ?? 1), [nameof(LawArguments.Gain)]),
        new("Dirac", ["dirac_"], "fixed values", _ => new Dirac(), []),
        new("Sparse", ["sparse_"], "(1-sparsity) sd^2", p => new Sparse(p.Sparsity ?? 0.1, p.StandardDeviation ?? 0.01),
            [nameof(LawArguments.Sparsity), nameof(LawArguments.StandardDeviation)]),
        new("Zeros", ["zero", "zeros_"], "0", _ => new Zeros(), []),
        new("Ones", ["one", "ones_"], "0", _ => new Ones(), []),
        new("Constant", ["constant_"], "0", p => new Constant(p.Value ?? 0), [nameof(LawArguments.Value)]),
    ];

    private static readonly NameTable<Entry> Table =
        new("initializer", Entries.Select(entry => (entry, (string[])[entry.Name, .. entry.Alias])));

    private static readonly NameTable<FanMode> Modes =
        new("mode", Enum.GetValues<FanMode>().Select(mode => (mode, new[] { mode.ToString() })));

    private static readonly NameTable<ScalingDistribution> Distributions = new(
        "distribution",
        [
            (ScalingDistribution.TruncatedNormal, ["TruncatedNormal", "normal"]),
            (ScalingDistribution.UntruncatedNormal, ["UntruncatedNormal"]),
            (ScalingDistribution.Uniform, ["Uniform"]),
        ]);

    private static readonly NameTable<TensorLayout> Layouts =
        new("layout", Enum.GetValues<TensorLayout>().Select(layout => (layout, new[] { layout.ToString() })));

    private enum Family
    {
        Glorot,
        He,
        Lecun,
    }

    /// <summary>The names of all laws.</summary>
    public static IReadOnlyList<string> Names => Table.Names;

    /// <summary>What is known of every law, in the catalogue's order.</summary>
    public static IReadOnlyList<InitializerInfo> All { get; } = [.. Entries.Select(entry => entry.Info)];

    /// <summary>The laws that suit an activation (Table 11-1), the recommended one first.</summary>
    /// <param name="activation">The activation.</param>
    /// <returns>At least one law.</returns>
    public static IReadOnlyList<InitializerInfo> ForActivation(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return [.. All
            .Where(info => info.Activation.Contains(activation.Name))
            .OrderBy(info => info.Name == activation.Initializer ? 0 : 1)];
    }

    /// <summary>The initializer recommended for an activation (Table 11-1).</summary>
    /// <param name="activation">The activation.</param>
    /// <returns>Glorot, He or LeCun.</returns>
    public static Initializer Recommend(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return Find(activation.Initializer, "Initializer");
    }

    /// <summary>Finds a law by any of its names and makes an initializer of it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="parameter">The parameter it was given for, for the error message.</param>
    /// <param name="arguments">The law's parameters; null for its defaults.</param>
    /// <returns>The initializer.</returns>
    /// <exception cref="InitToolsException">
    /// <c>InitTools.UnknownInitializer</c>: no such law. <c>InitTools.ParameterNotOfLaw</c>: a parameter that this law doesn't have.
    /// </exception>
    public static Initializer Find(string? name, string parameter, LawArguments? arguments = null)
    {
        RefusePlainWord(name, parameter);
        Entry entry = Table.Find(name, parameter);
        arguments ??= new LawArguments();
        if (arguments.Given.Except(entry.Parameters).FirstOrDefault() is { } foreign) throw NotOfLaw(entry, foreign);
        return entry.Create(arguments) with { Seed = arguments.Seed };
    }

    /// <summary>Reads a mode's name: <c>FanAvg</c>, <c>fan_avg</c>.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The mode.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.UnknownMode</c>; the message lists near matches.</exception>
    public static FanMode FindMode(string? name) => Modes.Find(name, "Mode");

    /// <summary>Reads a distribution's name: <c>TruncatedNormal</c>, <c>untruncated_normal</c>.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The distribution.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.UnknownDistribution</c>; the message lists near matches.</exception>
    public static ScalingDistribution FindDistribution(string? name) => Distributions.Find(name, "Distribution");

    /// <summary>Reads a layout's name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The layout.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.UnknownLayout</c>; the message lists near matches.</exception>
    public static TensorLayout FindLayout(string? name) => Layouts.Find(name, "Layout");

    internal static string NameOf(VarianceScaling law) =>
        Entries.FirstOrDefault(entry => entry.Law?.HasLawOf(law) == true)?.Name ?? nameof(VarianceScaling);

    internal static Initializer FromDictionary(IDictionary plain)
    {
        ArgumentNullException.ThrowIfNull(plain);
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry pair in plain) values[Convert.ToString(pair.Key, CultureInfo.InvariantCulture)!] = pair.Value;
        values.Remove("Name", out object? name);
        bool unnamed = string.Equals(name as string, nameof(VarianceScaling), StringComparison.OrdinalIgnoreCase);
        string? scaling = values.Keys.FirstOrDefault(key => key.ToUpperInvariant() is "SCALE" or "MODE" or "DISTRIBUTION");
        if (unnamed || (name is null && scaling is not null)) return ReadScaling(new VarianceScaling(), values);
        if (scaling is null) return Find(name as string, "Name", LawArguments.Read(values));
        Entry entry = Table.Find(name as string, "Name");
        return entry.Law is { } law ? ReadScaling(law, values) : throw NotOfLaw(entry, scaling);
    }

    // What isn't written out is as in the law that was named.
    private static VarianceScaling ReadScaling(VarianceScaling law, Dictionary<string, object?> values)
    {
        values.Remove("Scale", out object? scale);
        values.Remove("Mode", out object? mode);
        values.Remove("Distribution", out object? distribution);
        LawArguments rest = LawArguments.Read(values);
        if (rest.Given.FirstOrDefault() is { } foreign)
        {
            throw new InitToolsException(
                "ParameterNotOfLaw", $"{foreign} is given, but VarianceScaling takes Scale, Mode and Distribution.",
                FaultKind.InvalidArgument, foreign);
        }
        return new VarianceScaling(
            LawArguments.Number(scale, "Scale") ?? law.Scale,
            mode is null ? law.Mode : FindMode(EnumName<FanMode>(mode)),
            distribution is null ? law.Distribution : FindDistribution(EnumName<ScalingDistribution>(distribution)))
        {
            Seed = rest.Seed,
        };
    }

    private static void RefusePlainWord(string? name, string parameter)
    {
        string? law = name?.ToUpperInvariant().Trim('_') switch
        {
            "NORMAL" => "RandomNormal with its Mean and StandardDeviation",
            "UNIFORM" => "RandomUniform with its Minimum and Maximum",
            _ => null,
        };
        if (law is null) return;
        throw new InitToolsException(
            "UnknownInitializer",
            $"{parameter} is {InitToolsException.Show(name)}, by which Keras and PyTorch mean different laws. Use {law}.",
            FaultKind.InvalidArgument, name);
    }

    private static InitToolsException NotOfLaw(Entry entry, string foreign)
    {
        string takes = entry.Parameters.Length > 0 ? string.Join(" and ", entry.Parameters) : "none";
        return new InitToolsException(
            "ParameterNotOfLaw",
            $"{foreign} is given, but {entry.Name} has no such parameter; it takes {takes}.{entry.Advice(foreign)}",
            FaultKind.InvalidArgument, foreign);
    }

    // ConvertTo-Json writes an enum as its number.
    private static string EnumName<T>(object value)
        where T : struct, Enum =>
        value is int or long
            ? Enum.GetName(typeof(T), Convert.ToInt32(value, CultureInfo.InvariantCulture)) ?? $"{value}"
            : $"{value}";

    private static Entry Scaling(
        string name, double scale, FanMode mode, ScalingDistribution distribution, string variance, Family family, params string[] alias)
    {
        var law = new VarianceScaling(scale, mode, distribution);
        string keras = string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : $"{c}")).ToLowerInvariant();
        return new Entry(name, [keras, .. alias], variance, _ => law, [], law, family);
    }

    private sealed record Entry(
        string Name,
        string[] Alias,
        string Variance,
        Func<LawArguments, Initializer> Create,
        string[] Parameters,
        VarianceScaling? Law = null,
        Family? Family = null)
    {
        public InitializerInfo Info => new()
        {
            Name = Name,
            Alias = Alias,
            Scale = Law?.Scale,
            Mode = Law?.Mode,
            Distribution = Law?.Distribution,
            Variance = Variance,
            Activation = [.. ActivationCatalogue.All.Where(activation => FamilyOf(activation) == Family).Select(activation => activation.Name)],
        };

        public string Advice(string foreign) =>
            Law is not null && foreign is "Gain" or "StandardDeviation"
                ? " For another variance use New-VarianceScalingInitializer -Scale."
                : "";

        private static Family? FamilyOf(Activation activation) => activation.Initializer switch
        {
            "HeNormal" or "HeUniform" => InitializerCatalogue.Family.He,
            "LecunNormal" => InitializerCatalogue.Family.Lecun,
            _ => InitializerCatalogue.Family.Glorot,
        };
    }
}
