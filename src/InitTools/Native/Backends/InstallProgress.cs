namespace InitTools;

/// <summary>How far an installation is.</summary>
/// <param name="Activity">What is being done, to follow "Installing libtorch: ".</param>
/// <param name="Done">The bytes that are done.</param>
/// <param name="Total">The bytes in all; 0 where that isn't known.</param>
public readonly record struct InstallProgress(string Activity, long Done, long Total);
