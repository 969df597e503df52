using System.Globalization;
using System.Management.Automation;

namespace InitTools.Module.Tests;

/// <summary>Rows that were exported and imported: as texts from CSV, as bags of properties from CLIXML and JSON.</summary>
public sealed class ImportedRowTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    // Export-Csv and Import-Csv aren't in this engine: ToString is what the former writes.
    private const string Rows =
        """
        $net = 1..8 | ForEach-Object { New-DenseLayer 20 -Activation sigmoid } | New-SequentialModel -InputShape 64 -Name net -Seed 42
        $rows = @($net | Invoke-GradientProbe -Seed 1)
        $net.Dispose()
        function Copy-Row([switch]$Text, [hashtable]$Change = @{}) {
            foreach ($row in $rows) {
                $bag = [ordered]@{}
                foreach ($property in $row.PSObject.Properties) {
                    $bag[$property.Name] = if (-not $Text) { $property.Value } elseif ($null -eq $property.Value) { '' } else { $property.Value.ToString() }
                }
                foreach ($name in $Change.Keys) { if ($null -eq $Change[$name]) { $bag.Remove($name) } else { $bag[$name] = $Change[$name] } }
                [pscustomobject]$bag
            }
        }
        $right = $rows | Measure-GradientFlow

        """;

    [Theory]
    [InlineData("Copy-Row -Text | Measure-GradientFlow")]
    [InlineData("Measure-GradientFlow (Copy-Row -Text)")]
    [InlineData("Copy-Row | Measure-GradientFlow")]
    [InlineData("Copy-Row | ForEach-Object { $map = @{}; foreach ($p in $_.PSObject.Properties) { $map[$p.Name] = $p.Value }; $map } | Measure-GradientFlow")]
    [InlineData("Copy-Row -Change @{ TimeStep = $null; Step = $null; Verdict = $null } | Measure-GradientFlow")]
    [InlineData("Copy-Row -Text -Change @{ Verdict = '0' } | Measure-GradientFlow")]
    public void Rows_that_came_back_are_judged_as_before(string script)
    {
        Assert.Equal(
            ["True", "True", "True"],
            session.Invoke<string>(
                $$"""
                {{Rows}}
                $flow = @({{script}})
                $flow.Count -eq 1
                $right.FirstUnhealthyLayer -gt 0
                @($right.PSObject.Properties | Where-Object { "$($_.Value)" -ne "$($flow[0].($_.Name))" }).Count -eq 0
                """));
    }

    [Theory]
    [InlineData("$_ | Show-GradientFlow -Ascii")]
    [InlineData("$_ | Measure-TrainingHealth")]
    [InlineData("Measure-TrainingHealth $_")]
    public void Other_commands_say_of_them_what_they_said_before(string script) =>
        Assert.Equal(
            ["True", "True"],
            session.Invoke<string>(
                $$"""
                {{Rows}}
                $before, $after = foreach ($set in $rows, (Copy-Row -Text)) { , $set | ForEach-Object { @({{script}}) -join '|' } }
                $before.Length -gt 0
                $before -eq $after
                """));

    [Theory]
    [InlineData("Export-GradientPlot", "png")]
    [InlineData("Export-GradientReport", "html")]
    public void Pictures_and_reports_are_made_of_them(string command, string extension)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.{extension}");
        try
        {
            Assert.Equal(["True"], session.Invoke<string>($"{Rows}(Copy-Row -Text | {command} $args[0] -PassThru).Length -gt 1000", path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("Show-GradientFlow")]
    [InlineData("Measure-TrainingHealth")]
    [InlineData("Test-TrainingHealth")]
    [InlineData("Export-GradientPlot x.png")]
    [InlineData("Export-GradientReport x.html")]
    public void Other_commands_end_at_a_row_that_cannot_be_read(string command)
    {
        (IReadOnlyList<PSObject> output, IReadOnlyList<ErrorRecord> errors) = session.Run($"{Rows}Copy-Row -Text -Change @{{ FanIn = 'many' }} | {command}");
        Assert.Empty(output);
        Assert.StartsWith("InitTools.InvalidRow,", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-DE", "de-DE")]
    [InlineData("sv-SE", "sv-SE")]
    [InlineData("", "de-DE")]
    [InlineData("en-US", "sv-SE")]
    public void Numbers_may_be_written_in_the_culture_of_the_session_or_in_none(string written, string read)
    {
        Assert.SkipUnless(
            CultureInfo.GetCultures(CultureTypes.SpecificCultures).Any(culture => culture.Name == read), "This machine knows no languages.");
        Assert.Equal(
            ["True", "True", "NonFinite"],
            session.Invoke<string>(
                $$"""
                {{Rows}}
                $before = [cultureinfo]::CurrentCulture
                try {
                    [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo('{{written}}')
                    $bags = @(Copy-Row -Text)
                    $infinite = @(Copy-Row -Text -Change @{ WeightGradientNorm = [double]::NegativeInfinity.ToString() })
                    [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo('{{read}}')
                    $flow = $bags | Measure-GradientFlow
                    $flow.BackpropRatio -eq $right.BackpropRatio
                    $flow.FirstUnhealthyLayer -eq $right.FirstUnhealthyLayer
                    ($infinite | Measure-GradientFlow).Verdict
                } finally { [cultureinfo]::CurrentCulture = $before }
                """));
    }

    [Theory]
    [InlineData("@{ FanIn = 'many' }", "FanIn is 'many'", "whole number")]
    [InlineData("@{ Layer = '' }", "Layer is ''", "whole number")]
    [InlineData("@{ Name = $null }", "Name is missing", "text")]
    [InlineData("@{ Chi = '1,234.5' }", "Chi is '1,234.5'", "group separators")]
    [InlineData("@{ TimeStep = 1.5 }", "TimeStep is 1.5", "whole number")]
    [InlineData("@{ Verdict = 'Ill' }", "Verdict is 'Ill'", "Healthy")]
    public void A_row_that_cannot_be_read_is_one_error(string change, params string[] parts)
    {
        foreach (string script in new[] { $"Copy-Row -Text -Change {change} | Measure-GradientFlow", $"Measure-GradientFlow (Copy-Row -Text -Change {change})" })
        {
            ErrorRecord error = session.InvokeForError(Rows + script);
            Assert.StartsWith("InitTools.InvalidRow,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.All(parts, part => Assert.Contains(part, error.ToString(), StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("@{} | Measure-GradientFlow")]
    [InlineData("Measure-GradientFlow @{}")]
    [InlineData("Measure-GradientFlow @{ Layer = 1; Verdict = 'Healthy' }")]
    public void A_hashtable_without_the_figures_is_no_row(string script)
    {
        ErrorRecord error = session.InvokeForError(script);
        Assert.StartsWith("InitTools.InvalidRow,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Model is missing", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$all | Measure-GradientFlow")]
    [InlineData("Measure-GradientFlow $all")]
    [InlineData("$all | ForEach-Object { $bag = [ordered]@{}; foreach ($p in $_.PSObject.Properties) { $bag[$p.Name] = $p.Value }; [pscustomobject]$bag } | Measure-GradientFlow")]
    public void Epochs_among_the_rows_are_passed_over(string script)
    {
        Assert.Equal(
            ["1", "2"],
            session.Invoke<string>(
                $$"""
                $net = (New-DenseLayer 3 -Activation tanh), (New-DenseLayer 2) | New-SequentialModel -InputShape 2 -Seed 1
                $data = [InitTools.Dataset]::new('d', [float[]](1, 2, 3, 4), [long[]]2, [long[]](0, 1))
                $all = @($net | Invoke-ModelTraining -Dataset $data -Epoch 2 -Seed 1 -ProbeEvery 1)
                $net.Dispose()
                if (@($all | Where-Object { $_ -is [InitTools.TrainingEpoch] }).Count -ne 2) { throw 'two epochs were expected' }
                @({{script}}).Step
                """));
    }

    // A training of which nothing but epochs, and one of which rows of layers too, are kept.
    private const string Epochs =
        """
        $net = (New-DenseLayer 3 -Activation tanh), (New-DenseLayer 2) | New-SequentialModel -InputShape 2 -Name trained -Seed 1
        $data = [InitTools.Dataset]::new('d', [float[]](1, 2, 3, 4), [long[]]2, [long[]](0, 1))
        $all = @($net | Invoke-ModelTraining -Dataset $data -Epoch 3 -LearningRate 20 -Optimizer SGD -Seed 1 -ProbeEvery 1)
        $net.Dispose()
        $epochs = @($all | Where-Object { $_ -is [InitTools.TrainingEpoch] })
        function ConvertTo-Text($Rows, [hashtable]$Change = @{}) {
            foreach ($row in $Rows) {
                $bag = [ordered]@{}
                foreach ($property in $row.PSObject.Properties) { $bag[$property.Name] = if ($null -eq $property.Value) { '' } else { $property.Value.ToString() } }
                foreach ($name in @($Change.Keys)) { $bag[$name] = $Change[$name] }
                [pscustomobject]$bag
            }
        }

        """;

    [Theory]
    [InlineData("$epochs")]
    [InlineData("$all")]
    public void Epochs_that_came_back_are_judged_as_before(string rows) => Assert.Equal(
        ["True", "True"],
        session.Invoke<string>(
            $$"""
            {{Epochs}}
            $before = @({{rows}} | Measure-TrainingHealth -RulePack InitTools, AutoTrainer) -join '|'
            $after = @(ConvertTo-Text {{rows}} | Measure-TrainingHealth -RulePack InitTools, AutoTrainer) -join '|'
            $before.Length -gt 0
            $before -eq $after
            """));

    [Theory]
    [InlineData("Export-GradientPlot", "svg")]
    [InlineData("Export-GradientReport", "html")]
    public void Pictures_and_reports_are_made_of_epochs(string command, string extension)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.{extension}");
        try
        {
            Assert.Equal(["True"], session.Invoke<string>($"{Epochs}(ConvertTo-Text $epochs | {command} $args[0] -PassThru).Length -gt 1000", path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("Export-GradientPlot x.png")]
    [InlineData("Measure-TrainingHealth")]
    public void An_epoch_that_cannot_be_read_is_one_error(string command)
    {
        ErrorRecord error = session.InvokeForError($"{Epochs}ConvertTo-Text $epochs -Change @{{ GradientNorm = 'large' }} | {command}");
        Assert.StartsWith("InitTools.InvalidRow,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("GradientNorm is 'large'; in an epoch of Invoke-ModelTraining", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_objects_are_refused_as_before() =>
        Assert.StartsWith("InputObjectNotBound,", session.InvokeForError("'a' | Measure-GradientFlow").FullyQualifiedErrorId, StringComparison.Ordinal);
}
