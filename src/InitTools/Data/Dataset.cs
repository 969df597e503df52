using System.Numerics;
using InitTools.Native;
using TorchSharp;

namespace InitTools;

/// <summary>
/// Samples of one shape and, where known, the class of each, in plain managed memory: a value that never changes and needs no
/// disposal. Tensors are made from it on request.
/// </summary>
public sealed class Dataset
{
    /// <summary>The highest number of classes; more of them is a sign that something else than labels was read.</summary>
    public const int MaximumClassCount = 1_000_000;

    private readonly float[] _features;
    private readonly int[]? _labels;

    /// <summary>Creates a dataset from copies of the values.</summary>
    /// <param name="name">What to call it, not blank.</param>
    /// <param name="features">The values of all samples one after the other, row-major, all finite.</param>
    /// <param name="sampleShape">The shape of one sample, without the batch.</param>
    /// <param name="labels">The class of each sample, from 0; null where there are none.</param>
    /// <exception cref="InitToolsException">
    /// <c>InvalidDatasetName</c>, <c>InvalidShape</c>, <c>EmptyDataset</c>, <c>SampleShapeMismatch</c>, <c>NonFiniteData</c>,
    /// <c>LabelCountMismatch</c>, <c>InvalidLabel</c>.
    /// </exception>
    public Dataset(string name, float[] features, IReadOnlyList<long> sampleShape, long[]? labels = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(sampleShape);
        if (string.IsNullOrWhiteSpace(name))
            throw InitToolsException.Argument("InvalidDatasetName", nameof(Name), name, "a text that isn't blank");
        Name = name;
        SampleShape = [.. sampleShape];
        Count = CheckFeatures(name, features, new TensorShape(sampleShape));
        SampleSize = features.Length / Count;
        _features = [.. features];
        _labels = labels is null ? null : CheckLabels(name, labels, Count);
        ClassCount = _labels is null ? 0 : _labels.Max() + 1;
        ClassNames = [];
    }

    /// <summary>Creates a dataset from copies of tensors' values.</summary>
    /// <param name="name">What to call it, not blank.</param>
    /// <param name="samples">Of shape (samples, *shape of one), or (samples) for one value each; of any type and device, all finite.</param>
    /// <param name="labels">The class of each sample, from 0: whole numbers of shape (samples); null where there are none.</param>
    /// <returns>The dataset; both tensors stay the caller's.</returns>
    /// <exception cref="InitToolsException">
    /// <c>DisposedTensor</c>, <c>DatasetTooLarge</c>, and those of the constructor.
    /// </exception>
    public static Dataset FromTensors(string name, torch.Tensor samples, torch.Tensor? labels = null)
    {
        ArgumentNullException.ThrowIfNull(samples);
        foreach (torch.Tensor? tensor in new[] { samples, labels })
        {
            if (tensor is { IsInvalid: true })
                throw new InitToolsException("DisposedTensor", "A tensor was disposed; make another one.", FaultKind.InvalidOperation, name);
        }
        if (samples.NumberOfElements > Array.MaxLength)
        {
            throw new InitToolsException(
                "DatasetTooLarge", $"Dataset '{name}' has {samples.NumberOfElements} values; there may be {Array.MaxLength}.",
                FaultKind.ResourceUnavailable, name);
        }
        using DisposeScope scope = torch.NewDisposeScope();
        float[] features = samples.NumberOfElements == 0 ? [] : Values<float>(samples, torch.ScalarType.Float32);
        return new Dataset(name, features, samples.dim() > 1 ? samples.shape[1..] : [1], labels is null ? null : Classes(labels));

        static T[] Values<T>(torch.Tensor tensor, torch.ScalarType type) where T : unmanaged =>
            tensor.detach().cpu().to(type).contiguous().data<T>().ToArray();

        static long[] Classes(torch.Tensor labels)
        {
            if (labels.NumberOfElements == 0) return [];
            double[] values = Values<double>(labels, torch.ScalarType.Float64);
            foreach (double value in values)
            {
                if (value != Math.Floor(value) || double.IsInfinity(value))
                    throw InitToolsException.Argument("InvalidLabel", "Label", value, "a whole number from 0, the class of a sample");
            }
            return Array.ConvertAll(values, value => (long)value);
        }
    }

