using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Says what ails a training, by the rules of one or more rule packs.</summary>
/// <remarks>
/// <para>
/// Takes the epochs and layer rows of a training as they are written, or as Import-Csv, Import-Clixml and ConvertFrom-Json read them
/// back, or the rows of a probe alone, and writes one finding for each rule and layer that something is wrong with: the step at which the rule first fired, how many times it did, the figure
/// against its threshold, what it means and what cures it. A healthy training gives no finding; -Verbose says so. Trainings are
/// told apart by the model's name, and begin anew when their epochs or steps do.
/// </para>
/// <para>A rule that needs a figure which isn't there doesn't judge: without layer rows, only the rules about epochs work.</para>
/// <list type="table">
/// <listheader><term>RulePack</term><description>Rules and thresholds</description></listheader>
/// <item>
/// <term>InitTools</term><description>names the cause and leaves out what follows from it. From the start: Symmetric (a hidden
/// layer's units have the same weights), Dead (half of a hidden layer's units put out 0 for every sample), Saturated (half of its
/// outputs are flat), Vanishing and Exploding (dL/dz of the first layer under 1e-3 or over 70 times the last layer's, or in a
/// recurrent layer dL/dx of the first step under 1e-3, while no accuracy of 0.9 is reached, or over 70 times the last step's),
/// WrongScale (weights of over ten times, or under a tenth of, the variance that the activation asks for, and a signal that shows
/// it). Later:
/// LearningRateTooHigh (the loss jumps, grows or ends as NaN, or long steps have wrecked layers that began well), Overfit,
/// NonFinite, NotLearning</description>
/// </item>
/// <item>
/// <term>SageMaker</term><description>Amazon SageMaker Debugger: VanishingGradient (mean |dL/dW| under 1e-7), ExplodingTensor (NaN or
/// infinity), DeadRelu (over half of a layer active in under 1 % of the samples), SaturatedActivation (the same with inputs of tanh
/// within 9.4999 and of sigmoid from -23 to 16.99999), PoorWeightInitialization (ratio of the layers' weight variances over 10 in
/// the first 10 steps), WeightUpdateRatio (outside of 1e-8 to 10), AllZero, UnchangedTensor (three probes within 1e-5 of the weights
/// and 1e-8), LossNotDecreasing (over ten steps), Overfit (validation loss over 1.1 times the training loss)</description>
/// </item>
/// <item>
/// <term>AutoTrainer</term><description>Zhang et al. 2021: GradientVanish (norm of the first kernel's gradient under 1e-3 of the last
/// one's, and under 1e-4), GradientExplode (over 70 times), NonFiniteLoss, DyingRelu (70 % of the weight gradients are zero); these
/// three about gradients only while no accuracy of 0.7 is reached. OscillatingLoss (the accuracy swings by 0.03 in a fifth of the
/// epochs), SlowConvergence (best accuracy under 0.7)</description>
/// </item>
/// <item>
/// <term>DeepChecker</term><description>TheDeepChecker, Ben Braiek and Khomh 2022: InitialWeight (F-test at alpha 0.1 of the weights'
/// variance against the recommended initializer's, critical ratio 2.70554), ActivationDistribution (standard deviation outside of 0.5
/// to 2), UnstableLearning (log10 of the update ratio outside of -4 to -1), VanishingGradient (mean |dL/dW| under 1e-6),
/// ExplodingGradient (over 1e6), NumericalInstability</description>
/// </item>
/// </list>
/// <para>
/// The published packs are kept as published, to be compared with. They name every symptom, also of nets that train well.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.InvalidRow</term><description>a property of an imported row is missing or can't be read</description></item>
/// <item><term>InitTools.UnknownRulePack</term><description>no such pack; the message lists near matches</description></item>
/// <item>
/// <term>InitTools.NotATrainingRow</term><description>an input that is neither an epoch nor a layer row; the others are
/// judged</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>One finding for each rule and layer that something is wrong with.</returns>
/// <example>
/// Train, and ask what was wrong:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize
/// $net = (New-DenseLayer 64 -Activation relu -KernelInitializer Auto), (New-DenseLayer 10) |
///     New-SequentialModel -InputShape 64 -Name hasty -Seed 42
/// $rows = $net | Invoke-ModelTraining -Dataset $digits -ValidationFraction 0.2 -Epoch 3 -Optimizer SGD -LearningRate 20 -ProbeEvery 10 -Seed 1
/// $rows | Measure-TrainingHealth
/// $net.Dispose()
/// </code>
/// The learning rate is too high; that units are dead is what came of it.
/// </example>
/// <example>
/// Look at a net before it trains:
/// <code>
/// $small = New-Initializer RandomNormal -StandardDeviation 0.01
/// $net = 1..30 | ForEach-Object { New-DenseLayer 50 -Activation tanh -KernelInitializer $small } |
///     New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-GradientProbe -Detailed -Seed 1 | Measure-TrainingHealth
/// $net.Dispose()
/// </code>
/// The gradient vanishes; the recommendation names the initializer.
/// </example>
/// <example>
/// All packs at once:
/// <code>
/// $net = 1..5 | ForEach-Object { New-DenseLayer 50 -Activation relu -KernelInitializer Ones } |
///     New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-GradientProbe -Detailed -Seed 1 |
///     Measure-TrainingHealth -RulePack InitTools, SageMaker, AutoTrainer, DeepChecker
/// $net.Dispose()
/// </code>
/// Rows of a detailed probe hold all figures that the packs ask for.
/// </example>
/// <seealso cref="TestTrainingHealthCommand"/>
/// <seealso cref="InvokeModelTrainingCommand"/>
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso cref="MeasureGradientFlowCommand"/>
/// <seealso>about_InitTools_GradientFlow</seealso>
/// <seealso href="https://docs.aws.amazon.com/sagemaker/latest/dg/debugger-built-in-rules.html">
/// Amazon SageMaker Debugger, List of Debugger Built-in Rules
/// </seealso>
/// <seealso href="https://doi.org/10.1109/ICSE43902.2021.00043">Zhang et al. 2021, AutoTrainer</seealso>
/// <seealso href="https://doi.org/10.1145/3529318">
/// Ben Braiek and Khomh 2022, Testing Feedforward Neural Networks Training Programs
/// </seealso>
[Cmdlet(VerbsDiagnostic.Measure, "TrainingHealth")]
[OutputType(typeof(Finding))]
public sealed class MeasureTrainingHealthCommand : TrainingHealthCommand
{
    private protected override void Write(TrainingHistory history, IReadOnlyList<Finding> findings) => WriteObject(findings, true);
}
