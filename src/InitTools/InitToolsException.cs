namespace InitTools;

/// <summary>What kind of mistake an <see cref="InitToolsException"/> reports.</summary>
public enum FaultKind
{
    /// <summary>An argument that can never be right: a number out of range, an unknown name.</summary>
    InvalidArgument,

    /// <summary>Data that can't be used: a broken file, a tensor of the wrong shape, labels out of range.</summary>
    InvalidData,

    /// <summary>An object in a state that doesn't allow the operation, such as a disposed model.</summary>
    InvalidOperation,

    /// <summary>Something named that isn't there, such as a file.</summary>
    NotFound,

    /// <summary>The machine lacks what is needed: memory, a native library.</summary>
    ResourceUnavailable,
}

/// <summary>
/// The one exception that InitTools raises for bad input. It says which parameter, what its value was and what would be
/// right, and carries an id that stays the same from version to version.
/// </summary>
public sealed class InitToolsException : Exception
{
    private const string Prefix = "InitTools.";

    /// <summary>Creates the exception.</summary>
    /// <param name="errorId">What went wrong, without the prefix: <c>UnknownActivation</c>.</param>
    /// <param name="message">One clear sentence or two for the user.</param>
    /// <param name="kind">The kind of mistake.</param>
    /// <param name="target">The offending value, if there is one.</param>
    /// <param name="innerException">What caused it, if there is a cause worth keeping.</param>
    public InitToolsException(
        string errorId, string message, FaultKind kind, object? target = null, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = Prefix + errorId;
        Kind = kind;
        Target = target;
    }

    /// <summary>The stable id, such as <c>InitTools.UnknownActivation</c>.</summary>
    public string ErrorId { get; }

    /// <summary>The id without its prefix, to raise the same error with more to say: <c>UnknownActivation</c>.</summary>
    public string ShortId => ErrorId[Prefix.Length..];

    /// <summary>The kind of mistake.</summary>
    public FaultKind Kind { get; }

    /// <summary>The offending value, or null.</summary>
    public object? Target { get; }

    /// <summary>An argument that can never be right.</summary>
    /// <param name="errorId">What went wrong, without the prefix: <c>InvalidUnits</c>.</param>
    /// <param name="parameter">The parameter's name as the user writes it, <c>Units</c>.</param>
    /// <param name="value">The value that was given.</param>
    /// <param name="expected">What would be right, to follow "it must be": <c>1 or more</c>.</param>
    /// <returns>The exception, to be thrown.</returns>
    public static InitToolsException Argument(string errorId, string parameter, object? value, string expected) =>
        new(errorId, $"{parameter} is {Show(value)}; it must be {expected}.", FaultKind.InvalidArgument, value);

    /// <summary>Writes a value the way an error message shows it: invariant numbers, quoted text, shapes as 3x4.</summary>
    /// <param name="value">Any value.</param>
    /// <returns>Its text.</returns>
    public static string Show(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        TorchSharp.torch.Tensor { IsInvalid: true } => "a disposed tensor",
        IEnumerable<long> shape => string.Join('x', shape) is { Length: > 0 } sizes ? sizes : "empty",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? value.GetType().Name,
    };
}