    // For values that were checked while they were read; the arrays may be longer than count samples and are shared, not copied.
    internal Dataset(
        string name,
        float[] features,
        IReadOnlyList<long> sampleShape,
        int count,
        int[]? labels,
        int classCount,
        IReadOnlyList<string> classNames)
    {
        Name = name;
        SampleShape = sampleShape;
        Count = count;
        SampleSize = (int)sampleShape.Aggregate(1L, (size, dimension) => size * dimension);
        _features = features;
        _labels = labels;
        ClassCount = classCount;
        ClassNames = classNames;
    }

    /// <summary>The name: of a file, without folder, <c>.gz</c> and extension.</summary>
    public string Name { get; }

    /// <summary>The number of samples, 1 or more.</summary>
    public int Count { get; }

    /// <summary>The shape of one sample, without the batch: 64 or 28, 28.</summary>
    public IReadOnlyList<long> SampleShape { get; }

    /// <summary>The number of values in one sample, 1 or more.</summary>
    public int SampleSize { get; }

    /// <summary>The number of classes: the highest label plus 1, or 0 where there are no labels.</summary>
    public int ClassCount { get; }

    /// <summary>The names of the classes in the order of their numbers, where the labels are text; otherwise empty.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    internal ReadOnlySpan<float> Features => _features.AsSpan(0, Count * SampleSize);

    internal ReadOnlySpan<int> Labels => _labels.AsSpan(0, _labels is null ? 0 : Count);

    /// <summary>One sample's values.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <returns>A copy of its <see cref="SampleSize"/> values, row-major.</returns>
    /// <exception cref="InitToolsException"><c>IndexOutOfRange</c>.</exception>
    public float[] GetSample(int index) => _features.AsSpan(CheckIndex(index) * SampleSize, SampleSize).ToArray();

    /// <summary>One sample's class.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <returns>The class, from 0.</returns>
    /// <exception cref="InitToolsException"><c>IndexOutOfRange</c>, <c>LabelsRequired</c>.</exception>
    public int GetLabel(int index) => RequireLabels()[CheckIndex(index)];

    /// <summary>Samples that follow each other, as a tensor.</summary>
    /// <param name="start">The first sample, from 0.</param>
    /// <param name="count">How many, 1 or more.</param>
    /// <returns>Float32 of shape (count, *<see cref="SampleShape"/>); the caller owns it.</returns>
    /// <exception cref="InitToolsException"><c>IndexOutOfRange</c>.</exception>
    public torch.Tensor GetSamples(int start, int count)
    {
        CheckRange(start, count);
        using torch.Tensor samples = Samples();
        using torch.Tensor part = samples.narrow(0, start, count);
        return part.clone();
    }

    /// <summary>Chosen samples, as a tensor.</summary>
    /// <param name="indices">The samples, from 0, in any order and any number of times.</param>
    /// <returns>Float32 of shape (number of indices, *<see cref="SampleShape"/>); the caller owns it.</returns>
    /// <exception cref="InitToolsException"><c>IndexOutOfRange</c>.</exception>
    public torch.Tensor GetSamples(int[] indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        using torch.Tensor chosen = torch.tensor(Array.ConvertAll(indices, index => (long)CheckIndex(index)));
        using torch.Tensor samples = Samples();
        return samples.index_select(0, chosen);
    }

    /// <summary>The classes of samples that follow each other, as a tensor.</summary>
    /// <param name="start">The first sample, from 0.</param>
    /// <param name="count">How many, 1 or more.</param>
    /// <returns>Int64 of shape (count); the caller owns it.</returns>
    /// <exception cref="InitToolsException"><c>IndexOutOfRange</c>, <c>LabelsRequired</c>.</exception>
    public torch.Tensor GetLabels(int start, int count)
    {
        CheckRange(start, count);
        return LabelTensor(Array.ConvertAll(RequireLabels()[start..(start + count)], label => (long)label));
    }

    /// <summary>The classes of chosen samples, as a tensor.</summary>
    /// <param name="indices">The samples, from 0, in any order and any number of times.</param>
    /// <returns>Int64 of shape (number of indices); the caller owns it.</returns>
    /// <exception cref="InitToolsException"><c>IndexOutOfRange</c>, <c>LabelsRequired</c>.</exception>
    public torch.Tensor GetLabels(int[] indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        int[] labels = RequireLabels();
        return LabelTensor(Array.ConvertAll(indices, index => (long)labels[CheckIndex(index)]));
    }

