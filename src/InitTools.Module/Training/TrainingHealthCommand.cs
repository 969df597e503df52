using System.Management.Automation;

namespace InitTools.Module;

/// <summary>What the cmdlets that judge a training have in common: they gather epochs and layer rows into trainings.</summary>
public abstract class TrainingHealthCommand : InitToolsCommand
{
    private readonly TrainingHistoryReader _reader = new();
    private RulePack[] _packs = [];

    /// <summary>
    /// The epochs (TrainingEpoch) and layer rows (LayerGradient) of one or more trainings, mixed as they were written.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>One or more rule packs: InitTools, SageMaker, AutoTrainer, DeepChecker.</summary>
    /// <value>InitTools</value>
    [Parameter]
    [ArgumentCompleter(typeof(RulePackCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RulePack { get; set; } = [RulePackCatalogue.Default.Name];

    /// <inheritdoc/>
    protected override void Begin() => _packs = [.. RulePack.Select(RulePackCatalogue.Find).Distinct()];

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (PSObject item in InputObject)
        {
            TrainingHistory? finished = LayerRow.Unwrap(item, this) switch
            {
                TrainingEpoch epoch => _reader.Add(epoch),
                LayerGradient row => _reader.Add(row),
                _ => throw new InitToolsException(
                    "NotATrainingRow",
                    $"InputObject is a {item.BaseObject.GetType().Name}; it must be a TrainingEpoch or a LayerGradient, as "
                    + "Invoke-ModelTraining and Invoke-GradientProbe write them.",
                    FaultKind.InvalidData, item),
            };
            if (finished is not null) Judge(finished);
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        foreach (TrainingHistory history in _reader.Finish()) Judge(history);
    }

    /// <summary>Writes what the cmdlet says of one training.</summary>
    /// <param name="history">The training.</param>
    /// <param name="findings">What the rule packs found.</param>
    private protected abstract void Write(TrainingHistory history, IReadOnlyList<Finding> findings);

    private void Judge(TrainingHistory history)
    {
        IReadOnlyList<Finding> findings = TrainingHealth.Measure(history, _packs);
        string found = findings.Count == 0
            ? "healthy"
            : string.Join(", ", findings.GroupBy(finding => finding.Verdict).Select(group => $"{group.Key} ({group.Count()})"));
        WriteVerbose(
            $"{history.Model}: {history.Epochs.Count} epochs, {history.Probes.Count} probes; {string.Join(", ", _packs.Select(pack => pack.Name))}: {found}.");
        Write(history, findings);
    }
}
