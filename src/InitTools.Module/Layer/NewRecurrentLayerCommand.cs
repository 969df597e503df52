using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes a recurrent layer: a simple RNN, an LSTM or a GRU.</summary>
/// <remarks>
/// <para>
/// Sequences have the shape (time, features). The layer takes a step a time and hands on its last output, of shape (units), or
/// with -ReturnSequence all of them, of shape (time, units), as the next recurrent layer needs.
/// </para>
/// <list type="table">
/// <listheader><term>Cell</term><description>One step</description></listheader>
/// <item><term>SimpleRnn</term><description>h_t = f(W x_t + U h_(t-1) + b)</description></item>
/// <item>
/// <term>Lstm</term><description>c_t = f c_(t-1) + i g, h_t = o tanh(c_t), each gate a function of W x_t + U h_(t-1) + b</description>
/// </item>
/// <item>
/// <term>Gru</term><description>h_t = (1 - z) n + z h_(t-1), the reset gate behind the recurrent kernel, with two biases (Keras'
/// reset_after, and PyTorch's only kind)</description>
/// </item>
/// </list>
/// <para>
/// As in Keras an initializer takes the kernels of all gates for one matrix: -KernelInitializer sees the fans (features, gates x
/// units), -RecurrentInitializer (units, gates x units), and an orthogonal recurrent kernel keeps the length of what all gates are
/// given together, so that the memory of an Lstm, not its gates, carries the gradient. Blocks are in the order i, f, g, o of an Lstm
/// and r, z, n of a Gru.
/// </para>
/// <para>
/// The bias of an Lstm's forget gate begins with -ForgetGateBias: with 1 the cell keeps sigmoid(1) = 0.73 of its memory in a step,
/// and of the gradient on the way back, with 4 it keeps 0.98.
/// </para>
/// <para>
/// Invoke-GradientProbe writes a row for the layer, about the kernel on the input, and one for each TimeStep, about the recurrent
/// kernel, whose BackpropStandardDeviation is that of dL/dx_t. Measure-GradientFlow makes TimeDecay of them, the factor by which
/// the gradient changes in a step back, and TimeVerdict.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.UnknownCell</term><description>no such cell; the message lists near matches</description></item>
/// <item><term>InitTools.InvalidUnits</term><description>the number of outputs is below 1</description></item>
/// <item><term>InitTools.ActivationNotOfCell</term><description>another activation than tanh for an Lstm or a Gru</description></item>
/// <item>
/// <term>InitTools.ForgetGateBiasNotOfCell</term><description>-ForgetGateBias for another cell than Lstm, or with
/// -NoBias</description>
/// </item>
/// <item><term>InitTools.InvalidForgetGateBias</term><description>NaN or infinite</description></item>
/// <item><term>InitTools.InvalidLayerName</term><description>a name that is blank or has a dot</description></item>
/// <item>
/// <term>InitTools.UnknownActivation</term><description>no such activation; the message lists near matches</description>
/// </item>
/// <item><term>InitTools.UnknownInitializer</term><description>no such law; the message lists near matches</description></item>
/// </list>
/// <para>New-SequentialModel refuses samples that are no sequences with InputRankMismatch.</para>
/// </remarks>
/// <returns>
/// A layer. GetKernel(), GetRecurrentKernel() and GetBias() of a layer in a model give copies of its weights, the caller's to
/// dispose of. A layer that goes into a model belongs to it and is disposed of with it; one that doesn't is the caller's.
/// </returns>
/// <example>
/// How far back the gradient reaches:
/// <code>
/// $small = New-Initializer RandomNormal -StandardDeviation 0.05
/// foreach ($initializer in $small, 'Orthogonal') {
///     $layers = (New-RecurrentLayer 32 -RecurrentInitializer $initializer), (New-DenseLayer 4)
///     $net = $layers | New-SequentialModel -InputShape 50, 3 -Name "$initializer" -Seed 42
///     $net | Invoke-GradientProbe -BatchSize 64 -Seed 1 | Measure-GradientFlow |
///         ForEach-Object { '{0}: {1:F3} a step back, {2}' -f $_.Model, $_.TimeDecay, $_.TimeVerdict }
///     $net.Dispose()
/// }
/// </code>
/// </example>
/// <example>
/// Two LSTM layers that remember longer:
/// <code>
/// $layers = @(
///     New-RecurrentLayer 16 -Cell Lstm -ForgetGateBias 4 -ReturnSequence
///     New-RecurrentLayer 16 -Cell Lstm -ForgetGateBias 4
///     New-DenseLayer 2
/// )
/// $net = $layers | New-SequentialModel -InputShape 20, 3 -Seed 42
/// $net | Get-ModelSummary
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso cref="MeasureGradientFlowCommand"/>
/// <seealso href="https://proceedings.mlr.press/v28/pascanu13.html">
/// Pascanu, Mikolov and Bengio 2013, On the difficulty of training recurrent neural networks
/// </seealso>
/// <seealso href="https://proceedings.mlr.press/v37/jozefowicz15.html">
/// Jozefowicz, Zaremba and Sutskever 2015, An empirical exploration of recurrent network architectures
/// </seealso>
[Cmdlet(VerbsCommon.New, "RecurrentLayer")]
[OutputType(typeof(RecurrentLayer))]
public sealed class NewRecurrentLayerCommand : KernelLayerCommand
{
    /// <summary>Sets the default of the activation.</summary>
    public NewRecurrentLayerCommand() => Activation = "tanh";

    /// <summary>The number of outputs, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [WholeNumber]
    public int Units { get; set; }

    /// <summary>What is computed in one step: SimpleRnn, Lstm or Gru.</summary>
    /// <value>SimpleRnn</value>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(RecurrentCellCompleter))]
    public string Cell { get; set; } = nameof(RecurrentCell.SimpleRnn);

    /// <summary>How the kernel on the outputs of the step before begins: an initializer or its name.</summary>
    /// <value>Orthogonal</value>
    [Parameter]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public InitializerArgument RecurrentInitializer { get; set; } = new("Orthogonal");

    /// <summary>What the bias of an Lstm's forget gate begins with instead.</summary>
    /// <value>1</value>
    [Parameter]
    public double? ForgetGateBias { get; set; }

    /// <summary>Hands on the outputs of all steps, not only the last.</summary>
    [Parameter]
    public SwitchParameter ReturnSequence { get; set; }

    /// <inheritdoc/>
    private protected override KernelLayer Make(Activation activation, Initializer kernel, Initializer bias) => new RecurrentLayer(
        EnumArgument.Find<RecurrentCell>(Cell, nameof(Cell)), Units, activation, kernel, RecurrentInitializer.Resolve(nameof(RecurrentInitializer)), bias, !NoBias, ForgetGateBias,
        ReturnSequence, Name, Seed);
}
