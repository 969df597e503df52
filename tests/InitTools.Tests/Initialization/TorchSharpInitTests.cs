using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;

namespace InitTools.Tests;

/// <summary>
/// Why InitTools samples by itself: three defects of TorchSharp's <c>torch.nn.init</c>, each shown beside the same law of InitTools.
/// A new version of TorchSharp that mends one makes its test fail; then this list gets shorter.
/// </summary>
public sealed class TorchSharpInitTests
{
    public TorchSharpInitTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void Truncated_normal_of_TorchSharp_is_a_constant()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor theirs = torch.nn.init.trunc_normal_(torch.zeros(300, 200), 0, 0.05);
        torch.Tensor ours = (new TruncatedNormal(0, 0.05) { Seed = 1 }).CreateTensor(new TensorShape([300, 200]));

        Assert.Single(TensorValues.Of(theirs).Distinct());
        Statistics.AssertFollows(ReferenceLaw.TruncatedNormal(0, 0.05), TensorValues.Of(ours));
    }

    [Fact]
    public void Xavier_normal_of_TorchSharp_is_uniform()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        ReferenceLaw law = ReferenceLaw.Normal(0, Math.Sqrt(2.0 / (300 + 200)));
        torch.Tensor theirs = torch.nn.init.xavier_normal_(torch.empty(300, 200));
        torch.Tensor ours = InitializerCatalogue.Find("xavier_normal", "Name", new LawArguments { Seed = 1 })
            .CreateTensor(new TensorShape([300, 200]));

        double limit = TensorValues.Of(theirs).Max();
        Assert.InRange(Statistics.KolmogorovSmirnov(TensorValues.Of(theirs), law.Cdf), 0, 1e-30);
        Assert.InRange(
            Statistics.KolmogorovSmirnov(TensorValues.Of(theirs), ReferenceLaw.Uniform(-limit, limit).Cdf), Statistics.FalseAlarm, 1);
        Statistics.AssertFollows(law, TensorValues.Of(ours));
    }

    [Theory]
    [InlineData("RandomUniform")]
    [InlineData("RandomNormal")]
    public void Seeds_of_TorchSharp_are_ignored(string name)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor Theirs()
        {
            using var generator = new torch.Generator(42);
            return name == "RandomUniform"
                ? torch.nn.init.uniform_(torch.empty(50), generator: generator)
                : torch.nn.init.normal_(torch.empty(50), generator: generator);
        }
        torch.Tensor Ours()
        {
            torch.Tensor tensor = torch.empty(50);
            InitializerCatalogue.Find(name, "Name").Fill(tensor, TensorLayout.Torch, RandomStream.FromName(42, "kernel"));
            return tensor;
        }

        Assert.NotEqual(TensorValues.Bits(Theirs()), TensorValues.Bits(Theirs()));
        Assert.Equal(TensorValues.Bits(Ours()), TensorValues.Bits(Ours()));
    }
}
