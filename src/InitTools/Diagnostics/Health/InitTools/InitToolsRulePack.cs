namespace InitTools;

/// <summary>
/// InitTools' own rules. Unlike the published packs it names the cause and leaves out what follows from it: units that are all
/// alike are often dead as well, weights that are too large saturate, steps that are too long end in NaN.
/// </summary>
internal sealed class InitToolsRulePack : RulePack
{
    public const string PackName = "InitTools";

    // What is wrong from the start comes before what steps have done, and the narrower name before the wider.
    private static readonly HealthVerdict[] ByCause =
    [
        HealthVerdict.Symmetric, HealthVerdict.Dead, HealthVerdict.Saturated, HealthVerdict.Vanishing, HealthVerdict.Exploding,
        HealthVerdict.WrongScale,
    ];

    private InitToolsRulePack(IReadOnlyList<HealthRule> rules)
        : base(PackName, "InitTools' own rules, which name the cause alone", rules)
    {
    }

    public static InitToolsRulePack Pack { get; } = new(
    [
        new ConstantStartRule("ConstantStart", "Goodfellow, Bengio and Courville 2016, section 8.4; threshold by InitTools"),
        new DeadUnitsRule("DeadUnits", "InitTools: half of the units"),
        new SaturatedUnitsRule("SaturatedUnits", "Glorot and Bengio 2010, section 3; threshold by InitTools: half of the outputs"),
        new GradientSignalRule("GradientSignal", "AutoTrainer's ratios (Zhang et al. 2021), on dL/dz (Glorot and Bengio 2010, figure 7)"),
        new GradientInTimeRule("GradientInTime", "AutoTrainer's ratios (Zhang et al. 2021), on dL/dx_t (Pascanu, Mikolov and Bengio 2013)"),
        new WeightScaleRule("WeightScale", "Glorot and Bengio 2010, equation 12; He et al. 2015, equation 10; threshold by InitTools: ten times"),
        new LongStepsRule("LongSteps", "InitTools: weights moved by more than their norm, or a loss that ends as NaN"),
        new LossRiseRule("LossRise", "InitTools: a rise by a fifth of the first epoch's loss"),
        new MemorizingRule("Memorizing", "InitTools: an accuracy of 0.9 and a gap of 0.15"),
        new NonFiniteRule("NonFinite", "InitTools: NaN or infinity"),
        new NoProgressRule("NoProgress", "InitTools: a fall by less than a tenth in three epochs"),
    ]);

    /// <summary>Runs all rules and keeps the findings of the cause.</summary>
    public override IReadOnlyList<Finding> Measure(TrainingHistory history)
    {
        IReadOnlyList<Finding> findings = base.Measure(history);
        if (findings.Count == 0) return findings;
        HealthVerdict cause = Cause(findings, history.Start);
        return [.. findings.Where(finding => finding.Verdict == cause)];
    }

    // A step too long explains whatever is wrong later, but nothing that was so at the start.
    private static HealthVerdict Cause(IReadOnlyList<Finding> findings, ProbeSnapshot? start)
    {
        bool AtStart(HealthVerdict verdict) =>
            start is not null && findings.Any(finding => finding.Verdict == verdict && finding.Step == start.Step);
        HealthVerdict[] later =
            [HealthVerdict.LearningRateTooHigh, .. ByCause, HealthVerdict.NonFinite, HealthVerdict.Overfit, HealthVerdict.NotLearning];
        HealthVerdict[] atStart = [.. ByCause.Where(AtStart)];
        return atStart.Length > 0 ? atStart[0] : later.First(verdict => findings.Any(finding => finding.Verdict == verdict));
    }
}
