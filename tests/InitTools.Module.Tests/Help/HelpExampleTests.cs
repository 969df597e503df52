namespace InitTools.Module.Tests;

/// <summary>Every example of the help runs as it stands, in a session of its own, in the folder of the repository.</summary>
public sealed class HelpExampleTests
{
    // The engine alone lacks these commands of PowerShell; here they only take what comes.
    private const string Preparation =
        """
        $ExecutionContext.SessionState.Path.SetLocation($args[0])
        function Format-Table { $null = @($input) }
        function Export-Csv { $null = @($input) }
        function Import-Csv { }
        """;

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
        session.Invoke(Preparation, ModuleSession.RepositoryRoot);
        session.Invoke(example.Code);
    }
}
