using CsCheck;
using MathNet.Numerics;

namespace InitTools.Tests;

public sealed class ActivationValueTests
{
    private static readonly Dictionary<string, Func<double, double>> Textbook = new()
    {
        ["linear"] = z => z,
        ["sigmoid"] = SpecialFunctions.Logistic,
        ["tanh"] = z => (Math.Exp(2 * z) - 1) / (Math.Exp(2 * z) + 1),
        ["softsign"] = z => z / (1 + Math.Abs(z)),
        ["softplus"] = z => Math.Log(1 + Math.Exp(z)),
        ["hard_sigmoid"] = z => z < -3 ? 0 : z > 3 ? 1 : z / 6 + 0.5,
        ["hard_tanh"] = z => z < -1 ? -1 : z > 1 ? 1 : z,
        ["relu"] = z => (z + Math.Abs(z)) / 2,
        ["relu6"] = z => Math.Min(6, (z + Math.Abs(z)) / 2),
        ["leaky_relu"] = z => z < 0 ? 0.2 * z : z,
        ["rrelu"] = z => z < 0 ? z * (1.0 / 8 + 1.0 / 3) / 2 : z,
        ["prelu"] = z => z < 0 ? 0.25 * z : z,
        ["elu"] = z => z < 0 ? Math.Exp(z) - 1 : z,
        ["celu"] = z => z < 0 ? Math.Exp(z) - 1 : z,
        ["selu"] = z => 1.0507009873554805 * (z < 0 ? 1.6732632423543772 * (Math.Exp(z) - 1) : z),
        ["gelu"] = z => z / 2 * (1 + SpecialFunctions.Erf(z / Math.Sqrt(2))),
        ["silu"] = z => z * SpecialFunctions.Logistic(z),
        ["mish"] = z => z * Math.Tanh(Math.Log(1 + Math.Exp(z))),
        ["hard_swish"] = z => z < -3 ? 0 : z > 3 ? z : z * (z + 3) / 6,
        ["softmax"] = z => Math.Exp(z) / (Math.Exp(z) + 1),
    };

