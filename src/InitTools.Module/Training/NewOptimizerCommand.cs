using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes an optimizer with hyperparameters of one's own choice.</summary>
/// <remarks>
/// <para>
/// An optimizer says how a gradient g becomes a change of the weights w. Where the defaults will do, Invoke-ModelTraining takes its
/// name just as well. The formulas are those of PyTorch, the default hyperparameters those of Keras; eta is the learning rate and t
/// the number of the step, from 1:
/// </para>
/// <list type="table">
/// <listheader><term>Optimizer</term><description>Formula; parameters</description></listheader>
/// <item><term>SGD</term><description>w = w - eta g; LearningRate (0.01)</description></item>
/// <item>
/// <term>Momentum</term><description>m = mu m + g; w = w - eta m; LearningRate (0.01), Momentum mu (0.9) (Polyak 1964)</description>
/// </item>
/// <item>
/// <term>Nesterov</term><description>m as above; w = w - eta (g + mu m); LearningRate (0.01), Momentum mu (0.9) (Nesterov 1983,
/// Sutskever et al. 2013)</description>
/// </item>
/// <item>
/// <term>AdaGrad</term><description>s = s + g^2; w = w - eta g / (sqrt(s) + epsilon); LearningRate (0.001), InitialAccumulator, the
/// first s (0.1), Epsilon (1e-7) (Duchi et al. 2011)</description>
/// </item>
/// <item>
/// <term>RMSprop</term><description>s = rho s + (1 - rho) g^2; m = mu m + g / (sqrt(s) + epsilon); w = w - eta m; LearningRate
/// (0.001), Rho (0.9), Momentum mu (0), Epsilon (1e-7) (Hinton 2012)</description>
/// </item>
/// <item>
/// <term>Adam</term><description>m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w = w - eta m' / (sqrt(v') + epsilon)
/// with m' = m / (1 - beta1^t), v' = v / (1 - beta2^t); LearningRate (0.001), Beta1 (0.9), Beta2 (0.999), Epsilon (1e-7) (Kingma
/// and Ba 2015)</description>
/// </item>
/// <item><term>AdamW</term><description>Adam with a WeightDecay of 0.004 (Loshchilov and Hutter 2019)</description></item>
/// <item>
/// <term>NAdam</term><description>Adam with Nesterov's momentum, which grows as 1 - 0.96^(0.004 t) / 2; parameters as of Adam (Dozat
/// 2016)</description>
/// </item>
/// </list>
/// <para>
/// Every optimizer has a WeightDecay lambda, 0 but for AdamW. It is decoupled: before each step kernels become w - eta lambda w.
/// Biases and the parameters of normalization don't decay. For a penalty in the loss see the L1 and L2 of Invoke-ModelTraining.
/// </para>
/// <para>
/// Keras' Adam adds epsilon to the root before the bias is corrected, and its momentum keeps the learning rate of the time when a
/// gradient came in. Where that matters, results differ from those of Keras in the digits behind.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.UnknownOptimizer</term><description>no such optimizer; the message lists near matches</description></item>
/// <item><term>InitTools.ParameterNotOfOptimizer</term><description>a parameter that this optimizer doesn't have</description></item>
/// <item><term>InitTools.InvalidLearningRate</term><description>not above 0, or over 1e30</description></item>
/// <item><term>InitTools.InvalidEpsilon</term><description>not finite and above 0</description></item>
/// <item>
/// <term>InitTools.InvalidMomentum</term><description>not from 0 to below 1 (of Nesterov not above 0); likewise InvalidRho,
/// InvalidBeta1, InvalidBeta2</description>
/// </item>
/// <item><term>InitTools.InvalidWeightDecay</term><description>negative; likewise InvalidInitialAccumulator</description></item>
/// </list>
/// </remarks>
/// <returns>An immutable value, good for any number of trainings.</returns>
/// <example>
/// Nesterov's momentum of 0.95:
/// <code>New-Optimizer Nesterov -LearningRate 0.01 -Momentum 0.95</code>
/// </example>
/// <example>
/// One optimizer, two networks:
/// <code>
/// $adam = New-Optimizer AdamW -LearningRate 0.002 -WeightDecay 0.01
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize -First 500
/// foreach ($activation in 'relu', 'tanh') {
///     $net = (New-DenseLayer 50 -Activation $activation -KernelInitializer Auto), (New-DenseLayer 10) |
///         New-SequentialModel -InputShape 64 -Name $activation -Seed 42
///     $net | Invoke-ModelTraining -Dataset $digits -Epoch 2 -Optimizer $adam -Seed 1
///     $net.Dispose()
/// }
/// </code>
/// </example>
/// <seealso cref="InvokeModelTrainingCommand"/>
/// <seealso cref="NewLearningRateScheduleCommand"/>
/// <seealso href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2015, Adam: A method for stochastic optimization</seealso>
/// <seealso href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2019, Decoupled weight decay regularization</seealso>
/// <seealso href="https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ">Dozat 2016, Incorporating Nesterov momentum into Adam</seealso>
/// <seealso href="https://jmlr.org/papers/v12/duchi11a.html">Duchi, Hazan and Singer 2011, Adaptive subgradient methods</seealso>
/// <seealso href="https://keras.io/api/optimizers/">Keras: optimizers</seealso>
[Cmdlet(VerbsCommon.New, "Optimizer")]
[OutputType(typeof(Optimizer))]
public sealed class NewOptimizerCommand : InitToolsCommand
{
    /// <summary>The optimizer's name; case doesn't matter.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(OptimizerCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The learning rate, above 0.</summary>
    /// <value>0.01 of SGD, Momentum and Nesterov, 0.001 of the others</value>
    [Parameter]
    public double? LearningRate { get; set; }

    /// <summary>The momentum of Momentum, Nesterov and RMSprop, from 0 to below 1.</summary>
    /// <value>0.9, of RMSprop 0</value>
    [Parameter]
    public double? Momentum { get; set; }

    /// <summary>The decay of RMSprop's mean square, from 0 to below 1.</summary>
    /// <value>0.9</value>
    [Parameter]
    public double? Rho { get; set; }

    /// <summary>The decay of the mean gradient of Adam, AdamW and NAdam, from 0 to below 1.</summary>
    /// <value>0.9</value>
    [Parameter]
    public double? Beta1 { get; set; }

    /// <summary>The decay of the mean square of Adam, AdamW and NAdam, from 0 to below 1.</summary>
    /// <value>0.999</value>
    [Parameter]
    public double? Beta2 { get; set; }

    /// <summary>What keeps AdaGrad, RMSprop, Adam, AdamW and NAdam from dividing by 0, above 0.</summary>
    /// <value>1e-7</value>
    [Parameter]
    public double? Epsilon { get; set; }

    /// <summary>What AdaGrad's sum of squares begins with, 0 or more.</summary>
    /// <value>0.1</value>
    [Parameter]
    public double? InitialAccumulator { get; set; }

    /// <summary>The decoupled weight decay of kernels, 0 or more.</summary>
    /// <value>0, of AdamW 0.004</value>
    [Parameter]
    public double? WeightDecay { get; set; }

    /// <inheritdoc/>
    protected override void End() => WriteObject(OptimizerCatalogue.Find(Name, nameof(Name), new OptimizerArguments
    {
        LearningRate = LearningRate,
        Momentum = Momentum,
        Rho = Rho,
        Beta1 = Beta1,
        Beta2 = Beta2,
        Epsilon = Epsilon,
        InitialAccumulator = InitialAccumulator,
        WeightDecay = WeightDecay,
    }));
}
