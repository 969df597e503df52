using System.Management.Automation;

namespace InitTools.Module.Tests;

/// <summary>The diagnosis at the end of a pipeline.</summary>
public sealed class TrainingHealthTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string Nets =
        """
        $good = (New-DenseLayer 32 -Activation relu -KernelInitializer he_normal), (New-DenseLayer 10) |
            New-SequentialModel -InputShape 64 -Name good -Seed 1
        $bad = (New-DenseLayer 32 -Activation relu -KernelInitializer Ones -Name first), (New-DenseLayer 10) |
            New-SequentialModel -InputShape 64 -Name bad -Seed 1
        """;

    [Fact]
    public void A_training_is_judged_as_it_streams() => Assert.Equal(
        ["bad first Symmetric step 1", "True", "False"],
        session.Invoke<string>(
            $$"""
            param($path)
            {{Nets}}
            $training = @{ Dataset = Import-Dataset $path -Standardize; ValidationFraction = 0.2; Epoch = 3; ProbeEvery = 10; Seed = 1 }
            $rows = $good, $bad | Invoke-ModelTraining @training
            $rows | Measure-TrainingHealth | ForEach-Object { "$($_.Model) $($_.Layer) $($_.Verdict) step $($_.Step)" }
            $rows | Test-TrainingHealth
            """, ModuleSession.Digits));

    [Fact]
    public void Nets_of_one_name_are_judged_apart_and_probes_alone_are_enough() => Assert.Equal(
        ["True", "False"],
        session.Invoke<string>(
            """
            'he_normal', 'zeros' | ForEach-Object {
                (New-DenseLayer 32 -Activation relu -KernelInitializer $_), (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 1
            } | Invoke-GradientProbe -Detailed -Seed 1 | Test-TrainingHealth
            """));

    [Fact]
    public void Packs_are_chosen_by_name_in_any_case_and_number() => Assert.Equal(
        ["SageMaker", "DeepChecker"],
        session.Invoke<string>(
            $$"""
            {{Nets}}
            $found = $bad | Invoke-GradientProbe -Detailed -Seed 1 | Measure-TrainingHealth -RulePack sagemaker, DEEPCHECKER, SageMaker
            $last = ''
            $found | ForEach-Object RulePack | ForEach-Object { if ($_ -ne $last) { $_ }; $last = $_ }
            """));

    [Fact]
    public void A_healthy_training_says_so_with_Verbose_only()
    {
        IReadOnlyList<PSObject> lines = session.Invoke($"{Nets}; $good | Invoke-GradientProbe -Detailed -Seed 1 | Measure-TrainingHealth -Verbose 4>&1");
        Assert.Equal("good: 0 epochs, 1 probes; InitTools: healthy.", Assert.Single(lines).ToString());
    }

    [Fact]
    public void What_is_no_row_is_reported_and_the_others_are_judged()
    {
        (IReadOnlyList<PSObject> output, IReadOnlyList<ErrorRecord> errors) = session.Run(
            $"{Nets}; @('nonsense'; $bad | Invoke-GradientProbe -Seed 1) | Test-TrainingHealth");
        Assert.Equal("InitTools.NotATrainingRow", Assert.Single(errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.False((bool)Assert.Single(output).BaseObject);
    }

    [Fact]
    public void Findings_hold_numbers_strings_and_enums_only()
    {
        foreach (PSObject finding in session.Invoke(
            $"{Nets}; $bad | Invoke-GradientProbe -Detailed -Seed 1 | Measure-TrainingHealth -RulePack InitTools, SageMaker, AutoTrainer, DeepChecker"))
        {
            Assert.All(finding.Properties, property => Assert.True(
                property.Value is null or string or ValueType, $"{property.Name} is a {property.TypeNameOfValue}"));
        }
    }

    [Fact]
    public void Rule_packs_are_completed_with_what_they_are() => Assert.Equal(
        ["AutoTrainer: AutoTrainer's rules (Zhang et al. 2021)"],
        session.Invoke<string>(
            """
            $line = 'Measure-TrainingHealth -RulePack Au'
            [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches |
                ForEach-Object { "$($_.CompletionText): $($_.ToolTip)" }
            """));
}
