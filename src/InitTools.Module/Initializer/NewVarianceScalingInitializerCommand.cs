using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes the initializer of Keras' VarianceScaling(scale, mode, distribution).</summary>
[Cmdlet(VerbsCommon.New, "VarianceScalingInitializer")]
[OutputType(typeof(VarianceScaling))]
public sealed class NewVarianceScalingInitializerCommand : InitToolsCommand
{
    /// <summary>The variance times n; finite and above 0.</summary>
    [Parameter(Position = 0)]
    public double Scale { get; set; } = 1;

    /// <summary>What n is: FanIn, FanOut, FanAvg or FanGeoAvg.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(ModeCompleter))]
    public string Mode { get; set; } = nameof(FanMode.FanIn);

    /// <summary>The distribution: TruncatedNormal, UntruncatedNormal or Uniform.</summary>
    [Parameter(Position = 2)]
    [ArgumentCompleter(typeof(DistributionCompleter))]
    public string Distribution { get; set; } = nameof(ScalingDistribution.TruncatedNormal);

    /// <summary>The seed; without one every call draws fresh values.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <inheritdoc/>
    protected override void End() => WriteObject(
        new VarianceScaling(Scale, InitializerCatalogue.FindMode(Mode), InitializerCatalogue.FindDistribution(Distribution))
        {
            Seed = Seed,
        });
}
