namespace InitTools;

/// <summary>What ails a training, by its cause.</summary>
public enum HealthVerdict
{
    /// <summary>Nothing.</summary>
    Healthy,

    /// <summary>The gradient is lost on its way to the input.</summary>
    Vanishing,

    /// <summary>The gradient grows out of bounds on its way to the input.</summary>
    Exploding,

    /// <summary>Units put out 0 whatever comes in, and learn no more.</summary>
    Dead,

    /// <summary>Outputs lie where the activation is flat on both sides.</summary>
    Saturated,

    /// <summary>NaN or infinity from the first look on.</summary>
    NonFinite,

    /// <summary>Weights or signals are far from the size that their activation asks for.</summary>
    WrongScale,

    /// <summary>The units of a layer are all alike, get equal gradients and stay alike.</summary>
    Symmetric,

    /// <summary>Steps are too long: the loss jumps or grows, or the first steps have wrecked the weights.</summary>
    LearningRateTooHigh,

    /// <summary>The training samples are learned by heart; others get worse.</summary>
    Overfit,

    /// <summary>The loss doesn't fall, or next to no step is made.</summary>
    NotLearning,
}
