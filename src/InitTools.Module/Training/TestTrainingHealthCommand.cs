using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Says whether a training is healthy: true if no rule of the packs fires.</summary>
/// <remarks>
/// <para>
/// Judges epochs and layer rows as Measure-TrainingHealth does, whose help describes the rule packs, and writes true or false for
/// each training. With -Verbose it says what was found.
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
/// <returns>True or false, one for each training.</returns>
/// <example>
/// A gate for a script:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize
/// $net = (New-DenseLayer 64 -Activation relu -KernelInitializer Auto), (New-DenseLayer 10) |
///     New-SequentialModel -InputShape 64 -Seed 42
/// $rows = $net | Invoke-ModelTraining -Dataset $digits -ValidationFraction 0.2 -Epoch 5 -ProbeEvery 20 -Seed 1
/// if (-not ($rows | Test-TrainingHealth)) { throw 'This training is sick.' }
/// $net.Dispose()
/// </code>
/// Nothing is said where all is well.
/// </example>
/// <example>
/// By another pack, and why:
/// <code>
/// $net = 1..5 | ForEach-Object { New-DenseLayer 50 -Activation relu -KernelInitializer Zeros } |
///     New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-GradientProbe -Detailed -Seed 1 | Test-TrainingHealth -RulePack SageMaker -Verbose
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="MeasureTrainingHealthCommand"/>
/// <seealso cref="InvokeModelTrainingCommand"/>
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso cref="TestGradientFlowCommand"/>
[Cmdlet(VerbsDiagnostic.Test, "TrainingHealth")]
[OutputType(typeof(bool))]
public sealed class TestTrainingHealthCommand : TrainingHealthCommand
{
    private protected override void Write(TrainingHistory history, IReadOnlyList<Finding> findings) => WriteObject(findings.Count == 0);
}
