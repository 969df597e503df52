using InitTools.Native;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>Layers whose weights libtorch drew from one seed: its generator is the process's, and other tests draw from it.</summary>
[Collection(AloneInProcess.Name)]
public sealed class ReusedTorchSeedTests
{
    public ReusedTorchSeedTests() => TorchLibrary.EnsureLoaded();

    /// <summary>torch's own laws after one call of manual_seed: other shapes, another scale, another kind of layer.</summary>
    [Fact]
    public void Layers_after_one_manual_seed_are_found()
    {
        Module<torch.Tensor, torch.Tensor> Seeded(Func<Module<torch.Tensor, torch.Tensor>> make)
        {
            torch.manual_seed(5);
            return make();
        }
        using var model = Sequential(
            Seeded(() => Conv2d(3, 8, 3)), ReLU(), Flatten(), Seeded(() => Linear(200, 30)), Linear(30, 20), Seeded(() => Linear(20, 10)));
        IReadOnlyList<LayerSymmetry> rows = ModelSymmetry.Measure(model, TestContext.Current.CancellationToken);
        Assert.Equal(["3", "0", null, "0"], rows.Select(row => row.EqualTo));
        Assert.Equal(
            [SymmetryVerdict.ReusedSeed, SymmetryVerdict.ReusedSeed, SymmetryVerdict.None, SymmetryVerdict.ReusedSeed], rows.Select(row => row.Verdict));
        Assert.All(rows.Where(row => row.EqualTo is not null), row => Assert.InRange(row.Correlation!.Value, 0.9999, 1.000001));
        Assert.Contains("'3'", rows[0].Recommendation, StringComparison.Ordinal);
    }
}
