using InitTools.Native;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// Trains models. Frozen parameters (those that require no gradient) are left alone. Modes are put back afterwards and no gradient
/// is left on a parameter. With a seed the history repeats to the bit on the same number of threads.
/// </summary>
public static class Trainer
{
    /// <summary>Trains a model, in place.</summary>
    /// <param name="model">A <see cref="SequentialModel"/>, or any TorchSharp module from tensor to tensor.</param>
    /// <param name="dataset">The samples, with labels.</param>
    /// <param name="options">How to train; null for the defaults.</param>
    /// <param name="observer">Hears of steps, layers and epochs as they happen; null for nobody.</param>
    /// <returns>
    /// How it ended. Where the loss or a gradient was NaN or infinite, that step wasn't taken: the weights are those from before it,
    /// or, if these hold NaN or infinity themselves, those of the last end of an epoch where they didn't. With early stopping the weights of the
    /// epoch with the lowest validation loss are put back, also when all epochs were run.
    /// </returns>
    /// <exception cref="InitToolsException">
    /// An option out of its range (<c>InvalidEpoch</c>, <c>InvalidBatchSize</c>, ...), <c>ConflictingClipping</c>,
    /// <c>ConflictingValidation</c>, <c>ValidationRequired</c>, <c>DisposedModel</c>, <c>DeviceNotAvailable</c>, <c>NothingToTrain</c>, <c>LabelsRequired</c>,
    /// <c>ClassCountMismatch</c>, <c>ClassNamesMismatch</c>, <c>InputShapeMismatch</c>, <c>OutputShapeMismatch</c>,
    /// <c>ForwardFailed</c> or <c>BackwardFailed</c>. No weight has changed then, unless only a later batch failed.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled: the step under way was finished, the model is whole.</exception>
    public static TrainingResult Run(
        TensorModule model, Dataset dataset, TrainingOptions? options = null, TrainingObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new TrainingOptions();
        options.Check();
        TorchLibrary.EnsureLoaded();
        ModelState.ThrowIfDisposed(model);
        ComputeDevice.RequireValues(model);
        options.Device?.Place(model);
        TrainingData data = TrainingData.Of(model, dataset, options);
        using var run = new TrainingRun(model, data, options, observer);
        return run.Run();
    }
}