    /// <summary>The samples at the start, with all the classes of the whole.</summary>
    /// <param name="count">How many, 1 or more; the whole where there are fewer.</param>
    /// <returns>A dataset that shares this one's memory.</returns>
    /// <exception cref="InitToolsException"><c>InvalidFirst</c>.</exception>
    public Dataset First(int count)
    {
        if (count < 1) throw InitToolsException.Argument("InvalidFirst", nameof(First), count, "1 or more");
        return new Dataset(Name, _features, SampleShape, Math.Min(count, Count), _labels, ClassCount, ClassNames);
    }

    /// <summary>
    /// Shifts and scales each feature to mean 0 and variance 1 over all samples (the variance of a population: divided by
    /// the count), computed in double precision. A feature that has the same value everywhere becomes 0.
    /// </summary>
    /// <returns>A new dataset; the labels are shared.</returns>
    public Dataset Standardize() =>
        new(Name, StandardizedFeatures.From(Features, SampleSize), SampleShape, Count, _labels, ClassCount, ClassNames);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Name}: {Count} {(Count == 1 ? "sample" : "samples")} of {InitToolsException.Show(SampleShape)}, {Classes}");

    private string Classes => ClassCount switch { 0 => "no labels", 1 => "1 class", _ => $"{ClassCount} classes" };

    private torch.Tensor Samples()
    {
        TorchLibrary.EnsureLoaded();
        using torch.Tensor flat = torch.frombuffer(_features, torch.ScalarType.Float32, (long)Count * SampleSize);
        return flat.view([Count, .. SampleShape]);
    }

    private static torch.Tensor LabelTensor(long[] labels)
    {
        TorchLibrary.EnsureLoaded();
        return torch.tensor(labels);
    }

    private int[] RequireLabels() => _labels ?? throw new InitToolsException(
        "LabelsRequired", $"Dataset '{Name}' has no labels.", FaultKind.InvalidData, Name);

    private int CheckIndex(int index) => (uint)index < (uint)Count
        ? index
        : throw InitToolsException.Argument("IndexOutOfRange", "Index", index, $"from 0 to {Count - 1}");

    private void CheckRange(int start, int count)
    {
        CheckIndex(start);
        if (count < 1 || count > Count - start)
            throw InitToolsException.Argument("IndexOutOfRange", "Count", count, $"from 1 to {Count - start} from {start} on");
    }

    private static int CheckFeatures(string name, float[] features, TensorShape sampleShape)
    {
        if (features.Length == 0)
            throw new InitToolsException("EmptyDataset", $"Dataset '{name}' has no samples.", FaultKind.InvalidData, name);
        (BigInteger count, BigInteger rest) = BigInteger.DivRem(features.Length, sampleShape.ElementCount);
        if (rest != 0)
        {
            throw new InitToolsException(
                "SampleShapeMismatch",
                $"Dataset '{name}' has {features.Length} values, no whole number of samples of the shape {sampleShape}.",
                FaultKind.InvalidData, name);
        }
        int index = Array.FindIndex(features, value => !float.IsFinite(value));
        if (index < 0) return (int)count;
        throw new InitToolsException(
            "NonFiniteData",
            $"Dataset '{name}' has {InitToolsException.Show(features[index])} at index {index}; all values must be finite.",
            FaultKind.InvalidData, name);
    }

    private static int[] CheckLabels(string name, long[] labels, int count)
    {
        if (labels.Length != count)
        {
            throw new InitToolsException(
                "LabelCountMismatch",
                $"Dataset '{name}' has {labels.Length} labels for {count} samples; there must be one for each.",
                FaultKind.InvalidData, name);
        }
        int index = Array.FindIndex(labels, label => label is < 0 or >= MaximumClassCount);
        if (index < 0) return Array.ConvertAll(labels, label => (int)label);
        throw new InitToolsException(
            "InvalidLabel",
            $"Dataset '{name}' has the label {labels[index]} at index {index}; labels must be from 0 to {MaximumClassCount - 1}.",
            FaultKind.InvalidData, name);
    }
}
