using System.Management.Automation;

namespace InitTools.Module.Tests;

/// <summary>Repair-GradientFlow in the shell.</summary>
public sealed class RepairTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string Net =
        """
        param($path)
        $digits = Import-Dataset $path -Standardize
        $layers = 1..20 | ForEach-Object { New-DenseLayer 20 -Activation sigmoid }
        $net = @($layers) + (New-DenseLayer 10 -Name last) | New-SequentialModel -InputShape 64 -Seed 1
        """;

    [Fact]
    public void The_model_that_came_in_is_cured_and_there_is_a_row_for_each_step()
    {
        IReadOnlyList<PSObject> output = session.Invoke(
            $"{Net}; $net | Repair-GradientFlow -Dataset $digits -Seed 2; $net | Test-GradientFlow -Dataset $digits -Seed 2; $net.Layers[-1].Name", ModuleSession.Digits);
        Assert.Equal((true, "last"), ((bool)output[^2].BaseObject, (string)output[^1].BaseObject));
        PSObject[] rows = [.. output.SkipLast(2)];
        Assert.Equal(Enumerable.Range(1, rows.Length), rows.Select(row => (int)row.Properties["Step"].Value));
        Assert.All(rows, row => Assert.All(row.Properties, property => Assert.True(property.Value is null or string or ValueType, property.Name)));
        Assert.Contains(rows, row => (bool)row.Properties["Kept"].Value);
        Assert.All(rows, row => Assert.Equal(row.Properties["Kept"].Value, row.Properties["Applied"].Value));
    }

    [Fact]
    public void PassThru_lets_the_model_alone_go_on() => Assert.Equal(
        ["True", "1"],
        session.Invoke<string>(
            $$"""
            {{Net}}
            $net | Repair-GradientFlow -Dataset $digits -PassThru | ForEach-Object { [object]::ReferenceEquals($_, $net) }
            $net | Repair-GradientFlow -Dataset $digits -PassThru | Invoke-ModelTraining -Dataset $digits -Epoch 1 | ForEach-Object Epoch
            """, ModuleSession.Digits));

    [Fact]
    public void WhatIf_tells_the_same_steps_and_changes_nothing() => Assert.Equal(
        ["True", "True", "False True", "True", "False"],
        session.Invoke<string>(
            $$"""
            {{Net}}
            function Text { process { "$($_.Step) $($_.Action) $($_.Reason) $($_.BackpropRatioAfter) $($_.VerdictAfter) $($_.Kept)" } }
            $before = $net.Layers[3].GetKernel()
            $told = $net | Repair-GradientFlow -Dataset $digits -Seed 2 -WhatIf
            "$($before.Equals($net.Layers[3].GetKernel()))"
            $done = $net | Repair-GradientFlow -Dataset $digits -Seed 2
            "$((($told | Text) -join "`n") -eq (($done | Text) -join "`n"))"
            "$($told.Applied -contains $true) $($told.Kept -contains $true)"
            "$(-not ($done | Where-Object { $_.Applied -ne $_.Kept }))"
            "$($net.Layers[3].GetType() -eq [InitTools.DenseLayer])"
            """, ModuleSession.Digits));

    [Fact]
    public void What_stays_sick_is_warned_of()
    {
        IReadOnlyList<PSObject> lines = session.Invoke(
            """
            $parts = 1..40 | ForEach-Object { [TorchSharp.torch+nn]::Linear(8, 8); [TorchSharp.torch+nn]::Sigmoid() }
            $module = [TorchSharp.torch+nn]::Sequential([TorchSharp.torch+nn+Module[TorchSharp.torch+Tensor,TorchSharp.torch+Tensor][]]$parts)
            $module | Repair-GradientFlow -Seed 1 -PassThru 3>&1 | Where-Object { $_ -is [System.Management.Automation.WarningRecord] }
            """);
        Assert.Contains("Vanishing still", Assert.Single(lines).ToString(), StringComparison.Ordinal);
    }
}
