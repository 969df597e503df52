using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;
using InitTools.Module.Tests.Host;

namespace InitTools.Module.Tests;

/// <summary>Invoke-InitializationSweep in the pipeline: arguments, errors, progress, stopping, and files to go on from.</summary>
[Collection(AloneInProcess.Name)]
public sealed class SweepTests(ModuleSession session) : IClassFixture<ModuleSession>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("InitTools-sweep-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Initializers_come_as_names_objects_hashtables_and_Auto()
    {
        Assert.Equal(
            ["GlorotUniform", "HeNormal", "RandomNormal", "Orthogonal", "VarianceScaling"],
            session.Invoke<string>(
                """
                Invoke-InitializationSweep tanh 1 2 -ThrottleLimit 1 -Initializer Auto, he_normal,
                    (New-Initializer RandomNormal -StandardDeviation 1), (Get-Initializer Orthogonal), @{ Scale = 3; Mode = 'FanIn' } |
                    ForEach-Object Initializer
                """));
        Assert.Equal(["HeNormal"], session.Invoke<string>(
            "(Invoke-InitializationSweep tanh 1 2 -Initializer ([pscustomobject]@{ Name = 'HeNormal' })).Initializer"));
        Assert.Equal(["LecunNormal"], session.Invoke<string>("(Invoke-InitializationSweep selu 1 2).Initializer"));
    }

    [Theory]
    [InlineData("tanh 3 4 -Initializer @()", "EmptySweep", "Initializer is empty")]
    [InlineData("@() 3 4", "EmptySweep", "Activation is empty")]
    [InlineData("tanh @() 4", "EmptySweep", "Depth is empty")]
    [InlineData("tanh 3 @()", "EmptySweep", "Width is empty")]
    [InlineData("tanh 2, 0 4", "InvalidDepth", "Depth is 0; it must be 1 or more")]
    [InlineData("tanh 2 0", "InvalidWidth", "Width is 0; it must be 1 or more")]
    [InlineData("tanh 2 4 -Repeat 0", "InvalidRepeat", "Repeat is 0; it must be 1 or more")]
    [InlineData("tanh 2 4 -BatchSize -1", "InvalidBatchSize", "BatchSize is -1; it must be 1 or more")]
    [InlineData("tanh 2 4 -ThrottleLimit 0", "InvalidThrottleLimit", "ThrottleLimit is 0; it must be 1 or more")]
    [InlineData("tanh 2 4 -Seed 1 -Shard 5/4", "InvalidShard", "Shard is '5/4'")]
    [InlineData("tanh 2 4 -Seed 1 -Shard 0/4", "InvalidShard", "Shard is '0/4'")]
    [InlineData("tanh 2 4 -Seed 1 -Shard (1/4)", "InvalidShard", "Shard is '0.25'")]
    [InlineData("tanh 2 4 -Shard 1/4", "SeedRequired", "Seed is missing")]
    [InlineData("tnah 2 4", "UnknownActivation", "tanh")]
    [InlineData("tanh 2 4 -Initializer Auto, he_nrmal", "UnknownInitializer", "HeNormal")]
    [InlineData("tanh 2 4 -Dataset ([InitTools.Dataset]::new('bare', [float[]](1, 2), [long[]]2, $null))", "LabelsRequired", "'bare'")]
    [InlineData("tanh 2 4 -CachePath ''", "InvalidCachePath", "CachePath is ''")]
    [InlineData("tanh 2 4 -CachePath Env:/x", "InvalidCachePath", "file system")]
    [InlineData("tanh 2 4 -CachePath nodrive:/x", "InvalidCachePath", "CachePath is 'nodrive:/x'")]
    [InlineData("tanh 2 4 -CachePath '{folder}'", "InvalidCachePath", "folder")]
    [InlineData("tanh 2 4 -CachePath '{folder}/no/file'", "CacheFolderNotFound", "must be there already")]
    public void A_wrong_argument_has_an_error_of_its_own(string arguments, string id, string text)
    {
        ErrorRecord error = session.InvokeForError(
            $"Invoke-InitializationSweep {arguments.Replace("{folder}", _folder, StringComparison.Ordinal)}");
        Assert.Equal("InitTools." + id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains(text, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tanh 2.5 4", "2.5")]
    [InlineData("tanh 2, 9999999999 4", "9999999999")]
    [InlineData("tanh 2 wide", "'wide'")]
    public void A_depth_or_width_that_is_no_whole_number_is_refused_when_bound(string arguments, string value)
    {
        ErrorRecord error = session.InvokeForError($"Invoke-InitializationSweep {arguments}");
        Assert.StartsWith("ParameterArgumentTransformationError,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(value, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_fails_is_an_error_that_names_it_and_the_others_go_on()
    {
        (IReadOnlyList<PSObject> output, IReadOnlyList<ErrorRecord> errors) =
            session.Run("Invoke-InitializationSweep tanh, relu 2 4 -Initializer Dirac, HeNormal -Seed 1");
        Assert.Equal(2, output.Count);
        Assert.Equal(2, errors.Count);
        Assert.All(errors, error => Assert.Equal("InitTools.NotDiracShape", error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Contains(errors, error => error.ToString().StartsWith("Run 'relu 2x4 Dirac #1': ", StringComparison.Ordinal));
        Assert.Single(session.Run("Invoke-InitializationSweep tanh, relu 2 4 -Initializer Dirac -ErrorAction Stop").Errors);
        await NoThreadIsLeftAsync();
    }

    [Fact]
    public void A_second_call_gives_the_rows_back_and_goes_on_with_the_seed_of_the_first()
    {
        const string Call = "Invoke-InitializationSweep tanh, relu 1, 2 4 -Repeat 2 -CachePath $args[0] | ForEach-Object { '{0} {1:R} {2}' -f $_.Model, $_.BackpropRatio, $_.RunSeed } ";
        IReadOnlyList<string> first = session.Invoke<string>(Call, Cache());
        string file = File.ReadAllText(Cache());
        Assert.Equal(first.Order(), session.Invoke<string>(Call, Cache()).Order());
        Assert.Equal(file, File.ReadAllText(Cache()));
        Assert.NotEqual(first.Order(), session.Invoke<string>(Call.Replace("-Repeat", "-Seed 1 -Repeat", StringComparison.Ordinal), Cache()).Order());
    }

    [Fact]
    public void A_torn_cache_is_a_warning_and_a_file_of_something_else_an_error()
    {
        session.Invoke("Invoke-InitializationSweep tanh 1, 2 4 -Seed 1 -CachePath $args[0]", Cache());
        byte[] whole = File.ReadAllBytes(Cache());
        File.WriteAllBytes(Cache(), whole[..^10]);
        string[] lines = [.. session.Invoke<string>(
            "$null = Invoke-InitializationSweep tanh 1, 2 4 -Seed 1 -CachePath $args[0] -WarningVariable w; $w.Count; \"$w\"", Cache())];
        Assert.Equal("1", lines[0]);
        Assert.Contains("torn", lines[1], StringComparison.Ordinal);
        Assert.Equal(whole.Length, new FileInfo(Cache()).Length);

        File.WriteAllText(Cache(), "a,b\n1,2\n");
        ErrorRecord error = session.InvokeForError("Invoke-InitializationSweep tanh 1 4 -CachePath $args[0]", Cache());
        Assert.StartsWith("InitTools.NotASweepCache", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("a,b\n1,2\n", File.ReadAllText(Cache()));
    }

    [Fact]
    public void WhatIf_computes_nothing_and_makes_no_file()
    {
        Assert.Empty(session.Invoke("Invoke-InitializationSweep tanh 1 4 -CachePath $args[0] -WhatIf", Cache()));
        Assert.False(File.Exists(Cache()));
    }

    [Fact]
    public async Task A_cache_that_a_process_has_open_is_refused_to_another()
    {
        using PowerShell shell = session.Start(
            $"Invoke-InitializationSweep tanh 2 4 -Repeat 100000000 -Seed 1 -CachePath '{Cache()}' | ForEach-Object {{ }}");
        IAsyncResult running = shell.BeginInvoke();
        await WaitForAsync(() => File.Exists(Cache()) && new FileInfo(Cache()).Length > 0);
        using (var other = new ModuleSession())
        {
            ErrorRecord error = other.InvokeForError("Invoke-InitializationSweep tanh 2 4 -Seed 1 -CachePath $args[0]", Cache());
            Assert.StartsWith("InitTools.CacheInUse", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        }
        shell.Stop();
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
    }

    [Fact]
    public async Task Stopping_keeps_every_finished_run_and_leaves_no_thread()
    {
        var taken = new ConcurrentQueue<string>();
        using PowerShell shell = session.Start(
            $"Invoke-InitializationSweep tanh 3 16 -Repeat 100000000 -Seed 1 -CachePath '{Cache()}' | ForEach-Object Model");
        var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, e) => taken.Enqueue($"{output[e.Index]}");
        IAsyncResult running = shell.BeginInvoke<PSObject, PSObject>(null, output);
        await WaitForAsync(() => taken.Count >= 50);
        shell.Stop();
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
        await NoThreadIsLeftAsync();
        string[] lines = await File.ReadAllLinesAsync(Cache(), TestContext.Current.CancellationToken);
        Assert.True(lines.Length >= taken.Count);
        Assert.All(taken, name => Assert.Contains(lines, line => line.Contains($"\"{name}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_pipeline_that_wants_no_more_ends_the_sweep()
    {
        Assert.Equal(3, session.Invoke("""
            foreach ($dummy in 1) {
                Invoke-InitializationSweep tanh 2 4 -Repeat 100000000 -Seed 1 | ForEach-Object { $_; if (++$global:seen -ge 3) { break } }
            }
            """.Replace("foreach", "$global:seen = 0\nforeach", StringComparison.Ordinal)).Count);
        await NoThreadIsLeftAsync();
    }

    [Fact]
    public void Progress_tells_the_runs_and_the_time_left()
    {
        using PowerShell shell = session.Start("$null = Invoke-InitializationSweep tanh 20 200 -Repeat 100 -Seed 1 -ThrottleLimit 1");
        shell.Invoke();
        ProgressRecord[] records = [.. shell.Streams.Progress.Where(record => record.Activity == "Initialization sweep")];
        Assert.NotEmpty(records);
        Assert.Contains(records, record => record.StatusDescription.EndsWith(" of 100 runs", StringComparison.Ordinal));
        Assert.Contains(records, record => record.SecondsRemaining >= 0);
        Assert.All(records, record => Assert.InRange(record.PercentComplete, -1, 100));
        Assert.Equal(ProgressRecordType.Completed, records[^1].RecordType);
    }

    // kill -9 comes from another process than the one that writes.
    [Fact]
    public async Task A_killed_process_leaves_a_cache_to_go_on_from()
    {
        string script = $"Invoke-InitializationSweep tanh 2 8 -Repeat 100000000 -Seed 1 -CachePath '{Cache()}' | ForEach-Object {{ }}";
        using (Process process = HostProcess.Start("-Command", script))
        {
            await WaitForAsync(() => File.Exists(Cache()) && new FileInfo(Cache()).Length > 20_000);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        int kept = File.ReadAllBytes(Cache()).Count(unit => unit == '\n');
        Assert.InRange(kept, 20, int.MaxValue);
        // Beyond what was kept, by more than several threads could be ahead of each other.
        int repeat = kept + 1000 + (64 * Environment.ProcessorCount);
        (IReadOnlyList<PSObject> output, IReadOnlyList<ErrorRecord> errors) = session.Run(
            $"Invoke-InitializationSweep tanh 2 8 -Repeat {repeat} -Seed 1 -CachePath $args[0] -WarningAction SilentlyContinue", Cache());
        Assert.Empty(errors);
        Assert.Equal(repeat, output.Count);
        Assert.Equal(repeat, (await File.ReadAllLinesAsync(Cache(), TestContext.Current.CancellationToken)).Distinct().Count());
    }

    private string Cache() => Path.Combine(_folder, "cache.jsonl");

    private static async Task WaitForAsync(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "Nothing happened for a minute.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    // The sweep has waited for its threads; the system takes a moment more to clear them away.
    private static Task NoThreadIsLeftAsync() => WaitForAsync(() => ThreadsOfSweeps() == 0);

    // The names of a process's threads are only told by Linux.
    private static int ThreadsOfSweeps() => !OperatingSystem.IsLinux() ? 0 : Directory.GetDirectories("/proc/self/task").Count(task =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).StartsWith("InitTools sweep", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // It has just ended.
        }
    });
}