    /// <summary>Values and derivatives computed with 400 digits.</summary>
    public static TheoryData<string, double, double, double> Exact => new()
    {
        { "sigmoid", -600, 2.6503965530043108e-261, 2.6503965530043108e-261 },
        { "sigmoid", -36.6, 1.2729811194234181e-16, 1.272981119423418e-16 },
        { "sigmoid", -12.3, 4.551723744799878e-06, 4.55170302661083e-06 },
        { "sigmoid", -3.3, 0.03557118927263618, 0.034305879766366475 },
        { "sigmoid", -1e-9, 0.49999999975, 0.25 },
        { "sigmoid", 0.7, 0.668187772168166, 0.22171287329310904 },
        { "sigmoid", 5.5, 0.9959298622841039, 0.004053571694869767 },
        { "sigmoid", 25.25, 0.9999999999891841, 1.0815941557051724e-11 },
        { "sigmoid", 600, 1.0, 2.6503965530043108e-261 },
        { "tanh", -600, -1.0, 0.0 },
        { "tanh", -36.6, -1.0, 6.481923721633996e-32 },
        { "tanh", -12.3, -0.9999999999585633, 8.287351062540141e-11 },
        { "tanh", -3.3, -0.9972829600991421, 0.005426697495892982 },
        { "tanh", -1e-9, -1e-09, 1.0 },
        { "tanh", 0.7, 0.6043677771171635, 0.6347395899824586 },
        { "tanh", 5.5, 0.9999665971563038, 6.680457164241374e-05 },
        { "tanh", 25.25, 1.0, 4.679383670824786e-22 },
        { "tanh", 600, 1.0, 0.0 },
        { "softplus", -600, 2.6503965530043108e-261, 2.6503965530043108e-261 },
        { "softplus", -36.6, 1.2729811194234181e-16, 1.2729811194234181e-16 },
        { "softplus", -12.3, 4.551734103925838e-06, 4.551723744799878e-06 },
        { "softplus", -3.3, 0.036219258870659285, 0.03557118927263618 },
        { "softplus", -1e-9, 0.6931471800599454, 0.49999999975 },
        { "softplus", 0.7, 1.103186048885458, 0.668187772168166 },
        { "softplus", 5.5, 5.504078443270571, 0.9959298622841039 },
        { "softplus", 25.25, 25.250000000010814, 0.9999999999891841 },
        { "softplus", 600, 600.0, 1.0 },
        { "elu", -600, -1.0, 2.6503965530043108e-261 },
        { "elu", -36.6, -0.9999999999999999, 1.2729811194234181e-16 },
        { "elu", -12.3, -0.9999954482555369, 4.551744463083231e-06 },
        { "elu", -3.3, -0.96311683259876, 0.036883167401240015 },
        { "elu", -1e-9, -9.999999995e-10, 0.999999999 },
        { "elu", 0.7, 0.7, 1.0 },
        { "elu", 5.5, 5.5, 1.0 },
        { "elu", 25.25, 25.25, 1.0 },
        { "elu", 600, 600.0, 1.0 },
        { "selu", -600, -1.7580993408473768, 4.659660432821039e-261 },
        { "selu", -36.6, -1.7580993408473766, 2.2380272669694676e-16 },
        { "selu", -12.3, -1.7580913384284367, 8.002418940252327e-06 },
        { "selu", -3.3, -1.6932550685508934, 0.06484427229648353 },
        { "selu", -1e-9, -1.7580993399683274e-09, 1.7580993390892776 },
        { "selu", 0.7, 0.7354906911488363, 1.0507009873554805 },
        { "selu", 5.5, 5.778855430455143, 1.0507009873554805 },
        { "selu", 25.25, 26.530199930725882, 1.0507009873554805 },
        { "selu", 600, 630.4205924132883, 1.0507009873554805 },
        { "gelu", -36.6, -5.233935576510957e-292, -1.9156182938439296e-290 },
        { "gelu", -12.3, -5.570309556075305e-34, -6.850900949792137e-33 },
        { "gelu", -3.3, -0.0015952996698664658, -0.00520105335649337 },
        { "gelu", -1e-9, -4.999999996010577e-10, 0.49999999920211546 },
        { "gelu", 0.7, 0.5306254434438489, 0.9766141011336599 },
        { "gelu", 5.5, 5.499999895557407, 1.00000057334724 },
        { "gelu", 25.25, 25.25, 1.0 },
        { "gelu", 600, 600.0, 1.0 },
        { "silu", -600, -1.5902379318025866e-258, -1.587587535249582e-258 },
        { "silu", -36.6, -4.659110897089711e-15, -4.531812785147368e-15 },
        { "silu", -12.3, -5.598620206103851e-05, -5.143422348251333e-05 },
        { "silu", -3.3, -0.11738492459969939, -0.07763821395637317 },
        { "silu", -1e-9, -4.9999999975e-10, 0.4999999995 },
        { "silu", 0.7, 0.46773144051771626, 0.8233867834733424 },
        { "silu", 5.5, 5.477614242562571, 1.0182245066058877 },
        { "silu", 25.25, 25.249999999726896, 1.0000000002622866 },
        { "silu", 600, 600.0, 1.0 },
        { "mish", -600, -1.5902379318025866e-258, -1.587587535249582e-258 },
        { "mish", -36.6, -4.659110897089711e-15, -4.531812785147369e-15 },
        { "mish", -12.3, -5.598632947790116e-05, -5.143446795598417e-05 },
        { "mish", -3.3, -0.1194713166346856, -0.08102764027014688 },
        { "mish", -1e-9, -5.9999999968e-10, 0.59999999936 },
        { "mish", 0.7, 0.5611483776438518, 0.9687948682001859 },
        { "mish", 5.5, 5.499817776787424, 1.0003298255720623 },
        { "mish", 25.25, 25.25, 1.0 },
        { "mish", 600, 600.0, 1.0 },
    };

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void Value_is_the_textbook_formula(string name)
    {
        Activation activation = ActivationCatalogue.Find(name, "Name");
        Gen.Double[-20, 20].Sample(
            z => Assert.Equal(Textbook[name](z), activation.Value(z), 1e-13), iter: 2000);
    }

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void Derivative_is_the_slope_of_the_value(string name)
    {
        const double Step = 1e-5;
        Activation activation = ActivationCatalogue.Find(name, "Name");
        Gen.Double[-20, 20]
            .Where(z => activation.Kinks.All(kink => Math.Abs(z - kink) > 2 * Step))
            .Sample(
                z => Assert.Equal(
                    (activation.Value(z + Step) - activation.Value(z - Step)) / (2 * Step), activation.Derivative(z), 2e-9),
                iter: 2000);
    }

