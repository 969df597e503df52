using CsCheck;

namespace InitTools.Tests;

public sealed class InitializerNameTests
{
    [Theory]
    [InlineData("glorot_uniform", "GlorotUniform")]
    [InlineData("xavier_uniform", "GlorotUniform")]
    [InlineData("xavier_uniform_", "GlorotUniform")]
    [InlineData("glorot_normal", "GlorotNormal")]
    [InlineData("xavier_normal_", "XavierNormal")]
    [InlineData("he_uniform", "HeUniform")]
    [InlineData("kaiming_uniform_", "HeUniform")]
    [InlineData("he_normal", "HeNormal")]
    [InlineData("kaiming_normal", "KaimingNormal")]
    [InlineData("KAIMING-NORMAL_", "KaimingNormal")]
    [InlineData("lecun_normal", "LecunNormal")]
    [InlineData("LeCunNormal", "LecunNormal")]
    [InlineData("lecun_uniform", "LecunUniform")]
    [InlineData("orthogonal_", "Orthogonal")]
    [InlineData("eye_", "Identity")]
    [InlineData("dirac_", "Dirac")]
    [InlineData("sparse_", "Sparse")]
    [InlineData("zeros_", "Zeros")]
    [InlineData("ones_", "Ones")]
    [InlineData("constant_", "Constant")]
    [InlineData("truncated_normal", "TruncatedNormal")]
    [InlineData("random_normal", "RandomNormal")]
    [InlineData("random_uniform", "RandomUniform")]
    [InlineData("delta_orthogonal", "DeltaOrthogonal")]
    public void Every_spelling_names_its_law(string spelling, string name) =>
        Assert.Equal(name, InitializerCatalogue.Find(spelling, "Name").Name);

    [Fact]
    public void A_spelling_means_what_it_means_at_home()
    {
        static VarianceScaling Find(string name) => (VarianceScaling)InitializerCatalogue.Find(name, "Name");
        Assert.Equal(new VarianceScaling(2, FanMode.FanIn, ScalingDistribution.TruncatedNormal), Find("he_normal"));
        Assert.Equal(new VarianceScaling(2, FanMode.FanIn, ScalingDistribution.UntruncatedNormal), Find("kaiming_normal"));
        Assert.Equal(new VarianceScaling(1, FanMode.FanAvg, ScalingDistribution.TruncatedNormal), Find("glorot_normal"));
        Assert.Equal(new VarianceScaling(1, FanMode.FanAvg, ScalingDistribution.UntruncatedNormal), Find("xavier_normal"));
        Assert.Equal(Find("GlorotUniform"), Find("xavier_uniform"));
        Assert.Equal(Find("HeUniform"), Find("kaiming_uniform"));
    }

    [Fact]
    public void All_laws_of_the_contract_are_there()
    {
        string[] contract =
        [
            "GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal", "RandomNormal", "RandomUniform",
            "TruncatedNormal", "Orthogonal", "DeltaOrthogonal", "Identity", "Dirac", "Sparse", "Zeros", "Ones", "Constant",
        ];
        Assert.Empty(contract.Except(InitializerCatalogue.Names));
        Assert.Equal(InitializerCatalogue.Names, InitializerCatalogue.All.Select(info => info.Name));
        Assert.All(InitializerCatalogue.All, info => Assert.All(info.Alias, alias =>
            Assert.Equal(info.Name, InitializerCatalogue.Find(alias, "Name").Name)));
    }

    [Fact]
    public void Case_and_separators_never_matter() =>
        Gen.Select(Gen.OneOf([.. InitializerCatalogue.Names]), Gen.Bool.Array[40], Gen.Int[0, 20], Gen.OneOf("_", "-", " "))
            .Sample((name, upper, at, separator) =>
            {
                string spelling = string.Concat(name.Select((c, i) => upper[i] ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)))
                    .Insert(Math.Min(at, name.Length), separator);
                Assert.Equal(name, InitializerCatalogue.Find(spelling, "Name").Name);
            });

    [Fact]
    public void An_initializer_reads_as_its_name_and_a_law_of_its_own_as_VarianceScaling()
    {
        Assert.All(InitializerCatalogue.Names, name => Assert.Equal(name, $"{InitializerCatalogue.Find(name, "Name")}"));
        Assert.Equal("HeNormal", $"{new VarianceScaling(2) with { Seed = 3 }}");
        Assert.Equal("VarianceScaling", $"{new VarianceScaling(3)}");
    }

    [Theory]
    [InlineData("linear", "GlorotUniform")]
    [InlineData("tanh", "GlorotUniform")]
    [InlineData("sigmoid", "GlorotUniform")]
    [InlineData("softmax", "GlorotUniform")]
    [InlineData("relu", "HeNormal")]
    [InlineData("leaky_relu", "HeNormal")]
    [InlineData("rrelu", "HeNormal")]
    [InlineData("prelu", "HeNormal")]
    [InlineData("elu", "HeNormal")]
    [InlineData("gelu", "HeNormal")]
    [InlineData("swish", "HeNormal")]
    [InlineData("mish", "HeNormal")]
    [InlineData("selu", "LecunNormal")]
    public void Table_11_1_is_followed(string activation, string initializer)
    {
        Activation known = ActivationCatalogue.Find(activation, "Activation");
        Initializer recommended = InitializerCatalogue.Recommend(known);
        Assert.Equal(initializer, recommended.Name);
        Assert.Equal(initializer, InitializerCatalogue.ForActivation(known)[0].Name);
        Assert.All(InitializerCatalogue.ForActivation(known), info => Assert.Contains(known.Name, info.Activation));
    }

    [Theory]
    [InlineData("he_norml", "HeNormal")]
    [InlineData("glorot_unifrom", "GlorotUniform")]
    [InlineData("ortogonal", "Orthogonal")]
    [InlineData("lecun", "LecunNormal")]
    [InlineData("xavier", "XavierNormal")]
    public void An_unknown_name_is_answered_with_near_ones(string name, string near) => Errors.Throws(
        "UnknownInitializer", () => InitializerCatalogue.Find(name, "KernelInitializer"), "KernelInitializer", $"'{name}'", near);

    [Fact]
    public void A_name_like_no_other_is_answered_with_all() => Errors.Throws(
        "UnknownInitializer", () => InitializerCatalogue.Find("qqqqqq", "Name"), [.. InitializerCatalogue.Names]);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("_")]
    public void No_name_is_an_unknown_name(string? name) =>
        Errors.Throws("UnknownInitializer", () => InitializerCatalogue.Find(name, "Name"), "Name", "GlorotUniform");

    [Fact]
    public void Modes_distributions_layouts_and_types_have_near_matches_too()
    {
        Errors.Throws("UnknownMode", () => InitializerCatalogue.FindMode("fan_inn"), "Mode", "'fan_inn'", "FanIn");
        Errors.Throws("UnknownDistribution", () => InitializerCatalogue.FindDistribution("unifrom"), "Distribution", "'unifrom'", "Uniform");
        Errors.Throws("UnknownLayout", () => InitializerCatalogue.FindLayout("kears"), "Layout", "'kears'", "Keras");
        Errors.Throws("UnknownDataType", () => TensorDataType.Find("flaot32"), "DataType", "'flaot32'", "Float32");
        Assert.Equal(FanMode.FanGeoAvg, InitializerCatalogue.FindMode("fan_geo_avg"));
        Assert.Equal(ScalingDistribution.UntruncatedNormal, InitializerCatalogue.FindDistribution("untruncated_normal"));
    }
}
