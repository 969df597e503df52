using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace InitTools.Module.Tests;

/// <summary>The staged help says all that the engine knows of the cmdlets, and nothing else.</summary>
public sealed partial class HelpCoverageTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    public static IEnumerable<TheoryDataRow<string>> Cmdlets =>
        HelpFile.Cmdlets.Select(topic => new TheoryDataRow<string>(topic.Name));

    [Fact]
    public void Every_cmdlet_has_a_topic_and_every_topic_a_cmdlet() => Assert.Equal(
        session.Invoke<string>("(Get-Command -Module InitTools).Name").Order(),
        HelpFile.Cmdlets.Select(topic => topic.Name).Order());

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_part_is_there(string cmdlet)
    {
        CmdletTopic topic = HelpFile.Find(cmdlet);
        Assert.NotEmpty(topic.Synopsis);
        Assert.DoesNotContain('\n', topic.Synopsis);
        Assert.NotEmpty(topic.Description);
        Assert.All(topic.Parameters, parameter => Assert.NotEmpty(parameter.Text));
        Assert.All(topic.Outputs, output => Assert.NotEmpty(output.Text));
        Assert.NotEmpty(topic.Links);
        Assert.True(topic.Examples.Count >= 2);
        Assert.All(topic.Examples, example => Assert.NotEmpty(example.Code));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Syntax_and_parameters_are_those_of_the_engine(string cmdlet)
    {
        CmdletInfo command = CommandOf(cmdlet);
        CmdletTopic topic = HelpFile.Find(cmdlet);
        string[][] expected = [.. command.ParameterSets.Select(set => Own(set).Select(Describe).Order().ToArray())];
        string[][] shown = [.. topic.Syntax.Select(set => set.Select(Describe).Order().ToArray())];
        Assert.Equal(expected.Select(set => string.Join('\n', set)).Order(), shown.Select(set => string.Join('\n', set)).Order());
        Assert.Equal(
            command.ParameterSets.SelectMany(Own).Select(parameter => parameter.Name).Distinct().Order(),
            topic.Parameters.Select(parameter => parameter.Name).Order());
        Assert.All(topic.Parameters, parameter =>
            Assert.Equal(AcceptsWildcards(command.Parameters[parameter.Name]), bool.Parse(parameter.Wildcards)));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_default_parameter_set_comes_first(string cmdlet)
    {
        CmdletInfo command = CommandOf(cmdlet);
        CommandParameterSetInfo first = command.ParameterSets.Single(set => set.IsDefault || command.ParameterSets.Count == 1);
        Assert.Equal(
            Own(first).Select(parameter => parameter.Name).Order(),
            HelpFile.Find(cmdlet).Syntax[0].Select(parameter => parameter.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_output_type_is_described(string cmdlet) => Assert.Equal(
        CommandOf(cmdlet).OutputType.Select(output => output.Type.FullName!.Split('`')[0]),
        HelpFile.Find(cmdlet).Outputs.Select(output => output.Type.Split('[')[0]));

    [Fact]
    public void The_properties_of_results_are_described()
    {
        OutputTopic[] outputs = [.. HelpFile.Cmdlets.SelectMany(topic => topic.Outputs).Where(output => IsResult(output.Type))];
        Assert.InRange(outputs.Select(output => output.Type).Distinct().Count(), 15, 100);
        Assert.All(outputs, output => Assert.All(
            session.Invoke<string>($"[{output.Type}].GetProperties().Name").Where(property => property != "EqualityContract"),
            property => Assert.Contains($"{property}: ", output.Text, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void No_markup_is_left_in_the_prose(string cmdlet) =>
        Assert.All(HelpFile.Find(cmdlet).Prose, text => Assert.DoesNotMatch(Markup(), text));

    [Fact]
    public void Errors_stand_in_tables_of_their_own_with_room_for_what_they_mean()
    {
        string[][] tables = [.. HelpFile.Cmdlets.SelectMany(topic => topic.Tables).Select(table => table.Split('\n'))];
        string[][] errors = [.. tables.Where(lines => lines.Any(line => line.StartsWith("InitTools.", StringComparison.Ordinal)))];
        Assert.InRange(errors.Length, HelpFile.Cmdlets.Count / 2, HelpFile.Cmdlets.Count);
        Assert.All(errors, lines => Assert.Matches("^Error +When$", lines[0]));
        Assert.All(errors, lines => Assert.InRange(lines[0].Length, 20, 44));
        Assert.All(tables.SelectMany(lines => lines), line => Assert.InRange(line.Length, 1, 76));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Links_lead_to_a_cmdlet_a_topic_or_a_page(string cmdlet) => Assert.All(HelpFile.Find(cmdlet).Links, link =>
    {
        if (link.Address.Length > 0)
        {
            Assert.True(Uri.TryCreate(link.Address, UriKind.Absolute, out Uri? address), link.Address);
            Assert.Equal(Uri.UriSchemeHttps, address.Scheme);
            Assert.NotEmpty(link.Text);
        }
        else if (link.Text.StartsWith("about_", StringComparison.Ordinal))
        {
            Assert.True(File.Exists(Path.Combine(HelpFile.Folder, $"{link.Text}.help.txt")), link.Text);
        }
        else
        {
            Assert.Contains(HelpFile.Cmdlets, topic => topic.Name == link.Text && topic.Name != cmdlet);
        }
    });

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Get_Help_shows_every_section(string cmdlet)
    {
        CmdletTopic topic = HelpFile.Find(cmdlet);
        PSObject help = Assert.Single(session.Invoke("Get-Help $args[0] -Full", cmdlet));
        Assert.Equal(topic.Synopsis, ((string)help.Properties["Synopsis"].Value).Trim());
        Assert.Equal(
            topic.Examples.Count.ToString(CultureInfo.InvariantCulture),
            session.Invoke<string>("@((Get-Help $args[0] -Examples).examples.example).Count", cmdlet).Single());
        Assert.All(topic.Parameters, parameter =>
            Assert.NotEmpty(session.Invoke("Get-Help $args[0] -Parameter $args[1]", cmdlet, parameter.Name)));
    }

    [Theory]
    [InlineData("about_InitTools", "INITTOOLS_TORCH_PATH")]
    [InlineData("about_InitTools_GradientFlow", "FirstUnhealthyLayer")]
    [InlineData("about_InitTools_Initializers", "Table 11-1")]
    [InlineData("about_InitTools_Theory", "Find-CriticalInitialization")]
    public void About_topics_are_there(string topic, string word)
    {
        string text = File.ReadAllText(Path.Combine(HelpFile.Folder, $"{topic}.help.txt"));
        Assert.StartsWith($"TOPIC\n    {topic}\n\nSHORT DESCRIPTION\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains(word, text, StringComparison.Ordinal);
        Assert.All(text.ReplaceLineEndings("\n").Split('\n'), line => Assert.True(line.Length < 80, line));
        Assert.Equal(text.Trim(), session.Invoke<string>("Get-Help $args[0]", topic).Single().Trim());
    }

    [Fact]
    public void Topics_name_what_exists()
    {
        string[] topics = [.. Directory.GetFiles(HelpFile.Folder, "about_*.help.txt").Select(file => Path.GetFileName(file)[..^".help.txt".Length])];
        Assert.InRange(topics.Length, 4, 20);
        foreach (string topic in topics)
        {
            string text = File.ReadAllText(Path.Combine(HelpFile.Folder, $"{topic}.help.txt"));
            Assert.All(TopicName().Matches(text), name => Assert.Contains(name.Value, topics));
            Assert.All(CmdletName().Matches(text), name => Assert.NotEmpty(session.Invoke("Get-Command $args[0] -ErrorAction Ignore", name.Value)));
            Assert.All(Address().Matches(text), address => Assert.True(Uri.IsWellFormedUriString(address.Value.TrimEnd('.'), UriKind.Absolute), address.Value));
            Assert.Contains("SEE ALSO\n    about_InitTools", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_code_of_topics_has_cmdlets_and_parameters_that_exist()
    {
        foreach (string file in Directory.GetFiles(HelpFile.Folder, "about_*.help.txt"))
        {
            // What stands further in than prose, and isn't a table's second line.
            string[] blocks = [.. CodeBlock().Matches(File.ReadAllText(file).ReplaceLineEndings("\n")).Select(block => block.Value)];
            foreach (Ast ast in blocks.Select(block => Parser.ParseInput(block, out _, out ParseError[] errors) is var parsed && errors.Length == 0 ? parsed : null).OfType<Ast>())
            {
                Assert.All(ast.FindAll(node => node is CommandAst, true).Cast<CommandAst>().Where(command => CmdletName().IsMatch(command.GetCommandName() ?? "")), command =>
                {
                    var known = (CmdletInfo)Assert.Single(session.Invoke("Get-Command $args[0]", command.GetCommandName())).BaseObject;
                    Assert.All(command.CommandElements.OfType<CommandParameterAst>(), parameter => Assert.Contains(parameter.ParameterName, known.Parameters.Keys));
                });
            }
        }
    }

    // Records with properties; tensors, models and layers have a page of their own at TorchSharp or are described by what they do.
    private bool IsResult(string type) => type.StartsWith("InitTools.", StringComparison.Ordinal)
        && session.Invoke<bool>($"$null -ne [{type}].GetProperty('EqualityContract', [Reflection.BindingFlags]'NonPublic, Instance') -and -not [InitTools.Initializer].IsAssignableFrom([{type}])").Single();

    private CmdletInfo CommandOf(string cmdlet) => (CmdletInfo)session.Invoke("Get-Command $args[0]", cmdlet).Single().BaseObject;

    private static IEnumerable<CommandParameterInfo> Own(CommandParameterSetInfo set) =>
        set.Parameters.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name));

    private static string Describe(CommandParameterInfo parameter) => Describe(
        parameter.Name, parameter.IsMandatory, parameter.Position < 0 ? "named" : $"{parameter.Position}",
        parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName, parameter.Aliases);

    private static string Describe(ParameterTopic parameter) => Describe(
        parameter.Name, bool.Parse(parameter.Required), parameter.Position,
        parameter.PipelineInput.Contains("ByValue", StringComparison.Ordinal),
        parameter.PipelineInput.Contains("ByPropertyName", StringComparison.Ordinal),
        parameter.Aliases == "none" ? [] : parameter.Aliases.Split(", "));

    private static string Describe(
        string name, bool mandatory, string position, bool byValue, bool byName, IEnumerable<string> aliases) =>
        $"{name}: mandatory {mandatory}, position {position}, value {byValue}, name {byName}, {string.Join(' ', aliases)}";

    private static bool AcceptsWildcards(ParameterMetadata parameter) =>
        parameter.Attributes.Any(attribute => attribute is SupportsWildcardsAttribute);

    [GeneratedRegex("</?[a-z]+[ />]|cref=|&[a-z]+;|\\b[TPMF]:InitTools")]
    private static partial Regex Markup();

    [GeneratedRegex(@"\babout_\w+")]
    private static partial Regex TopicName();

    [GeneratedRegex(@"(?<![\w-])(?:Get|New|Measure|Invoke|Test|Initialize|Import|Export|Find|Show|ConvertTo|Install|Repair|Register|Set)-[A-Z]\w+")]
    private static partial Regex CmdletName();

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Address();

    [GeneratedRegex(@"(?:^ {8}\S.*\n)(?:^ {8}.*\n)*", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
