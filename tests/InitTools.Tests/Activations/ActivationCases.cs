namespace InitTools.Tests;

/// <summary>The catalogue as theory data, and what its tests share.</summary>
public static class ActivationCases
{
    public static TheoryData<string> Names => [.. ActivationCatalogue.All.Select(activation => activation.Name)];

    public static void AssertClose(double expected, double actual, double relativeTolerance)
    {
        double allowed = Math.Abs(expected) * relativeTolerance;
        Assert.InRange(actual, expected - allowed, expected + allowed);
    }
}
