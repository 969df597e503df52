namespace InitTools;

/// <summary>What becomes of signals and gradients in a deep net at one pair of weight and bias variance (Poole et al. 2016).</summary>
public enum SignalPhase
{
    /// <summary>chi_1 is below 1: all inputs come to look alike, gradients vanish.</summary>
    Ordered,

    /// <summary>chi_1 is 1 within 1e-6: the edge of chaos. Nothing is lost, or so slowly that depth hardly matters.</summary>
    Critical,

    /// <summary>chi_1 is above 1: like inputs are driven apart, gradients explode.</summary>
    Chaotic,

    /// <summary>The variance of the pre-activations grows without end; it has no fixed point.</summary>
    Unbounded,
}
