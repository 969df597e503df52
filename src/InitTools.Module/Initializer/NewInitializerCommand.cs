using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes an initializer of a named law.</summary>
[Cmdlet(VerbsCommon.New, "Initializer")]
[OutputType(typeof(Initializer))]
public sealed class NewInitializerCommand : InitToolsCommand
{
    /// <summary>The law's name in any spelling.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The seed; without one every call draws fresh values.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <summary>The factor of Orthogonal, DeltaOrthogonal and Identity (1).</summary>
    [Parameter]
    public double? Gain { get; set; }

    /// <summary>The mean of RandomNormal and TruncatedNormal (0).</summary>
    [Parameter]
    public double? Mean { get; set; }

    /// <summary>The standard deviation of RandomNormal and TruncatedNormal (0.05) and of Sparse (0.01).</summary>
    [Parameter]
    public double? StandardDeviation { get; set; }

    /// <summary>The lower end of RandomUniform (-0.05).</summary>
    [Parameter]
    public double? Minimum { get; set; }

    /// <summary>The upper end of RandomUniform (0.05).</summary>
    [Parameter]
    public double? Maximum { get; set; }

    /// <summary>The value of Constant (0).</summary>
    [Parameter]
    public double? Value { get; set; }

    /// <summary>The share of zeros of Sparse (0.1).</summary>
    [Parameter]
    public double? Sparsity { get; set; }

    /// <inheritdoc/>
    protected override void Process() => WriteObject(InitializerCatalogue.Find(Name, nameof(Name), new LawArguments
    {
        Seed = Seed,
        Gain = Gain,
        Mean = Mean,
        StandardDeviation = StandardDeviation,
        Minimum = Minimum,
        Maximum = Maximum,
        Value = Value,
        Sparsity = Sparsity,
    }));
}
