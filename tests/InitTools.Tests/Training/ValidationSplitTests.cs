using CsCheck;
using InitTools.Sampling;

namespace InitTools.Tests;

/// <summary>Setting samples aside for validation.</summary>
public sealed class ValidationSplitTests
{
    [Fact]
    public void Every_sample_is_in_one_part_and_each_class_has_its_share() =>
        Gen.Select(Gen.Int[0, 4].Array[4, 200], Gen.Double[0.05, 0.95], Gen.Long).Sample((labels, fraction, seed) =>
        {
            var dataset = new Dataset("made", new float[labels.Length], [1], [.. labels.Select(label => (long)label)]);
            if ((int)Math.Round(fraction * labels.Length) is var expected && (expected == 0 || expected == labels.Length)) return;
            (int[] training, int[] validation) = ValidationSplit.Of(dataset, fraction, RandomStream.FromName(seed, "split"));
            Assert.Equal(Enumerable.Range(0, labels.Length), training.Concat(validation).Order());
            Assert.Equal(expected, validation.Length);
            foreach (IGrouping<int, int> members in Enumerable.Range(0, labels.Length).GroupBy(index => labels[index]))
                Assert.InRange(validation.Count(index => labels[index] == members.Key), (fraction * members.Count()) - 1, (fraction * members.Count()) + 1);
        }, iter: 300);

    [Fact]
    public void A_part_without_samples_is_refused() =>
        Errors.Throws(
            "InvalidValidationFraction",
            () => ValidationSplit.Of(TrainingNets.Quadrants(3), 0.1, RandomStream.FromName(1, "split")),
            "ValidationFraction is 0.1", "has 3");
}
