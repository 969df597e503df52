using System.Globalization;
using InitTools.Native;
using TorchSharp;

namespace InitTools.Tests;

/// <summary>
/// What the rule packs make of the zoo. The thresholds of InitTools' pack were chosen on the seeds 1 to 7; here the nets have others.
/// With the environment variable INITTOOLS_ZOO_SEEDS, such as 101,102,103, the table is made for those. The nets are trained alone
/// and on one thread: on a busy machine libtorch's threads wait for each other many times as long as such small steps take.
/// </summary>
[Collection(AloneInProcess.Name)]
public sealed class ZooTests(ITestOutputHelper output)
{
    private const string DefaultSeeds = "101";

    [Fact]
    public void InitTools_names_every_sick_net_rightly_and_no_healthy_one()
    {
        ZooRecord[] records = TrainAll();
        foreach (string line in Table(records)) output.WriteLine(line);
        RulePack own = RulePackCatalogue.Default;
        Assert.All(records, record => Assert.True(
            record.IsRight(own), $"{record.Net}, seed {record.Seed}: {string.Join(", ", record.Verdicts(own))} for {record.Net.Verdict}"));
    }

    [Fact]
    public void The_zoo_is_large_enough_and_of_every_kind()
    {
        Assert.InRange(ZooNets.Sick.Count, 20, 100);
        Assert.InRange(ZooNets.Healthy.Count, 20, 100);
        HealthVerdict[] kinds = [.. ZooNets.Sick.Select(net => net.Verdict).Distinct()];
        Assert.Equal(Enum.GetValues<HealthVerdict>().Except([HealthVerdict.Healthy, HealthVerdict.NonFinite]).Order(), kinds.Order());
        Assert.All(ZooNets.Healthy, net => Assert.Equal(HealthVerdict.Healthy, net.Verdict));
        Assert.Equal(ZooNets.All.Count(), ZooNets.All.Select(net => net.Name).Distinct().Count());
    }

    private static ZooRecord[] TrainAll()
    {
        TorchLibrary.EnsureLoaded();
        int threads = torch.get_num_threads();
        torch.set_num_threads(1);
        try
        {
            return [.. Seeds.SelectMany(seed => ZooNets.All.Select(net => new ZooRecord(net, seed, ZooTrainer.Train(net, seed))))];
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    private static IEnumerable<long> Seeds =>
        (Environment.GetEnvironmentVariable("INITTOOLS_ZOO_SEEDS") ?? DefaultSeeds)
            .Split(',').Select(seed => long.Parse(seed, CultureInfo.InvariantCulture));

    // As it stands in the README.
    private static IEnumerable<string> Table(ZooRecord[] records)
    {
        ZooRecord[] sick = [.. records.Where(record => record.Net.Verdict != HealthVerdict.Healthy)];
        ZooRecord[] healthy = [.. records.Except(sick)];
        yield return $"| rule pack | {sick.Length} sick nets: found | by the right name | and by no other | {healthy.Length} healthy nets called sick |";
        yield return "|---|---|---|---|---|";
        foreach (RulePack pack in RulePackCatalogue.All)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"| {pack.Name} | {sick.Count(record => record.Verdicts(pack).Any())} | {sick.Count(record => record.Names(pack))} | {sick.Count(record => record.IsRight(pack))} | {healthy.Count(record => record.Verdicts(pack).Any())} |");
        }
        yield return "";
        yield return "| by the right name | " + string.Join(" | ", RulePackCatalogue.All.Select(pack => pack.Name)) + " |";
        yield return "|---|" + string.Concat(RulePackCatalogue.All.Select(_ => "---|"));
        foreach (IGrouping<HealthVerdict, ZooRecord> kind in sick.GroupBy(record => record.Net.Verdict))
        {
            yield return $"| {kind.Key} ({kind.Count()}) | "
                + string.Join(" | ", RulePackCatalogue.All.Select(pack => kind.Count(record => record.Names(pack)))) + " |";
        }
    }

    /// <summary>One net, trained.</summary>
    private sealed record ZooRecord(ZooNet Net, long Seed, TrainingHistory History)
    {
        public IEnumerable<HealthVerdict> Verdicts(RulePack pack) =>
            TrainingHealth.Measure(History, [pack]).Select(finding => finding.Verdict).Distinct();

        public bool Names(RulePack pack) => Verdicts(pack).Contains(Net.Verdict);

        public bool IsRight(RulePack pack) =>
            Verdicts(pack).SequenceEqual(Net.Verdict == HealthVerdict.Healthy ? [] : [Net.Verdict]);
    }
}
