using InitTools.Native;
using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// Runs models to predict: in evaluation, without gradients, batch by batch. The model is left as it was, its modes too.
/// </summary>
public static class Predictor
{
    /// <summary>Runs a model on samples.</summary>
    /// <param name="model">A <see cref="SequentialModel"/>, or any TorchSharp module from tensor to tensor.</param>
    /// <param name="input">The samples, one or more; the caller keeps the tensor.</param>
    /// <param name="options">How to run; null for the defaults. <see cref="PredictionOptions.MonteCarlo"/> isn't looked at.</param>
    /// <returns>The outputs, one row a sample; the caller owns the tensor.</returns>
    /// <exception cref="InitToolsException">
    /// <c>InvalidBatchSize</c>, <c>InvalidInput</c>, <c>DisposedModel</c>, <c>InputShapeMismatch</c>.
    /// </exception>
    public static torch.Tensor Run(TensorModule model, torch.Tensor input, PredictionOptions? options = null)
    {
        options = Check(model, options);
        CheckInput(input);
        using var session = new PredictionSession(model, options with { MonteCarlo = null });
        return session.Run(input).Mean;
    }

    /// <summary>
    /// Runs a model on samples several times with dropout on, and everything else in evaluation (Gal and Ghahramani 2016): the spread
    /// tells how sure the model is.
    /// </summary>
    /// <param name="model">A model with dropout.</param>
    /// <param name="input">The samples, one or more; the caller keeps the tensor.</param>
    /// <param name="options">How to run; <see cref="PredictionOptions.MonteCarlo"/> is the number of passes.</param>
    /// <returns>Mean and spread, which the caller owns.</returns>
    /// <exception cref="InitToolsException">
    /// <c>NoDropout</c>: all passes would be the same; <c>InvalidMonteCarlo</c>; and as without dropout.
    /// </exception>
    public static MonteCarloOutput RunMonteCarlo(TensorModule model, torch.Tensor input, PredictionOptions options)
    {
        options = Check(model, options);
        CheckInput(input);
        int passes = options.MonteCarlo ?? throw InitToolsException.Argument("InvalidMonteCarlo", "MonteCarlo", null, "2 or more");
        using var session = new PredictionSession(model, options);
        (torch.Tensor mean, torch.Tensor? deviation) = session.Run(input);
        return new MonteCarloOutput(passes, mean, deviation!);
    }

    /// <summary>Predicts the classes of a dataset's samples.</summary>
    /// <param name="model">A <see cref="SequentialModel"/>, or any TorchSharp module from tensor to tensor.</param>
    /// <param name="dataset">The samples, with labels or without.</param>
    /// <param name="options">How to run; null for the defaults. With <see cref="PredictionOptions.MonteCarlo"/> probabilities are means over the passes.</param>
    /// <returns>One row a sample, in the dataset's order.</returns>
    /// <exception cref="InitToolsException">
    /// <c>OutputShapeMismatch</c>: the model's output isn't one row of classes a sample; <c>ClassCountMismatch</c>: a label that the model
    /// hasn't; <c>NoDropout</c>, <c>InvalidMonteCarlo</c>, <c>InvalidBatchSize</c>, <c>DisposedModel</c>, <c>InputShapeMismatch</c>.
    /// </exception>
    public static IReadOnlyList<Prediction> Run(TensorModule model, Dataset dataset, PredictionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        options = Check(model, options);
        using var session = new PredictionSession(model, options);
        return session.Run(dataset);
    }

    private static PredictionOptions Check(TensorModule model, PredictionOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new PredictionOptions();
        options.Check();
        TorchLibrary.EnsureLoaded();
        ModelState.ThrowIfDisposed(model);
        return options;
    }

    private static void CheckInput(torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.dim() >= 2 && input.NumberOfElements > 0) return;
        throw InitToolsException.Argument(
            "InvalidInput", "The shape of InputObject", input.shape, "that of a batch: one sample or more first, then their shape");
    }
}
