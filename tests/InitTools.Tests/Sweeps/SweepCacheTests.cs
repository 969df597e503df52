using System.Text;
using System.Text.Json;

namespace InitTools.Tests;

/// <summary>The file that a sweep goes on from.</summary>
// A thread that begins with libtorch in the moment in which a worker does gets one thread, and rounds otherwise.
[Collection(AloneInProcess.Name)]
public sealed class SweepCacheTests : IDisposable
{
    private readonly SweepFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_sweep_computes_nothing_and_gives_the_same_rows()
    {
        SweepGrid grid = SweepCases.Grid(dataset: SweepCases.Data());
        (SweepRun[] first, string[] computed, _) = SweepCases.RunCached(_folder.File(), grid);
        Assert.Equal(12, computed.Length); // HeNormal is Auto's choice for relu
        byte[] file = File.ReadAllBytes(_folder.File());
        (SweepRun[] second, string[] again, IReadOnlyList<string> warnings) = SweepCases.RunCached(_folder.File(), grid);
        Assert.Empty(again);
        Assert.Empty(warnings);
        Assert.Equal(first, second);
        Assert.Equal(file, File.ReadAllBytes(_folder.File()));
        Assert.Equal(first, SweepCases.Run(grid));
    }

    [Fact]
    public void A_larger_sweep_computes_what_is_new()
    {
        SweepCases.RunCached(_folder.File(), SweepCases.Grid("auto", "tanh", "1 3", "4"));
        (SweepRun[] rows, string[] computed, _) = SweepCases.RunCached(_folder.File(), SweepCases.Grid("auto", "tanh", "3 2 1", "4"));
        Assert.Equal(3, rows.Length);
        Assert.Equal(["tanh 2x4 GlorotUniform #1"], computed);
        Assert.Single(SweepCases.RunCached(_folder.File(), SweepCases.Grid("auto", "tanh", "1", "4", seed: 43)).Computed);
        Assert.Single(SweepCases.RunCached(_folder.File(), SweepCases.Grid("auto", "tanh", "1", "4", batchSize: 15)).Computed);
        Assert.Single(SweepCases.RunCached(_folder.File(), SweepCases.Grid("auto", "tanh", "1", "4", dataset: SweepCases.Data())).Computed);
        Assert.Empty(SweepCases.RunCached(_folder.File(), SweepCases.Grid("glorot_uniform", "tanh", "2", "4")).Computed);
    }

    [Fact]
    public void A_line_is_one_JSON_object_that_says_all()
    {
        SweepRun row = Assert.Single(SweepCases.RunCached(
            _folder.File(), SweepCases.Grid("auto", "tanh", "3", "8", dataset: SweepCases.Data("my data"))).Rows);
        using var record = JsonDocument.Parse(Assert.Single(File.ReadAllLines(_folder.File())));
        string Text(string name) => record.RootElement.GetProperty(name).ToString();
        Assert.Equal("InitTools.SweepRun", Text("Format"));
        Assert.Equal("1", Text("FormatVersion"));
        Assert.Matches(@"^\d+\.\d+\.\d+", Text("Version"));
        Assert.Equal(("GlorotUniform", "1", "FanAvg", "Uniform"), (
            record.RootElement.GetProperty("InitializerDefinition").GetProperty("Name").GetString(),
            record.RootElement.GetProperty("InitializerDefinition").GetProperty("Scale").ToString(),
            record.RootElement.GetProperty("InitializerDefinition").GetProperty("Mode").ToString(),
            record.RootElement.GetProperty("InitializerDefinition").GetProperty("Distribution").ToString()));
        Assert.Equal(
            ("tanh", "3", "8", "1", "42", "16", "my data", "12", row.DatasetHash, $"{row.Verdict}"),
            (Text("Activation"), Text("HiddenLayers"), Text("Width"), Text("Repeat"), Text("Seed"), Text("BatchSize"), Text("Dataset"),
                Text("DatasetCount"), Text("DatasetHash"), Text("Verdict")));
        Assert.Equal(row.BackpropRatio, record.RootElement.GetProperty("BackpropRatio").GetDouble());
    }

    [Fact]
    public void Figures_that_are_no_numbers_survive()
    {
        SweepRun row = Assert.Single(SweepCases.Run(SweepCases.Grid("auto", "tanh", "3", "8"))) with
        {
            BackpropRatio = double.NaN,
            BackpropGain = double.PositiveInfinity,
            ActivationGain = double.NegativeInfinity,
            Verdict = GradientVerdict.NonFinite,
            FirstUnhealthyLayer = 2,
            Recommendation = "\"quoted\", with a line\nbreak, <angles> and ünïcödé",
        };
        byte[] line = SweepRecord.Write(row);
        Assert.Equal(1, line.Count(unit => unit == '\n'));
        Assert.Equal(SweepLineKind.Run, SweepRecord.Read(line, out SweepRun? read));
        Assert.Equal(row, read);
    }

