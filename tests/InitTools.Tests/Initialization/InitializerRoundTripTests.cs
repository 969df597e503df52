using System.Collections;
using System.Text.Json;
using CsCheck;

namespace InitTools.Tests;

public sealed class InitializerRoundTripTests
{
    private static readonly Gen<double> Number = Gen.Double[-1e3, 1e3];

    private static readonly Gen<double> Positive = Gen.OneOf(Gen.Double[1e-6, 1e6], Gen.Int[1, 9].Select(whole => (double)whole));

    private static readonly Gen<Initializer> Law = Gen.OneOf<Initializer>(
        Gen.OneOf([.. InitializerCatalogue.Names]).Select(name => InitializerCatalogue.Find(name, "Name")),
        Gen.Select(Positive, Gen.Enum<FanMode>(), Gen.Enum<ScalingDistribution>())
            .Select((scale, mode, distribution) => (Initializer)new VarianceScaling(scale, mode, distribution)),
        Gen.Select(Number, Positive).Select((mean, deviation) => (Initializer)new RandomNormal(mean, deviation)),
        Gen.Select(Number, Positive).Select((mean, deviation) => (Initializer)new TruncatedNormal(mean, deviation)),
        Gen.Select(Number, Positive).Select((minimum, width) => (Initializer)new RandomUniform(minimum, minimum + width)),
        Gen.Select(Gen.Double[0, 1], Positive).Select((sparsity, deviation) => (Initializer)new Sparse(sparsity, deviation)),
        Number.Select(gain => (Initializer)new Orthogonal(gain)),
        Number.Select(gain => (Initializer)new DeltaOrthogonal(gain)),
        Number.Select(gain => (Initializer)new Identity(gain)),
        Number.Select(value => (Initializer)new Constant(value)));

    private static readonly Gen<long?> Seed = Gen.OneOf(
        Gen.Const((long?)null), Gen.Long.Select(seed => (long?)seed), Gen.OneOf<long?>(0, -1, long.MaxValue, long.MinValue, (1L << 53) + 1));

    private static readonly Gen<Initializer> Any = Gen.Select(Law, Seed).Select((law, seed) => law with { Seed = seed });

    [Fact]
    public void Survives_JSON() => Any.Sample(initializer => Assert.Equal(initializer, Initializer.FromJson(initializer.ToJson())));

    [Fact]
    public void Survives_a_hashtable() => Any.Sample(initializer =>
        Assert.Equal(initializer, Initializer.FromDictionary(new Hashtable((IDictionary)initializer.ToDictionary()))));

    [Fact]
    public void Survives_a_file_of_strings() => Any.Sample(initializer =>
    {
        var strings = initializer.ToDictionary().ToDictionary(
            pair => pair.Key.ToUpperInvariant(),
            pair => Convert.ToString(pair.Value, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(initializer, Initializer.FromDictionary(strings));
    });

    /// <summary>What PowerShell's ConvertTo-Json makes of an initializer: its properties, enums as numbers, null for no seed.</summary>
    [Fact]
    public void Survives_as_an_object_with_its_properties() => Any.Sample(initializer =>
        Assert.Equal(initializer, Initializer.FromJson(JsonSerializer.Serialize(initializer, initializer.GetType()))));

    [Fact]
    public void Holds_plain_values_only() => Any.Sample(initializer =>
        Assert.All(initializer.ToDictionary().Values, value => Assert.True(value is string or double or long, value.GetType().Name)));

    [Fact]
    public void Reads_what_people_write_by_hand()
    {
        Assert.Equal(
            new VarianceScaling(2, FanMode.FanAvg, ScalingDistribution.Uniform) { Seed = 5 },
            Initializer.FromDictionary(new Hashtable { ["scale"] = 2, ["mode"] = "fan_avg", ["distribution"] = "uniform", ["seed"] = 5 }));
        Assert.Equal(new Orthogonal(2), Initializer.FromJson("""{ "name": "orthogonal_", "gain": "2" }"""));
        Assert.Equal(new VarianceScaling(), Initializer.FromJson("""{ "Name": "VarianceScaling" }"""));
        Assert.Equal(
            new VarianceScaling(2, FanMode.FanOut), Initializer.FromJson("""{ "Name": "he_normal", "Mode": "FanOut" }"""));
    }

    [Theory]
    [InlineData("", "InvalidInitializer")]
    [InlineData("null", "InvalidInitializer")]
    [InlineData("[1, 2]", "InvalidInitializer")]
    [InlineData("{ \"Name\": ", "InvalidInitializer")]
    [InlineData("{}", "UnknownInitializer")]
    [InlineData("{ \"Name\": \"he_normall\" }", "UnknownInitializer")]
    [InlineData("{ \"Name\": \"HeNormal\", \"Colour\": 3 }", "InvalidInitializer")]
    [InlineData("{ \"Name\": \"HeNormal\", \"Gain\": 3 }", "ParameterNotOfLaw")]
    [InlineData("{ \"Name\": \"Orthogonal\", \"Scale\": 3 }", "ParameterNotOfLaw")]
    [InlineData("{ \"Name\": \"Nonsense\", \"Scale\": 3 }", "UnknownInitializer")]
    [InlineData("{ \"Scale\": 3, \"Gain\": 3 }", "ParameterNotOfLaw")]
    [InlineData("{ \"Scale\": \"much\" }", "InvalidScale")]
    [InlineData("{ \"Scale\": true }", "InvalidScale")]
    [InlineData("{ \"Scale\": [1] }", "InvalidScale")]
    [InlineData("{ \"Scale\": 1, \"Mode\": \"FanOff\" }", "UnknownMode")]
    [InlineData("{ \"Scale\": 1, \"Mode\": 9 }", "UnknownMode")]
    [InlineData("{ \"Scale\": 1, \"Distribution\": \"cauchy\" }", "UnknownDistribution")]
    [InlineData("{ \"Name\": \"Zeros\", \"Seed\": 1.5 }", "InvalidSeed")]
    [InlineData("{ \"Name\": \"Zeros\", \"Seed\": \"x\" }", "InvalidSeed")]
    [InlineData("{ \"Name\": \"Zeros\", \"Seed\": 9223372036854775808 }", "InvalidSeed")]
    public void Text_that_describes_no_initializer_is_refused(string json, string id) =>
        Errors.Throws(id, () => Initializer.FromJson(json));
}
