namespace InitTools.Module.Tests;

/// <summary>Tests that run one by one and without any others: they look at the threads of the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneInProcess
{
    public const string Name = "Alone";
}