    [Theory]
    [MemberData(nameof(Exact))]
    public void Value_and_derivative_keep_their_digits_in_the_tails(string name, double z, double value, double derivative)
    {
        Activation activation = ActivationCatalogue.Find(name, "Name");
        ActivationCases.AssertClose(value, activation.Value(z), 4e-15);
        ActivationCases.AssertClose(derivative, activation.Derivative(z), 4e-15);
    }

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void Large_inputs_neither_overflow_nor_lose_the_limit(string name)
    {
        Activation activation = ActivationCatalogue.Find(name, "Name");
        foreach (double z in (double[])[-1000, -750, 750, 1000])
        {
            Assert.InRange(activation.Value(z), -2000, 2000);
            double other = activation.Derivative(z * 0.999);
            Assert.InRange(activation.Derivative(z), other - 1e-8, other + 1e-8);
        }
    }

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void NaN_stays_NaN(string name)
    {
        Activation activation = ActivationCatalogue.Find(name, "Name");
        Assert.Equal(double.NaN, activation.Value(double.NaN));
        Assert.Equal(double.NaN, activation.Derivative(double.NaN));
    }

    [Fact]
    public void Curve_spans_the_range_evenly_and_ends_exactly()
    {
        ActivationPoint[] curve = [.. ActivationCatalogue.Tanh.Curve(-0.7, 1.1, 7)];

        Assert.Equal(7, curve.Length);
        Assert.Equal(-0.7, curve[0].X);
        Assert.Equal(1.1, curve[^1].X);
        for (int i = 1; i < 7; i++) Assert.Equal(0.3, curve[i].X - curve[i - 1].X, 1e-14);
        Assert.All(curve, point => Assert.Equal(Math.Tanh(point.X), point.Value));
        Assert.All(curve, point => Assert.Equal(1 / Math.Pow(Math.Cosh(point.X), 2), point.Derivative, 1e-15));
    }

    [Fact]
    public void Curve_with_round_steps_hits_the_kinks()
    {
        IEnumerable<double> positions = ActivationCatalogue.HardSwish.Curve(-6, 6, 121).Select(point => point.X);
        Assert.Superset(new HashSet<double> { -3, 0, 3 }, positions.ToHashSet());
    }

    [Theory]
    [InlineData(double.NaN, 1, 3, "InitTools.InvalidRange", "Minimum is NaN")]
    [InlineData(0, double.PositiveInfinity, 3, "InitTools.InvalidRange", "Maximum is Infinity")]
    [InlineData(1, 1, 3, "InitTools.InvalidRange", "above Minimum, 1")]
    [InlineData(2, 1, 3, "InitTools.InvalidRange", "Maximum is 1")]
    [InlineData(0, 1, 1, "InitTools.InvalidCount", "Count is 1")]
    public void Curve_rejects_what_spans_nothing(double minimum, double maximum, int count, string id, string message)
    {
        InitToolsException error =
            Assert.Throws<InitToolsException>(() => ActivationCatalogue.Relu.Curve(minimum, maximum, count));
        Assert.Equal(id, error.ErrorId);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
