namespace InitTools.Plotting;

/// <summary>Loss, accuracy and learning rate by epoch, one colour a model, what was measured on validation samples dashed.</summary>
public static class TrainingFigure
{
    /// <summary>From this ratio of the largest loss to the smallest on, a logarithmic axis shows more.</summary>
    private const double LogarithmicRange = 50;

    /// <summary>Describes the figure.</summary>
    /// <param name="epochs">The epochs of one or more trainings, which may be mixed.</param>
    /// <returns>The figure.</returns>
    public static Figure Of(IEnumerable<TrainingEpoch> epochs)
    {
        TrainingEpoch[][] trainings = RowRuns.Of(epochs, epoch => epoch.Model, (epoch, before) => epoch.Epoch > before.Epoch);
        string[] names = CurveNames.Numbered(trainings.Select(
            training => training[0].Model + (training[^1].Verdict == GradientVerdict.NonFinite ? " (stopped: not finite)" : "")));
        Panel loss = Show("Loss", trainings, names, epoch => epoch.Loss, epoch => epoch.ValidationLoss);
        Panel accuracy = Show("Accuracy (share of samples)", trainings, names, epoch => epoch.Accuracy, epoch => epoch.ValidationAccuracy);
        Panel rate = Show("Learning rate", trainings, names, epoch => epoch.LearningRate, null);
        return new Figure(
            trainings.Length == 1 ? $"Training: {names[0]}" : "Training",
            [.. new[] { ForRange(loss), accuracy with { Y = accuracy.Y with { Maximum = 1 } }, ForRange(rate) }.Where(panel => panel.Curves.Count > 0)]);
    }

    private static Panel Show(
        string title, TrainingEpoch[][] trainings, string[] names, Func<TrainingEpoch, double?> training, Func<TrainingEpoch, double?>? validation)
    {
        Curve Curve(string name, int i, Func<TrainingEpoch, double?> figure, CurveStyle style) => new(
            name, [.. trainings[i].Select(epoch => (double)epoch.Epoch)], [.. trainings[i].Select(epoch => figure(epoch) ?? double.NaN)], i, style);

        IEnumerable<Curve> measured = trainings.Select((_, i) => Curve(names[i], i, training, CurveStyle.Marked));
        IEnumerable<Curve> validated = validation is null ? [] : trainings.Select((_, i) => Curve("validation", i, validation, CurveStyle.Dashed));
        return new Panel(new FigureAxis("Epoch", IsWhole: true), new FigureAxis(title))
        {
            Curves = [.. validated.Concat(measured).Where(curve => curve.Y.Any(double.IsFinite))],
        };
    }

    private static Panel ForRange(Panel panel)
    {
        double[] values = [.. panel.Curves.SelectMany(curve => curve.Y).Where(double.IsFinite)];
        bool wide = values.Length > 0 && values.Min() > 0 && values.Max() / values.Min() >= LogarithmicRange;
        // A constant has no range of its own; its axis puts it in the middle.
        double? most = values.Length > 0 && values.Min() > 0 && values.Max() - values.Min() <= 1e-9 * values.Max() ? 2 * values.Max() : null;
        return panel with { Y = panel.Y with { IsLogarithmic = wide, Minimum = wide ? null : 0, Maximum = most } };
    }
}
