using System.Collections.ObjectModel;
using System.Management.Automation.Language;
using InitTools.Host;

namespace InitTools.Module.Tests.Host;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_arguments_a_terminal_is_prompted_and_anything_else_is_run()
    {
        Assert.Equal(HostAction.Prompt, CommandLine.Parse([], inputIsTerminal: true).Action);
        Assert.Equal(HostAction.StandardInput, CommandLine.Parse([], inputIsTerminal: false).Action);
        Assert.Equal(HostAction.StandardInput, CommandLine.Parse(["-"], inputIsTerminal: true).Action);
        Assert.Equal(HostAction.Prompt, CommandLine.Parse(["-Interactive"], inputIsTerminal: false).Action);
    }

    [Theory]
    [InlineData("-File")]
    [InlineData("-f")]
    [InlineData("--file")]
    public void A_script_takes_all_that_follows(string option)
    {
        CommandLine line = CommandLine.Parse(["-nologo", option, "x.ps1", "-Command", "-NoExit"], inputIsTerminal: true);
        Assert.Equal(CommandLine.Parse(["-NoLogo", "x.ps1", "-Command", "-NoExit"], inputIsTerminal: true), line);
        Assert.Equal((HostAction.File, true, false), (line.Action, line.NoLogo, line.NoExit));
        Assert.Equal(Path.GetFullPath("x.ps1"), line.Path);
        Assert.EndsWith(" -Command -NoExit", line.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_is_the_rest_of_the_line()
    {
        CommandLine line = CommandLine.Parse(["-noe", "-c", "Get-Module", "-Name", "a b"], inputIsTerminal: true);
        Assert.Equal((HostAction.Command, "Get-Module -Name a b", true), (line.Action, line.Statement, line.NoExit));
    }

    [Theory]
    [InlineData("-?", HostAction.Help)]
    [InlineData("-h", HostAction.Help)]
    [InlineData("--help", HostAction.Help)]
    [InlineData("--version", HostAction.Version)]
    public void Help_and_version_are_asked_for_in_the_usual_ways(string argument, object action) =>
        Assert.Equal(action, CommandLine.Parse([argument], inputIsTerminal: true).Action);

    [Theory]
    [InlineData("'-Bogus'", "-Bogus")]
    [InlineData("-NoExit or -NoLogo or -NonInteractive or -NoProfile", "-no")]
    [InlineData("-File", "-File")]
    [InlineData("-Command", "-Command")]
    [InlineData("'-'", "-", "x")]
    public void What_cannot_be_understood_is_named(string named, params string[] arguments)
    {
        UsageException problem = Assert.Throws<UsageException>(() => CommandLine.Parse(arguments, inputIsTerminal: true));
        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("it's")]
    [InlineData("‘curly’ ‚quotes‛")]
    [InlineData("; exit 9 #")]
    [InlineData("$x `n $(1)")]
    [InlineData("line\nbreak")]
    [InlineData("-1")]
    [InlineData("-1e-3")]
    [InlineData("--")]
    [InlineData("--%")]
    [InlineData("日本語 😀")]
    public void Any_value_reaches_the_script_as_it_was(string value)
    {
        StringConstantExpressionAst[] elements =
            [.. Elements("x.ps1", value).Select(element => Assert.IsType<StringConstantExpressionAst>(element))];
        Assert.Equal([Path.GetFullPath("x.ps1"), value], elements.Select(element => element.Value));
        Assert.All(elements, element => Assert.Equal(StringConstantType.SingleQuoted, element.StringConstantType));
    }

    [Theory]
    [InlineData("-Name", "Name", null)]
    [InlineData("-Name:it's:so", "Name", "'it''s:so'")]
    [InlineData("-Switch:$false", "Switch", "$false")]
    [InlineData("-Switch:$TRUE", "Switch", "$TRUE")]
    [InlineData("-Name:$home", "Name", "'$home'")]
    public void A_parameter_stays_a_parameter(string argument, string name, string? value)
    {
        CommandParameterAst parameter = Assert.IsType<CommandParameterAst>(Elements("x.ps1", argument)[1]);
        Assert.Equal((name, value), (parameter.ParameterName, parameter.Argument?.Extent.Text));
    }

    private static ReadOnlyCollection<CommandElementAst> Elements(params string[] arguments)
    {
        string statement = CommandLine.Parse(arguments, inputIsTerminal: true).Statement;
        ScriptBlockAst script = Parser.ParseInput(statement, out _, out ParseError[] errors);
        Assert.Empty(errors);
        return Assert.IsType<CommandAst>(Assert.Single(script.FindAll(ast => ast is CommandAst, true))).CommandElements;
    }
}
