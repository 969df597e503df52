using Module = TorchSharp.torch.nn.Module;

namespace InitTools;

/// <summary>The modes, training or evaluation, of a model and all its parts, to be put back as they were.</summary>
internal sealed class ModelModes : IDisposable
{
    private readonly Module _model;
    private readonly (Module Module, bool Training)[] _before;
    private readonly Module[] _frozen;

    /// <summary>Notes the modes.</summary>
    public ModelModes(Module model)
    {
        _model = model;
        _before = [.. model.named_modules().Select(entry => entry.module).Prepend(model).Select(module => (module, module.training))];
        _frozen = [.. _before.Select(entry => entry.Module).Where(IsFrozenStatistics)];
    }

    /// <summary>
    /// Sets the model to training, but for normalization whose parameters are all frozen: it keeps its running averages, as in
    /// Keras.
    /// </summary>
    public void Train()
    {
        _model.train();
        foreach (Module module in _frozen) module.eval();
    }

    /// <summary>Sets the model to evaluation.</summary>
    public void Evaluate() => _model.eval();

    /// <summary>Sets the model to evaluation, but for some of its parts.</summary>
    /// <param name="inTraining">Picks the parts that work as in training.</param>
    /// <returns>How many there are.</returns>
    public int Evaluate(Func<Module, bool> inTraining)
    {
        Evaluate();
        Module[] chosen = [.. _before.Select(entry => entry.Module).Where(inTraining)];
        foreach (Module module in chosen) module.train();
        return chosen.Length;
    }

    /// <summary>Puts the modes back.</summary>
    public void Dispose()
    {
        // A part may have another mode than the whole, so parents, which set their children's too, come first.
        foreach ((Module module, bool training) in _before) module.train(training);
    }

    private static bool IsFrozenStatistics(Module module) =>
        !module.named_children().Any() && module.named_buffers(false).Any()
        && module.named_parameters(false).Any() && module.named_parameters(false).All(entry => !entry.parameter.requires_grad);
}
