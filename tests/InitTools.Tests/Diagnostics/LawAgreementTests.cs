using InitTools.Native;
using TorchSharp;

namespace InitTools.Tests.Diagnostics;

/// <summary>Whether weights could come from an initializer: how often that is denied of those that do, and of others.</summary>
public sealed class LawAgreementTests
{
    public LawAgreementTests() => TorchLibrary.EnsureLoaded();

    public static TheoryData<string, torch.ScalarType> Cases
    {
        get
        {
            var cases = new TheoryData<string, torch.ScalarType>();
            foreach (string name in new[] { "GlorotUniform", "HeNormal", "kaiming_normal", "Sparse" })
                foreach (torch.ScalarType type in new[] { torch.ScalarType.Float16, torch.ScalarType.BFloat16, torch.ScalarType.Float32, torch.ScalarType.Float64 })
                    cases.Add(name, type);
            return cases;
        }
    }

    /// <summary>
    /// Of 300 draws no more than a tenth may have a p-value below 0.1: more than 65 have, were it so, with a probability below 1e-6.
    /// Three tests are taken as if they were independent, so there are fewer; but not so few that nothing is ever found unlikely.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Draws_of_the_law_are_unlikely_as_often_as_they_are_said_to_be(string name, torch.ScalarType type)
    {
        const int Draws = 300;
        Initializer initializer = InitializerCatalogue.Find(name, "Initializer");
        var shape = new TensorShape([25, 20]);
        double[] p = new double[Draws];
        for (int seed = 0; seed < Draws; seed++)
        {
            using torch.Tensor tensor = (initializer with { Seed = seed }).CreateTensor(shape, type);
            p[seed] = LawAgreement.Of(tensor, initializer).PValue;
        }
        Assert.InRange(p.Count(value => value < 0.1), 3, 65);
        Assert.InRange(p.Min(), 1e-9, 0.1);
    }

    [Theory]
    [InlineData("HeNormal", "LecunNormal", "element")]
    [InlineData("LecunNormal", "HeNormal", "variance")]
    [InlineData("GlorotUniform", "xavier_normal", "distribution function")]
    [InlineData("xavier_normal", "GlorotUniform", "element")]
    [InlineData("Ones", "GlorotNormal", "element")]
    [InlineData("Zeros", "kaiming_normal", "variance")]
    [InlineData("HeNormal", "Zeros", "elements are others")]
    [InlineData("HeNormal", "Orthogonal", "product")]
    [InlineData("Identity", "Dirac", "NotDiracShape")]
    [InlineData("HeNormal", "Sparse", "zero")]
    public void Draws_of_another_law_are_refused_and_the_reason_is_said(string drawn, string law, string says)
    {
        using torch.Tensor tensor = (InitializerCatalogue.Find(drawn, "Initializer") with { Seed = 1 }).CreateTensor(new TensorShape([120, 100]));
        Initializer initializer = InitializerCatalogue.Find(law, "Initializer");
        if (says.EndsWith("Shape", StringComparison.Ordinal))
        {
            Assert.Equal("InitTools." + says, Assert.Throws<InitToolsException>(() => LawAgreement.Of(tensor, initializer)).ErrorId);
            return;
        }
        LawAgreement agreement = LawAgreement.Of(tensor, initializer);
        Assert.InRange(agreement.PValue, 0, 1e-12);
        Assert.Contains(says, agreement.Finding, StringComparison.Ordinal);
    }

    /// <summary>A mean that is a tenth of a deviation off, in 10,000 elements: ten standard errors.</summary>
    [Fact]
    public void A_mean_that_is_off_is_found()
    {
        using torch.Tensor tensor = new RandomNormal(0.1, 1) { Seed = 1 }.CreateTensor(new TensorShape([100, 100]));
        LawAgreement agreement = LawAgreement.Of(tensor, new RandomNormal(0, 1));
        Assert.InRange(agreement.PValue, 0, 1e-12);
        Assert.Contains("the mean is 0.09", agreement.Finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Orthogonal", new long[] { 40, 30 })]
    [InlineData("Orthogonal", new long[] { 20, 3, 5 })]
    [InlineData("DeltaOrthogonal", new long[] { 12, 8, 3, 3 })]
    [InlineData("Dirac", new long[] { 4, 4, 3 })]
    [InlineData("Identity", new long[] { 4, 7 })]
    [InlineData("Constant", new long[] { 5 })]
    public void Structures_are_recognized_and_a_single_wrong_weight_is_found(string name, long[] dimensions)
    {
        Initializer initializer = InitializerCatalogue.Find(name, "Initializer");
        foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
        {
            using torch.Tensor tensor = (initializer with { Seed = 2 }).CreateTensor(
                new TensorShape(layout == TensorLayout.Torch ? dimensions : dimensions.Reverse(), layout));
            Assert.Equal(1, LawAgreement.Of(tensor, initializer, layout).PValue);
            tensor.bytes[3] ^= 0x80;
            tensor.bytes[2] ^= 0x40;
            Assert.Equal(0, LawAgreement.Of(tensor, initializer, layout).PValue);
        }
    }

    [Fact]
    public void Kernels_of_a_model_are_compared_with_their_own_initializers_or_with_one()
    {
        Layer[] layers =
        [
            new DenseLayer(30, kernelInitializer: new Orthogonal()),
            new DenseLayer(20, kernelInitializer: InitializerCatalogue.Find("HeNormal", "Initializer")),
        ];
        using var model = new SequentialModel(layers, [40], seed: 5);
        Assert.All(LawAgreement.OfKernels(model), agreement => Assert.InRange(agreement.PValue, 1e-6, 1));
        Assert.Equal(["Orthogonal", "HeNormal"], LawAgreement.OfKernels(model).Select(agreement => agreement.Initializer));
        Assert.Equal([0, 1], LawAgreement.OfKernels(model, new Orthogonal()).Select(agreement => agreement.PValue).Order());

        using torch.nn.Module linear = torch.nn.Linear(3, 2);
        Errors.Throws("InitializerRequired", () => LawAgreement.OfKernels(linear), "name the initializer");
        Errors.Throws("LayerNotBuilt", () => LawAgreement.OfKernels(new DenseLayer(3)), "InputSize");
        Errors.Throws("NoKernel", () => LawAgreement.OfKernels(torch.nn.ReLU()), "no kernel");
    }

    [Fact]
    public void A_transposed_convolution_is_compared_as_it_was_drawn_and_embeddings_are_no_kernels()
    {
        Initializer he = InitializerCatalogue.Find("HeNormal", "Initializer");
        using TorchSharp.Modules.Sequential module = torch.nn.Sequential(torch.nn.ConvTranspose2d(60, 4, 3), torch.nn.Flatten(), torch.nn.Linear(400, 5));
        ModelInitializer.Initialize(module, he, seed: 3);
        IReadOnlyList<LawAgreement> agreements = LawAgreement.OfKernels(module, he);
        Assert.Equal(2, agreements.Count);
        Assert.All(agreements, agreement => Assert.InRange(agreement.PValue, 1e-6, 1));
        using torch.nn.Module embedding = torch.nn.Embedding(10, 3);
        Errors.Throws("NoKernel", () => LawAgreement.OfKernels(embedding, he), "no kernel");
    }
}
