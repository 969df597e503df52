using System.Management.Automation;

namespace InitTools.Module.Tests;

/// <summary>Initialize-Model -Method Lsuv in the shell.</summary>
public sealed class LsuvTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string Net =
        """
        param($path)
        $digits = Import-Dataset $path -Standardize
        $layers = 1..6 | ForEach-Object { New-DenseLayer 30 -Activation sigmoid }
        $net = @($layers) + (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 1
        """;

    [Fact]
    public void One_row_a_layer_says_that_its_variance_is_1()
    {
        IReadOnlyList<PSObject> rows = session.Invoke($"{Net}; $net | Initialize-Model -Method Lsuv -Dataset $digits -Seed 2 -Tolerance 0.05", ModuleSession.Digits);
        Assert.Equal(7, rows.Count);
        Assert.All(rows, row => Assert.InRange((double)row.Properties["Variance"].Value, 0.95, 1.05));
        Assert.All(rows, row => Assert.All(row.Properties, property => Assert.True(property.Value is null or string or ValueType, property.Name)));
    }

    [Fact]
    public void WhatIf_changes_nothing_and_writes_no_row() => Assert.Equal(
        ["True"],
        session.Invoke<string>(
            $$"""
            {{Net}}
            $before = $net.Layers[3].GetKernel()
            $net | Initialize-Model -Method Lsuv -Dataset $digits -WhatIf
            "$($before.Equals($net.Layers[3].GetKernel()))"
            """, ModuleSession.Digits));

    [Fact]
    public void A_model_that_fails_is_as_it_was_and_does_not_lose_the_others()
    {
        (IReadOnlyList<PSObject> output, IReadOnlyList<ErrorRecord> errors) = session.Run(
            $$"""
            {{Net}}
            $bad = (New-DenseLayer 5 -BiasInitializer (New-Initializer RandomNormal -StandardDeviation 5) -Name loud), (New-DenseLayer 10) |
                New-SequentialModel -InputShape 64 -Seed 1
            $before = $bad.Layers[0].GetKernel()
            $bad, $net | Initialize-Model -Method Lsuv -Dataset $digits -Seed 2 -PassThru
            "$($before.Equals($bad.Layers[0].GetKernel())) $($bad.Layers[0].KernelInitializer)"
            """, ModuleSession.Digits);
        ErrorRecord error = Assert.Single(errors);
        Assert.StartsWith("InitTools.LsuvNotConverged", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("loud", error.TargetObject);
        Assert.Equal(["sequential", "True GlorotUniform"], output.Select(item => $"{item}"));
    }
}
