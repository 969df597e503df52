namespace InitTools.Tests;

/// <summary>Tests that run after all others and one by one: they look at what belongs to the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneInProcess
{
    public const string Name = "Alone";
}
