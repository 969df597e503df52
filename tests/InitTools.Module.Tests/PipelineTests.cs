using System.Management.Automation;
using InitTools.Module.Tests.Host;

namespace InitTools.Module.Tests;

/// <summary>What happens across cmdlets: seeds, ownership, WhatIf, cancellation, runspaces side by side.</summary>
public sealed class PipelineTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string Net =
        "1..8 | ForEach-Object { New-DenseLayer 32 -Activation tanh } | New-SequentialModel -InputShape 16 -Seed 42 -Name net";

    private const string Rows =
        $"$net = {Net}; $net | Invoke-GradientProbe -Seed 7 | ForEach-Object {{ '{{0:R}} {{1:R}} {{2:R}}' -f $_.BackpropStandardDeviation, $_.ActivationMean, $_.WeightGradientNorm }}; $net.Dispose()";

    [Fact]
    public void Equal_seeds_give_equal_rows() =>
        Assert.Equal(session.Invoke<string>(Rows), session.Invoke<string>(Rows));

    [Fact]
    public async Task Two_runspaces_at_once_give_the_rows_of_one_after_the_other()
    {
        IReadOnlyList<string> alone = session.Invoke<string>(Rows);
        Task<IReadOnlyList<string>>[] together = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            using var other = new ModuleSession();
            return other.Invoke<string>($"foreach ($i in 1..5) {{ {Rows} }}");
        }))];
        foreach (IReadOnlyList<string> rows in await Task.WhenAll(together))
            Assert.Equal(Enumerable.Repeat(alone, 5).SelectMany(row => row), rows);
    }

    [Fact]
    public void Without_a_seed_every_call_is_fresh() => Assert.Equal(
        ["False"], session.Invoke<string>("\"$((New-Tensor 4,4).Equals((New-Tensor 4,4)))\""));

    [Fact]
    public void WhatIf_changes_no_weight_and_initializing_does()
    {
        IReadOnlyList<bool> same = session.Invoke<bool>(
            $$"""
            $net = {{Net}}
            $before = $net.Layers[2].GetKernel()
            $net | Initialize-Model -KernelInitializer Auto -Seed 1 -WhatIf
            $before.Equals($net.Layers[2].GetKernel())
            $net | Initialize-Model -KernelInitializer Auto -Seed 1
            $before.Equals($net.Layers[2].GetKernel())
            [object]::ReferenceEquals($net, ($net | Initialize-Model -Seed 42 -PassThru))
            """);
        Assert.Equal([true, false, true], same);
    }

    [Fact]
    public void Initializing_with_the_seed_of_the_model_gives_its_first_weights_back() => Assert.Equal(
        [true],
        session.Invoke<bool>(
            $"$a = {Net}; $b = {Net}; $b | Initialize-Model -Seed 1; $b | Initialize-Model -Seed 42; $a.Layers[5].GetKernel().Equals($b.Layers[5].GetKernel())"));

    // In a process of its own: the count is the process's, and other tests make tensors meanwhile.
    [Fact]
    public async Task A_probe_leaves_no_tensor_behind()
    {
        HostResult result = await HostProcess.RunAsync(
            "-Command",
            $$"""
            $net = {{Net}}
            $null = $net | Invoke-GradientProbe
            foreach ($i in 1..2) { [GC]::Collect(); [GC]::WaitForPendingFinalizers() }
            $before = [TorchSharp.torch+Tensor]::TotalCount
            foreach ($i in 1..20) { $null = $net | Invoke-GradientProbe; $null = $net | Test-GradientFlow; $null = Measure-Initializer he_normal 5,5 }
            "left $([Math]::Max(0, [TorchSharp.torch+Tensor]::TotalCount - $before))"
            """);
        Assert.Equal("", result.Error);
        Assert.Equal(["left 0"], result.Lines);
    }

    [Fact]
    public void Any_TorchSharp_module_is_probed_summarized_and_initialized()
    {
        IReadOnlyList<string> lines = session.Invoke<string>(
            """
            $net = [TorchSharp.torch+nn]::Sequential(
                [TorchSharp.torch+nn]::Linear(8, 16), [TorchSharp.torch+nn]::ReLU($true), [TorchSharp.torch+nn]::Linear(16, 3))
            $net | Initialize-Model -KernelInitializer Auto -Seed 1
            $net | Invoke-GradientProbe -Seed 1 | ForEach-Object { "$($_.Layer) $($_.Type) $($_.Activation) $($_.FanIn) $($_.FanOut)" }
            ($net | Get-ModelSummary).Type -join ' '
            """);
        Assert.Equal(["1 Linear relu 8 16", "2 Linear  16 3", "Linear ReLU Linear"], lines);
    }

    [Fact]
    public void Two_models_in_one_pipeline_are_judged_apart()
    {
        IReadOnlyList<string> verdicts = session.Invoke<string>(
            """
            $good = 1..3 | ForEach-Object { New-DenseLayer 20 -Activation tanh } | New-SequentialModel -InputShape 20 -Seed 1
            $bad = 1..12 | ForEach-Object { New-DenseLayer 20 -Activation sigmoid } | New-SequentialModel -InputShape 20 -Seed 1
            $good, $bad | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow | ForEach-Object { "$($_.Depth) $($_.Verdict)" }
            $good, $bad | Test-GradientFlow -Seed 1
            """);
        Assert.Equal(["3 Healthy", "12 Vanishing", "True", "False"], verdicts);
    }

    [Fact]
    public void Nothing_among_the_layers_is_passed_over() => Assert.Equal(
        ["2", "1", "1"],
        session.Invoke<string>(
            """
            "$((New-SequentialModel (New-DenseLayer 2), $null, (New-DenseLayer 3) -InputShape 2).Layers.Count)"
            "$(($null, (New-DenseLayer 2) | New-SequentialModel -InputShape 2).Layers.Count)"
            "$((New-ResidualBlock (New-DenseLayer 2), $null | New-SequentialModel -InputShape 2).Layers.Count)"
            """));

    [Fact]
    public async Task Stopping_the_pipeline_ends_a_long_fill()
    {
        using PowerShell shell = session.Start(
            "while ($true) { $t = New-Tensor 10000, 10000 -Initializer he_normal; $t.Dispose() }");
        IAsyncResult running = shell.BeginInvoke();
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        shell.Stop();
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
    }

    [Fact]
    public async Task Stopping_a_training_leaves_the_model_whole()
    {
        session.Invoke(
            """
            param($path)
            $global:digits = Import-Dataset $path -Standardize
            $global:net = (New-DenseLayer 100 -Activation relu -KernelInitializer Auto), (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 1
            $null = $net.eval()
            """, ModuleSession.Digits);
        using PowerShell shell = session.Start("$net | Invoke-ModelTraining -Dataset $digits -Epoch 1000000 -Seed 1");
        IAsyncResult running = shell.BeginInvoke();
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        shell.Stop();
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
        Assert.Equal(
            ["False", "True", "True"],
            session.Invoke<string>(
                "$net.training; ($net | Test-GradientFlow -Dataset $digits -Seed 1); ($net | Invoke-Model -Dataset $digits | Where-Object { [double]::IsFinite($_.Probability) }).Count -eq 1797"));
    }

    [Fact]
    public void Epochs_stream_and_WhatIf_trains_nothing()
    {
        IReadOnlyList<string> lines = session.Invoke<string>(
            """
            param($path)
            $data = Import-Dataset $path -Standardize -First 200
            $net = (New-DenseLayer 20 -Activation relu), (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 1
            $before = $net.Layers[0].GetKernel()
            $net | Invoke-ModelTraining -Dataset $data -WhatIf
            $before.Equals($net.Layers[0].GetKernel())
            $steps = foreach ($row in $net | Invoke-ModelTraining -Dataset $data -Epoch 2 -Seed 1 -ProbeEvery 7) { if ($row -is [InitTools.LayerGradient]) { "layer $($row.Layer) at $($row.Step)" } else { "epoch $($row.Epoch)" } }
            $steps
            $before.Equals($net.Layers[0].GetKernel())
            """, ModuleSession.Digits);
        Assert.Equal(
            ["True", "layer 1 at 1", "layer 2 at 1", "epoch 1", "layer 1 at 8", "layer 2 at 8", "epoch 2", "False"], lines);
    }

    [Fact]
    public void A_training_shows_the_way_back_in_time_and_what_it_means() => Assert.Equal(
        ["0 1 2 3 4 0", "step 1 Healthy", "step 5 Healthy", "Vanishing recurrent", "True"],
        session.Invoke<string>(
            """
            param($path)
            $data = Import-Dataset $path -Standardize -First 200
            $net = (New-RecurrentLayer 8), (New-DenseLayer 10) | New-SequentialModel -InputShape 4, 16 -Seed 1
            $rows = $net | Invoke-ModelTraining -Dataset $data -Epoch 1 -BatchSize 25 -Seed 1 -ProbeEvery 4 | Where-Object { $_ -is [InitTools.LayerGradient] }
            ($rows | Where-Object Step -eq 1 | ForEach-Object { [int]$_.TimeStep }) -join ' '
            $rows | Measure-GradientFlow | ForEach-Object { "step $($_.Step) $($_.TimeVerdict)" }
            $small = New-Initializer RandomNormal -StandardDeviation 0.01
            $sick = (New-RecurrentLayer 8 -RecurrentInitializer $small -Name recurrent), (New-DenseLayer 10) | New-SequentialModel -InputShape 64, 1 -Seed 1
            $found = $sick | Invoke-ModelTraining -Dataset $data -Epoch 1 -BatchSize 25 -Seed 1 -ProbeEvery 4 | Measure-TrainingHealth | Where-Object Rule -eq GradientInTime
            "$($found.Verdict) $($found.Layer)"
            $found.Recommendation -like '*Orthogonal*Lstm*ForgetGateBias*'
            """, ModuleSession.Digits));

    [Fact]
    public void Monte_Carlo_gives_means_and_spreads_and_repeats() => Assert.Equal(
        ["7 7x10 7x10", "True", "True", "100 True", "True"],
        session.Invoke<string>(
            """
            param($path)
            $data = Import-Dataset $path -Standardize -First 100
            $net = (New-DenseLayer 30 -Activation relu), (New-DropoutLayer 0.3), (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 1
            $x = New-Tensor 7, 64 -Initializer (New-Initializer RandomNormal -StandardDeviation 1) -Seed 1
            $out = $net | Invoke-Model -InputObject $x -MonteCarlo 7 -Seed 1
            "$($out.Passes) $($out.Mean.shape -join 'x') $($out.StandardDeviation.shape -join 'x')"
            ($out.StandardDeviation | Measure-Tensor).Minimum -gt 0
            $out.Mean.Equals(($net | Invoke-Model -InputObject $x -MonteCarlo 7 -Seed 1).Mean)
            $rows = $net | Invoke-Model -Dataset $data -MonteCarlo 7 -Seed 1
            "$($rows.Count) $(($rows | Where-Object StandardDeviation -gt 0).Count -eq 100)"
            $null -eq ($net | Invoke-Model -Dataset $data)[0].StandardDeviation
            """, ModuleSession.Digits));

    [Fact]
    public void NaN_warns_and_ends_with_a_verdict()
    {
        using PowerShell shell = session.Start(
            $$"""
            $data = Import-Dataset '{{ModuleSession.Digits}}' -First 100
            $net = (New-DenseLayer 10), (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 1
            $net | Invoke-ModelTraining -Dataset $data -LearningRate 1e30 -Optimizer SGD -Seed 1
            """);
        PSObject row = Assert.Single(shell.Invoke());
        Assert.Equal("NonFinite", $"{row.Properties["Verdict"].Value}");
        Assert.Contains("LearningRate", Assert.Single(shell.Streams.Warning).Message, StringComparison.Ordinal);
        Assert.Empty(shell.Streams.Error);
    }
}
