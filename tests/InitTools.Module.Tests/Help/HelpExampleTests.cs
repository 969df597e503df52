namespace InitTools.Module.Tests;

/// <summary>Every example of the help runs as it stands, in a session of its own, in the folder of the repository.</summary>
public sealed class HelpExampleTests
{
    public static IEnumerable<TheoryDataRow<string, int>> Examples => HelpFile.Cmdlets.SelectMany(topic =>
        topic.Examples.Select((_, index) => new TheoryDataRow<string, int>(topic.Name, index)));

    [Theory]
    [MemberData(nameof(Examples))]
    public void Examples_run(string cmdlet, int index)
    {
        ExampleTopic example = HelpFile.Find(cmdlet).Examples[index];
        Assert.StartsWith($"-------- Example {index + 1}: ", example.Title, StringComparison.Ordinal);
        Assert.Contains(cmdlet, example.Code, StringComparison.Ordinal);
        using var session = new ModuleSession();
        using var examples = new HelpExamples();
        session.Invoke(HelpExamples.Preparation);
        session.Invoke(examples.Script(example));
    }
}
