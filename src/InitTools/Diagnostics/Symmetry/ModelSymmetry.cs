using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// Looks for what starts alike in a model: constant weights, units with equal weights, and layers drawn from one seed. Units that
/// are equal get equal gradients as long as their outgoing weights are equal too, and never come to differ: breaking the symmetry
/// between them is what random initialization is for (Goodfellow, Bengio and Courville 2016, Deep Learning, section 8.4).
/// </summary>
public static class ModelSymmetry
{
    // Of so many units that have a single incoming weight, a few are equal by chance: float32 has about 2^24 numbers for them.
    private const double ChanceShareOfSingles = 0.1;

    /// <summary>Measures a model. It isn't run, and nothing in it changes.</summary>
    /// <param name="model">A <see cref="SequentialModel"/>, or any TorchSharp module from tensor to tensor.</param>
    /// <param name="cancellationToken">Looked at between blocks of weights.</param>
    /// <returns>
    /// One row for each kernel, a parameter of two dimensions or more, in the order of registration; a kernel that several layers
    /// share has one row, under the first of them.
    /// </returns>
    /// <exception cref="InitToolsException"><c>DisposedModel</c> or <c>NothingToMeasure</c>.</exception>
    public static IReadOnlyList<LayerSymmetry> Measure(TensorModule model, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelState.ThrowIfDisposed(model);
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        string name = ModelState.NameOf(model);
        IReadOnlyList<ModelKernel> kernels = ModelKernel.Of(model);
        if (kernels.Count == 0)
        {
            throw new InitToolsException(
                "NothingToMeasure", $"Model '{name}' has no layer with weights.", FaultKind.InvalidData, name);
        }
        IReadOnlyList<LeadingWeights>[] leading = [.. kernels.Select(LeadingWeights.Of)];
        (int Layer, double Correlation)?[] twins = FindTwins(leading, cancellationToken);
        return [.. kernels.Select((kernel, i) => Describe(
            name, i, kernel, twins[i] is { } twin ? kernels[twin.Layer].Name : null, twins[i]?.Correlation, cancellationToken))];
    }

    private static (int Layer, double Correlation)?[] FindTwins(
        IReadOnlyList<LeadingWeights>[] leading, CancellationToken cancellationToken)
    {
        var twins = new (int, double)?[leading.Length];
        for (int i = 0; i < leading.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int j = 0; j < i; j++)
            {
                if (Match(leading[i], leading[j]) is not { } correlation) continue;
                twins[i] ??= (j, correlation);
                twins[j] ??= (i, correlation);
            }
        }
        return twins;
    }

    private static double? Match(IReadOnlyList<LeadingWeights> some, IReadOnlyList<LeadingWeights> others)
    {
        foreach (LeadingWeights one in some)
            foreach (LeadingWeights other in others)
                if (one.Match(other) is { } correlation) return correlation;
        return null;
    }

    private static LayerSymmetry Describe(
        string model, int index, ModelKernel kernel, string? twin, double? correlation, CancellationToken cancellationToken)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        UnitComparison units = UnitComparison.Of(kernel, cancellationToken);
        SymmetryVerdict verdict = Judge(units, twin);
        return new LayerSymmetry
        {
            Model = model,
            Layer = index + 1,
            Name = kernel.Name,
            Type = kernel.Type,
            Units = units.Units,
            DuplicateUnits = units.Duplicates,
            MirroredUnits = units.Mirrored,
            ConstantFraction = units.ConstantFraction,
            EqualTo = twin,
            Correlation = correlation,
            Verdict = verdict,
            Recommendation = Recommend(verdict, units, twin),
        };
    }

    private static SymmetryVerdict Judge(UnitComparison units, string? twin)
    {
        double byChance = units.Inputs > 1 ? 0 : ChanceShareOfSingles * units.Units;
        return units.ConstantFraction == 1 ? SymmetryVerdict.Constant
            : units.Duplicates > byChance ? SymmetryVerdict.DuplicateUnits
            : twin is not null ? SymmetryVerdict.ReusedSeed
            : SymmetryVerdict.None;
    }

    private static string Recommend(SymmetryVerdict verdict, UnitComparison units, string? twin) => verdict switch
    {
        SymmetryVerdict.Constant =>
            "Draw the weights at random (Initialize-Model). Only the last layer may start at zero: targets tell its units apart.",
        SymmetryVerdict.DuplicateUnits =>
            $"Draw the weights anew (Initialize-Model): {units.Duplicates} of {units.Units} units start as copies of each other.",
        SymmetryVerdict.ReusedSeed =>
            $"Give the layer another seed than '{twin}', or none and one to the model, which derives one for each layer.",
        _ => "None needed.",
    };
}
