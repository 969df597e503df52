using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes a schedule by which the learning rate changes in training.</summary>
/// <remarks>
/// <para>
/// A schedule gives for each step the factor that the optimizer's learning rate is multiplied by. Where the defaults will do,
/// Invoke-ModelTraining takes its name just as well. Time t counts epochs, in fractions, and moves on at each step. Names and
/// formulas follow Géron (chapter 11, Learning Rate Scheduling):
/// </para>
/// <list type="table">
/// <listheader><term>Schedule</term><description>Factor; parameters</description></listheader>
/// <item><term>Constant</term><description>1</description></item>
/// <item>
/// <term>Power</term><description>1 / (1 + t/s)^c; DecayEpoch s (a tenth of the training), Power c (1): half after s epochs, a third
/// after 2 s</description>
/// </item>
/// <item><term>Exponential</term><description>0.1^(t/s); DecayEpoch s (the whole training): a tenth every s epochs</description></item>
/// <item>
/// <term>Piecewise</term><description>the n-th of the Factors from the n-th Boundary on; Boundary in epochs (half and three quarters
/// of the training, He et al. 2016), Factor (1, 0.1, 0.01)</description>
/// </item>
/// <item>
/// <term>Performance</term><description>Factor^n after n plateaus of the validation loss, or of the training loss where nothing is
/// validated; Factor (0.5), Patience (5), the epochs in a row without a lower loss that make a plateau: Keras'
/// ReduceLROnPlateau</description>
/// </item>
/// <item>
/// <term>OneCycle</term><description>rises linearly from 0.1 to 1 in the first 45 % of the steps, falls back in the next 45 %, then to
/// 0.0001 in the last 10 % (Smith 2018). Momentum, of Adam and its like beta1, goes the other way; MaximumMomentum (0.95) and
/// MinimumMomentum (0.85). The learning rate given is the largest</description>
/// </item>
/// </list>
/// <para>
/// Every schedule has a warm-up of -WarmUpEpoch and -WarmUpStep together. Over its w steps the factor is multiplied by (k + 1) / w at
/// step k, from 0 (Goyal et al. 2017); the schedule's own time runs on meanwhile.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item>
/// <term>InitTools.UnknownLearningRateSchedule</term><description>no such schedule; the message lists near matches</description>
/// </item>
/// <item><term>InitTools.ParameterNotOfSchedule</term><description>a parameter that this schedule doesn't have</description></item>
/// <item><term>InitTools.InvalidDecayEpoch</term><description>not above 0; likewise InvalidPower</description></item>
/// <item><term>InitTools.InvalidBoundary</term><description>boundaries that don't rise or aren't above 0</description></item>
/// <item>
/// <term>InitTools.InvalidFactor</term><description>of Piecewise another number of factors than boundaries and one, or one not above
/// 0; of Performance not above 0 and below 1</description>
/// </item>
/// <item><term>InitTools.InvalidPatience</term><description>below 1</description></item>
/// <item>
/// <term>InitTools.InvalidMaximumMomentum</term><description>not from 0 to below 1; likewise InvalidMinimumMomentum</description>
/// </item>
/// <item><term>InitTools.InvalidWarmUpEpoch</term><description>negative; likewise InvalidWarmUpStep</description></item>
/// </list>
/// </remarks>
/// <returns>An immutable value, good for any number of trainings.</returns>
/// <example>
/// A tenth of the learning rate every 20 epochs, after one epoch of warm-up:
/// <code>New-LearningRateSchedule Exponential -DecayEpoch 20 -WarmUpEpoch 1</code>
/// </example>
/// <example>
/// Watch the rate of a 1cycle:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize -First 500
/// $cycle = New-LearningRateSchedule 1cycle -MinimumMomentum 0.8
/// $net = (New-DenseLayer 50 -Activation relu -KernelInitializer Auto), (New-DenseLayer 10) |
///     New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-ModelTraining -Dataset $digits -Epoch 6 -Optimizer Nesterov -LearningRate 0.1 -LearningRateSchedule $cycle -Seed 1 |
///     ForEach-Object { '{0}: {1:G3}' -f $_.Epoch, $_.LearningRate }
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="InvokeModelTrainingCommand"/>
/// <seealso cref="NewOptimizerCommand"/>
/// <seealso href="https://arxiv.org/abs/1803.09820">Smith 2018, A disciplined approach to neural network hyper-parameters</seealso>
/// <seealso href="https://arxiv.org/abs/1706.02677">Goyal et al. 2017, Accurate, large minibatch SGD</seealso>
/// <seealso href="https://arxiv.org/abs/1512.03385">He et al. 2016, Deep residual learning for image recognition</seealso>
[Cmdlet(VerbsCommon.New, "LearningRateSchedule")]
[OutputType(typeof(LearningRateSchedule))]
public sealed class NewLearningRateScheduleCommand : InitToolsCommand
{
    /// <summary>The schedule's name; case doesn't matter, and 1cycle is OneCycle.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public string Name { get; set; } = "";

    /// <summary>s of Power and Exponential in epochs, above 0.</summary>
    /// <value>of Power a tenth of the training, of Exponential all of it</value>
    [Parameter]
    public double? DecayEpoch { get; set; }

    /// <summary>c of Power, above 0.</summary>
    /// <value>1</value>
    [Parameter]
    public double? Power { get; set; }

    /// <summary>The boundaries of Piecewise in epochs, rising.</summary>
    /// <value>half and three quarters of the training</value>
    [Parameter]
    public double[]? Boundary { get; set; }

    /// <summary>The factors of Piecewise, one more than boundaries, or the one of Performance.</summary>
    /// <value>1, 0.1, 0.01; of Performance 0.5</value>
    [Parameter]
    public double[]? Factor { get; set; }

    /// <summary>The epochs in a row without a lower loss that make a plateau for Performance, 1 or more.</summary>
    /// <value>5</value>
    [Parameter]
    [WholeNumber]
    public int? Patience { get; set; }

    /// <summary>The momentum where OneCycle begins and ends, from 0 to below 1.</summary>
    /// <value>0.95</value>
    [Parameter]
    public double? MaximumMomentum { get; set; }

    /// <summary>The momentum at the top of OneCycle, from 0 to below 1.</summary>
    /// <value>0.85</value>
    [Parameter]
    public double? MinimumMomentum { get; set; }

    /// <summary>The length of the warm-up in epochs, fractions allowed, 0 or more.</summary>
    /// <value>0</value>
    [Parameter]
    public double? WarmUpEpoch { get; set; }

    /// <summary>The length of the warm-up in steps, 0 or more.</summary>
    /// <value>0</value>
    [Parameter]
    [WholeNumber]
    public long? WarmUpStep { get; set; }

    /// <inheritdoc/>
    protected override void End() => WriteObject(ScheduleCatalogue.Find(Name, nameof(Name), new ScheduleArguments
    {
        DecayEpoch = DecayEpoch,
        Power = Power,
        Boundary = Boundary,
        Factor = Factor,
        Patience = Patience,
        MaximumMomentum = MaximumMomentum,
        MinimumMomentum = MinimumMomentum,
        WarmUpEpoch = WarmUpEpoch,
        WarmUpStep = WarmUpStep,
    }));
}