    [Fact]
    public void A_network_that_overflows_is_cached_like_any_other()
    {
        SweepGrid grid = new([new RandomNormal(0, 1e20)], [ActivationCatalogue.Relu], [6], [8], batchSize: 8);
        SweepRun computed = Assert.Single(SweepCases.RunCached(_folder.File(), grid).Rows);
        Assert.Equal(GradientVerdict.NonFinite, computed.Verdict);
        (SweepRun[] rows, string[] again, _) = SweepCases.RunCached(_folder.File(), grid);
        Assert.Empty(again);
        Assert.Equal(computed, Assert.Single(rows));
    }

    [Fact]
    public void A_cache_cut_off_at_any_byte_is_read_up_to_its_last_whole_record_and_completed()
    {
        SweepGrid grid = SweepCases.Grid("auto", "tanh relu", "1", "2", batchSize: 4);
        SweepRun[] expected = SweepCases.RunCached(_folder.File(), grid).Rows;
        byte[] whole = File.ReadAllBytes(_folder.File());
        string[] lines = [.. File.ReadAllLines(_folder.File()).Order(StringComparer.Ordinal)];
        int first = Array.IndexOf(whole, (byte)'\n') + 1;
        string path = _folder.File("cut.jsonl");
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            // Only the sign for the end of the line may be missing from a whole record.
            int records = (length >= first - 1 ? 1 : 0) + (length >= whole.Length - 1 ? 1 : 0);
            bool isTorn = length > 0 && length < first - 1 || length > first && length < whole.Length - 1;
            using (SweepCache cache = SweepCache.Open(path))
            {
                Assert.Equal(records, cache.Count);
                Assert.Equal(isTorn ? 1 : 0, cache.Warnings.Count);
                if (isTorn) Assert.Contains("torn", cache.Warnings[0], StringComparison.Ordinal);
            }
            // Opened once, it is whole again.
            using (SweepCache cache = SweepCache.Open(path)) Assert.Empty(cache.Warnings);
            // Computing takes a millisecond, so that every offset is completed as well.
            File.WriteAllBytes(path, whole[..length]);
            (SweepRun[] rows, string[] computed, _) = SweepCases.RunCached(path, grid);
            Assert.Equal(2 - records, computed.Length);
            Assert.Equal(expected, rows);
            Assert.Equal(lines, File.ReadAllLines(path).Order(StringComparer.Ordinal));
            Assert.Equal(whole.Length, new FileInfo(path).Length + (length == whole.Length - 1 ? 1 : 0));
        }
    }

    [Fact]
    public void Zeros_that_a_crash_left_at_the_end_are_cut_off_too()
    {
        SweepGrid grid = SweepCases.Grid("auto", "tanh", "1", "2");
        SweepCases.RunCached(_folder.File(), grid);
        byte[] whole = File.ReadAllBytes(_folder.File());
        File.WriteAllBytes(_folder.File(), [.. whole, .. new byte[100]]);
        (_, string[] computed, IReadOnlyList<string> warnings) = SweepCases.RunCached(_folder.File(), grid);
        Assert.Empty(computed);
        Assert.Contains("torn", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(_folder.File()));
    }

    [Fact]
    public void The_files_of_the_shards_together_are_the_file_of_the_whole()
    {
        SweepCases.RunCached(_folder.File("whole"), SweepCases.Grid(repeat: 3));
        string[] whole = [.. File.ReadAllLines(_folder.File("whole")).Order(StringComparer.Ordinal)];
        Assert.Equal(36, whole.Length);
        using (FileStream together = File.Create(_folder.File("together")))
        {
            foreach (int i in Enumerable.Range(1, 5))
            {
                SweepCases.RunCached(_folder.File($"shard{i}"), SweepCases.Grid(repeat: 3, shard: $"{i}/5"));
                together.Write(File.ReadAllBytes(_folder.File($"shard{i}")));
            }
        }
        Assert.Equal(whole, File.ReadAllLines(_folder.File("together")).Order(StringComparer.Ordinal));
        (SweepRun[] rows, string[] computed, IReadOnlyList<string> warnings) =
            SweepCases.RunCached(_folder.File("together"), SweepCases.Grid(repeat: 3));
        Assert.Empty(computed);
        Assert.Empty(warnings);
        Assert.Equal(SweepCases.Run(SweepCases.Grid(repeat: 3)), rows);
    }

    [Theory]
    [InlineData("\"Version\":\"", "\"Version\":\"0.", "another version")]
    [InlineData("\"FormatVersion\":1", "\"FormatVersion\":2", "another version")]
    [InlineData("\"Format\":\"InitTools.SweepRun\"", "\"Format\":\"Other\"", "1 of its lines is no whole record of")]
    [InlineData("\"Width\":2", "\"Width\":3", "1 of its lines is no whole record of")]
    [InlineData("\"Width\":2", "\"Width\":\"two\"", "1 of its lines is no whole record of")]
    [InlineData("\"Width\":2,", "", "1 of its lines is no whole record of")]
    [InlineData("\"Width\":2", "\"Width\":2,\"Height\":2", "1 of its lines is no whole record of")]
    [InlineData("\"Mode\":\"FanAvg\"", "\"Mode\":\"Sideways\"", "1 of its lines is no whole record of")]
    public void A_record_that_is_not_this_version_s_or_was_changed_is_not_trusted(string text, string replacement, string warned)
    {
        SweepGrid grid = SweepCases.Grid("auto", "tanh", "1", "2");
        SweepCases.RunCached(_folder.File(), grid);
        string line = File.ReadAllText(_folder.File());
        string changed = line.Replace(text, replacement, StringComparison.Ordinal);
        Assert.NotEqual(line, changed);
        File.WriteAllText(_folder.File(), changed);
        (_, string[] computed, IReadOnlyList<string> warnings) = SweepCases.RunCached(_folder.File(), grid);
        Assert.Single(computed);
        string warning = Assert.Single(warnings);
        Assert.Contains(warned, warning, StringComparison.Ordinal);
        Assert.Contains(_folder.File(), warning, StringComparison.Ordinal);
        Assert.Equal(changed + line, File.ReadAllText(_folder.File()));
    }

    [Fact]
    public void What_editors_and_other_tools_leave_behind_does_no_harm()
    {
        SweepGrid grid = SweepCases.Grid("auto", "tanh relu", "1", "2");
        SweepCases.RunCached(_folder.File(), grid);
        string[] lines = File.ReadAllLines(_folder.File());
        File.WriteAllText(_folder.File(), $"\n{lines[0]}\r\n  \r\n{lines[1]}", new UTF8Encoding(true));
        (_, string[] computed, IReadOnlyList<string> warnings) = SweepCases.RunCached(_folder.File(), grid);
        Assert.Empty(computed);
        Assert.Empty(warnings);

        // One record without its end, a second one pasted to it, and a note.
        File.WriteAllText(_folder.File(), $"{lines[0][..50]}{lines[1]}\nnote\n{lines[0]}\n{{\"some\":\"thing\"}}\n");
        (_, computed, warnings) = SweepCases.RunCached(_folder.File(), grid);
        Assert.Single(computed);
        Assert.Contains("3 of its lines", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x,y\n1,2\n")]
    [InlineData("x,y\n1,2")]
    [InlineData("not a cache")]
    [InlineData("[1,2,3]\n")]
    public void A_file_of_something_else_is_refused_and_left_as_it_is(string content)
    {
        File.WriteAllText(_folder.File(), content);
        Errors.Throws("NotASweepCache", () => SweepCache.Open(_folder.File()), _folder.File());
        Assert.Equal(content, File.ReadAllText(_folder.File()));
    }

    [Fact]
    public void A_large_file_without_lines_is_refused_and_left_as_it_is()
    {
        byte[] content = [.. Enumerable.Repeat((byte)7, 3_000_000)];
        File.WriteAllBytes(_folder.File(), content);
        Errors.Throws("NotASweepCache", () => SweepCache.Open(_folder.File()), _folder.File());
        Assert.Equal(content, File.ReadAllBytes(_folder.File()));
    }

    [Fact]
    public void Wrong_paths_have_an_error_each()
    {
        Errors.Throws("InvalidCachePath", () => SweepCache.Open(_folder.Path), _folder.Path, "folder");
        Errors.Throws("InvalidCachePath", () => SweepCache.Open(" "), "CachePath");
        Errors.Throws("CacheFolderNotFound", () => SweepCache.Open(Path.Combine(_folder.Path, "no", "file")), Path.Combine(_folder.Path, "no"));
        Errors.Throws("CacheUnusable", () => SweepCache.Open(_folder.File(new string('x', 300))), "xxx");
    }

    [Fact]
    public void One_sweep_at_a_time_has_the_file()
    {
        using (SweepCache cache = SweepCache.Open(_folder.File()))
        {
            Errors.Throws("CacheInUse", () => SweepCache.Open(_folder.File()), _folder.File());
        }
        SweepCache.Open(_folder.File()).Dispose();
    }

    [Fact]
    public void A_cache_that_can_not_be_written_ends_the_sweep()
    {
        using SweepCache cache = SweepCache.Open(_folder.File());
        using var sweep = new Sweep(SweepCases.Grid(), new SweepOptions { Cache = cache, Computing = _ => cache.Dispose() });
        Assert.Throws<ObjectDisposedException>(() => sweep.TakeAll().Count());
        Assert.False(sweep.IsFinished);
    }

    [Fact]
    public void The_seed_of_the_last_run_is_told()
    {
        using (SweepCache cache = SweepCache.Open(_folder.File())) Assert.Null(cache.LastSeed);
        SweepCases.RunCached(_folder.File(), SweepCases.Grid("auto", "tanh", "1", "2", seed: 5));
        SweepCases.RunCached(_folder.File(), SweepCases.Grid("auto", "tanh", "1", "2", seed: -7));
        using SweepCache read = SweepCache.Open(_folder.File());
        Assert.Equal(-7, read.LastSeed);
    }
}
