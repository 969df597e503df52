namespace InitTools;

/// <summary>What a piece of a chart's text is, so that whoever shows it can choose a colour.</summary>
public enum ChartTone
{
    /// <summary>Text like any other.</summary>
    Plain,

    /// <summary>What a chart is about.</summary>
    Title,

    /// <summary>Axes, marks and notes.</summary>
    Frame,

    /// <summary>Healthy.</summary>
    Good,

    /// <summary>The signal is weak, but numbers are numbers: vanishing, dead or saturated.</summary>
    Weak,

    /// <summary>Exploding, or not a number.</summary>
    Bad,
}
