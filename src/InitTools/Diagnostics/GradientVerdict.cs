namespace InitTools;

/// <summary>What a probe says of a layer or of a whole model.</summary>
public enum GradientVerdict
{
    /// <summary>Signal and gradient arrive.</summary>
    Healthy,

    /// <summary>The back-propagated gradient is lost on its way to the input.</summary>
    Vanishing,

    /// <summary>The back-propagated gradient grows out of bounds on its way to the input.</summary>
    Exploding,

    /// <summary>At least half of the units put out 0 for every sample.</summary>
    Dead,

    /// <summary>At least half of the outputs lie where the activation is flat.</summary>
    Saturated,

    /// <summary>NaN or infinity.</summary>
    NonFinite,
}
