using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// Layer-sequential unit-variance initialization (Mishkin and Matas 2016, All you need is a good init, algorithm 1): orthonormal
/// kernels, then, from the input to the output, each kernel over the standard deviation of its layer's output until the variance
/// of that output is 1.
/// </summary>
/// <remarks>
/// As in the paper a layer's output is what it hands to its activation: the weighted sums z = W x + b, over all samples, units
/// and places. Of a recurrent layer they are those of all gates and steps, with what the recurrent kernel adds; the kernel on the input
/// is scaled, the recurrent one stays as its own initializer draws it, and an orthogonal one keeps carrying the gradient back in time.
/// The layers inside of a block are layers like others, a projection on its skip too; the sum behind them has no kernel to scale.
/// </remarks>
public static class LsuvInitializer
{
    /// <summary>Draws and scales the kernels of a model, in place; biases and all else begin as in <see cref="ModelInitializer"/>.</summary>
    /// <param name="model">A <see cref="SequentialModel"/>, or any TorchSharp module from tensor to tensor.</param>
    /// <param name="dataset">The samples; labels aren't needed.</param>
    /// <param name="options">How to work; null for the defaults.</param>
    /// <returns>One row a layer with a kernel, from input to output; of other modules only of those that the signal passes.</returns>
    /// <exception cref="InitToolsException">
    /// <c>LsuvZeroVariance</c>, <c>LsuvNonFinite</c> or <c>LsuvNotConverged</c>, naming the layer; <c>InvalidTolerance</c>,
    /// <c>InvalidMaximumIteration</c>, <c>InvalidBatchSize</c>, <c>DisposedModel</c>, <c>NothingToInitialize</c>,
    /// <c>InputShapeMismatch</c>, <c>ForwardFailed</c>, or a shape that the initializer can't fill. The model is then as it was.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the model is as it was.</exception>
    public static IReadOnlyList<LsuvStep> Initialize(TensorModule model, Dataset dataset, LsuvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new LsuvOptions();
        options.Check();
        TorchLibrary.EnsureLoaded();
        ModelState.ThrowIfDisposed(model);
        using DisposeScope scope = torch.NewDisposeScope();
        RandomStream stream = options.Seed is { } seed ? RandomStream.FromName(seed, "lsuv.batch") : RandomStream.Fresh();
        int[] chosen = Sampler.Permutation(dataset.Count, stream)[..Math.Min(options.BatchSize, dataset.Count)];
        return Initialize(model, ModelInput.Of(model).Fit(dataset.GetSamples(chosen)), options);
    }

    /// <summary>The same on a given batch, which the model takes as it is.</summary>
    internal static IReadOnlyList<LsuvStep> Initialize(TensorModule model, torch.Tensor input, LsuvOptions options)
    {
        using var checkpoint = new ModelCheckpoint(model);
        try
        {
            ModelInitializer.Initialize(
                model, options.KernelInitializer ?? new Orthogonal(), options.ByActivation, options.Seed,
                new SamplerOptions { CancellationToken = options.CancellationToken });
            return new LsuvPass(model, options).Run(input);
        }
        catch
        {
            checkpoint.Restore();
            throw;
        }
    }
}
