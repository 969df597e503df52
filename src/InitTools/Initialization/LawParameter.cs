namespace InitTools;

/// <summary>The checks that laws make of their parameters; each parameter has an error id of its own.</summary>
internal static class LawParameter
{
    public static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw InitToolsException.Argument("Invalid" + name, name, value, "a finite number");

    public static double NotNegative(double value, string name) =>
        double.IsFinite(value) && value >= 0
            ? value
            : throw InitToolsException.Argument("Invalid" + name, name, value, "a finite number of 0 or more");

    public static double Positive(double value, string name) =>
        double.IsFinite(value) && value > 0
            ? value
            : throw InitToolsException.Argument("Invalid" + name, name, value, "a finite number above 0");
}
