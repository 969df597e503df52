namespace InitTools;

/// <summary>How a model gets its first weights.</summary>
public enum InitializationMethod
{
    /// <summary>Each kernel is drawn from a law that knows its shape only.</summary>
    Draw,

    /// <summary>The drawn kernels are scaled with data until each layer's output has variance 1 (<see cref="LsuvInitializer"/>).</summary>
    Lsuv,
}
