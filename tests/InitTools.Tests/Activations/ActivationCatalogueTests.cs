namespace InitTools.Tests;

public sealed class ActivationCatalogueTests
{
    [Fact]
    public void Catalogue_holds_the_contract_in_its_order()
    {
        string[] contract =
        [
            "linear", "sigmoid", "tanh", "softsign", "softplus", "hard_sigmoid", "hard_tanh", "relu", "relu6", "leaky_relu",
            "rrelu", "prelu", "elu", "celu", "selu", "gelu", "silu", "mish", "hard_swish", "softmax",
        ];
        Assert.Equal(contract, ActivationCatalogue.All.Select(activation => activation.Name));
    }

    [Fact]
    public void Every_name_and_alias_leads_to_its_own_activation()
    {
        foreach (Activation activation in ActivationCatalogue.All)
        {
            Assert.All(
                activation.Alias.Prepend(activation.Name),
                name => Assert.Same(activation, ActivationCatalogue.Find(name, "Name")));
        }
    }

    [Theory]
    [InlineData("Swish", "silu")]
    [InlineData("ReLU", "relu")]
    [InlineData("LeakyReLU", "leaky_relu")]
    [InlineData("hardtanh", "hard_tanh")]
    [InlineData("hardswish", "hard_swish")]
    [InlineData("Hard-Sigmoid", "hard_sigmoid")]
    [InlineData("none", "linear")]
    [InlineData("identity", "linear")]
    [InlineData("logistic", "sigmoid")]
    public void Names_are_found_in_any_spelling(string name, string expected)
    {
        Assert.True(ActivationCatalogue.TryFind(name, out Activation? activation));
        Assert.Equal(expected, activation.Name);
    }

    [Theory]
    [InlineData("rellu", "relu")]
    [InlineData("sigmod", "sigmoid")]
    [InlineData("swich", "silu")]
    public void Unknown_name_is_answered_with_the_nearest(string name, string nearest)
    {
        InitToolsException error =
            Assert.Throws<InitToolsException>(() => ActivationCatalogue.Find(name, "Activation"));
        Assert.Equal("InitTools.UnknownActivation", error.ErrorId);
        Assert.StartsWith($"Activation is '{name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(nearest, error.Message, StringComparison.Ordinal);
        Assert.False(ActivationCatalogue.TryFind(name, out _));
    }

    [Theory]
    [InlineData("linear", Saturation.None, "GlorotUniform")]
    [InlineData("sigmoid", Saturation.Both, "GlorotUniform")]
    [InlineData("tanh", Saturation.Both, "GlorotUniform")]
    [InlineData("softsign", Saturation.Both, "GlorotUniform")]
    [InlineData("softplus", Saturation.Left, "HeNormal")]
    [InlineData("hard_sigmoid", Saturation.Both, "GlorotUniform")]
    [InlineData("hard_tanh", Saturation.Both, "GlorotUniform")]
    [InlineData("relu", Saturation.Left, "HeNormal")]
    [InlineData("relu6", Saturation.Both, "HeNormal")]
    [InlineData("leaky_relu", Saturation.None, "HeNormal")]
    [InlineData("rrelu", Saturation.None, "HeNormal")]
    [InlineData("prelu", Saturation.None, "HeNormal")]
    [InlineData("elu", Saturation.Left, "HeNormal")]
    [InlineData("celu", Saturation.Left, "HeNormal")]
    [InlineData("selu", Saturation.Left, "LecunNormal")]
    [InlineData("gelu", Saturation.Left, "HeNormal")]
    [InlineData("silu", Saturation.Left, "HeNormal")]
    [InlineData("mish", Saturation.Left, "HeNormal")]
    [InlineData("hard_swish", Saturation.Left, "HeNormal")]
    [InlineData("softmax", Saturation.Both, "GlorotUniform")]
    public void Initializer_and_saturation_follow_the_chapter(string name, Saturation saturation, string initializer)
    {
        Activation activation = ActivationCatalogue.Find(name, "Name");
        Assert.Equal(saturation, activation.Saturation);
        Assert.Equal(initializer, activation.Initializer);
        Assert.Equal(saturation != Saturation.Both, activation.Nonsaturating);
    }

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void Name_and_formula_read_as_plain_text(string name)
    {
        Activation activation = ActivationCatalogue.Find(name, "Name");
        Assert.Equal(name, activation.ToString());
        Assert.NotEmpty(activation.Formula);
        Assert.All(activation.Formula, letter => Assert.InRange(letter, ' ', '~'));
    }
}
