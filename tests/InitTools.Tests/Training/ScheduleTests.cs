namespace InitTools.Tests;

/// <summary>Learning rate schedules, value by value.</summary>
public sealed class ScheduleTests
{
    private const int StepsPerEpoch = 10;

    [Theory]
    [InlineData("Constant", 0, 1)]
    [InlineData("Constant", 99, 1)]
    [InlineData("Power", 0, 1)]
    [InlineData("Power", 10, 0.5)] // s is a tenth of ten epochs
    [InlineData("Power", 20, 1 / 3.0)]
    [InlineData("inverse_time", 95, 1 / 10.5)]
    [InlineData("Exponential", 0, 1)]
    [InlineData("Exponential", 50, 0.31622776601683794)]
    [InlineData("Exponential", 99, 0.10232929922807542)]
    [InlineData("Piecewise", 49, 1)]
    [InlineData("Piecewise", 50, 0.1)]
    [InlineData("Piecewise", 74, 0.1)]
    [InlineData("Piecewise", 75, 0.01)]
    [InlineData("1cycle", 0, 0.1)]
    [InlineData("1cycle", 99, 1e-4)]
    public void Defaults_fit_a_training_of_ten_epochs(string name, long step, double factor) =>
        Assert.Equal(factor, ScheduleCatalogue.Find(name, "Schedule").Factor(At(step)), 1e-12);

    [Fact]
    public void Parameters_change_the_curve()
    {
        Assert.Equal(
            Math.Pow(1 + (3.0 / 4), -2),
            Find("Power", new() { DecayEpoch = 4, Power = 2 }).Factor(At(30)), 1e-12);
        Assert.Equal(0.01, Find("Exponential", new() { DecayEpoch = 2 }).Factor(At(40)), 1e-12);
        LearningRateSchedule piecewise = Find("Piecewise", new() { Boundary = [1, 2.5], Factor = [1, 0.5, 0.25] });
        Assert.Equal([1, 0.5, 0.5, 0.25], ((long[])[9, 10, 24, 25]).Select(step => piecewise.Factor(At(step))));
        LearningRateSchedule performance = Find("plateau", new() { Factor = [0.2] });
        Assert.Equal([1, 0.2, 0.04], ((int[])[0, 1, 2]).Select(plateaus => Math.Round(performance.Factor(At(50) with { Plateaus = plateaus }), 12)));
    }

    [Fact]
    public void One_cycle_rises_falls_and_dies_while_momentum_goes_the_other_way()
    {
        // 101 steps: step 45 is the top, step 90 the end of the cycle, step 100 the end.
        var cycle = new OneCycleSchedule();
        SchedulePoint Point(long step) => new(step, StepsPerEpoch, 101);
        double[] factors = [.. ((long[])[0, 9, 45, 54, 90, 95, 100]).Select(step => cycle.Factor(Point(step)))];
        double[] expected = [0.1, 0.28, 1, 0.82, 0.1, (0.1 + 1e-4) / 2, 1e-4];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], factors[i], 1e-12);
        double[] momenta = [.. ((long[])[0, 9, 45, 54, 90, 100]).Select(step => cycle.Momentum(Point(step))!.Value)];
        double[] expectedMomenta = [0.95, 0.93, 0.85, 0.87, 0.95, 0.95];
        for (int i = 0; i < expectedMomenta.Length; i++) Assert.Equal(expectedMomenta[i], momenta[i], 1e-12);
        Assert.Null(new PowerSchedule().Momentum(Point(3)));
        Assert.Equal(0.1, cycle.Factor(new SchedulePoint(0, 1, 1)), 1e-12);
    }

    [Theory]
    [InlineData("Constant")]
    [InlineData("Power")]
    [InlineData("Exponential")]
    [InlineData("Piecewise")]
    [InlineData("Performance")]
    [InlineData("OneCycle")]
    public void Every_schedule_warms_up(string name)
    {
        LearningRateSchedule cold = Find(name, new());
        LearningRateSchedule warm = Find(name, new() { WarmUpEpoch = 0.5, WarmUpStep = 3 });
        for (int step = 0; step < 100; step++)
            Assert.Equal(cold.Factor(At(step)) * Math.Min(1, (step + 1) / 8.0), warm.Factor(At(step)), 1e-15);
    }

    [Fact]
    public void A_plateau_is_so_many_epochs_without_a_lower_loss()
    {
        var counter = new PlateauCounter(2);
        var counts = new List<int>();
        foreach (double loss in (double[])[5, 4, 4, 4.5, 3, 3, double.NaN, 3, 3])
        {
            counter.Watch(loss);
            counts.Add(counter.Count);
        }
        Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2, 3], counts);
    }

    [Fact]
    public void Bad_parameters_are_refused()
    {
        Errors.Throws("UnknownLearningRateSchedule", () => ScheduleCatalogue.Find("Exponental", "Schedule"), "'Exponental'", "Exponential");
        Errors.Throws("ParameterNotOfSchedule", () => Find("Constant", new() { DecayEpoch = 3 }), "Constant", "DecayEpoch");
        Errors.Throws("ParameterNotOfSchedule", () => Find("Piecewise", new() { Boundary = [1], Patience = 3 }), "Piecewise", "Patience");
        Errors.Throws("InvalidDecayEpoch", () => Find("Power", new() { DecayEpoch = 0 }), "DecayEpoch is 0", "above 0");
        Errors.Throws("InvalidBoundary", () => Find("Piecewise", new() { Boundary = [2, 1] }), "2, 1", "rising");
        Errors.Throws("InvalidFactor", () => Find("Piecewise", new() { Boundary = [2], Factor = [1] }), "2 numbers");
        Errors.Throws("InvalidFactor", () => Find("Performance", new() { Factor = [1] }), "Factor is 1", "below 1");
        Errors.Throws("InvalidPatience", () => Find("Performance", new() { Patience = 0 }), "Patience is 0");
        Errors.Throws("InvalidMinimumMomentum", () => Find("OneCycle", new() { MinimumMomentum = 1 }), "MinimumMomentum is 1");
        Errors.Throws("InvalidWarmUpEpoch", () => Find("Power", new() { WarmUpEpoch = -1 }), "WarmUpEpoch is -1");
        Errors.Throws("InvalidWarmUpStep", () => Find("Power", new() { WarmUpStep = -1 }), "WarmUpStep is -1");
    }

    private static LearningRateSchedule Find(string name, ScheduleArguments arguments) => ScheduleCatalogue.Find(name, "Schedule", arguments);

    private static SchedulePoint At(long step) => new(step, StepsPerEpoch, 10 * StepsPerEpoch);
}
