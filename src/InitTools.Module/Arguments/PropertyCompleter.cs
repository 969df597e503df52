using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;

namespace InitTools.Module;

/// <summary>
/// Completes the names of the properties that objects have: those of a variable that comes through the pipeline or as -InputObject, or
/// those of the type that the command before writes.
/// </summary>
public sealed class PropertyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? "").Trim('\'', '"');
        (string Name, string Type)[] properties =
            [.. fakeBoundParameters?["InputObject"] is { } input ? OfObject(input) : OfPipeline(commandAst)];
        return properties.Where(property => property.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(property => new CompletionResult(property.Name, property.Name, CompletionResultType.Property, $"{property.Type} {property.Name}"));
    }

    private static IEnumerable<(string Name, string Type)> OfObject(object value)
    {
        object bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        object? first = bare is IEnumerable items and not string ? items.Cast<object?>().FirstOrDefault() : value;
        return first is null ? [] : PSObject.AsPSObject(first).Properties.Select(property => (property.Name, property.TypeNameOfValue));
    }

    // Commands that pass objects on, such as Where-Object, don't say what they write: what comes before them counts.
    private static (string Name, string Type)[] OfPipeline(CommandAst command) =>
        command?.Parent is not PipelineAst pipeline ? [] : pipeline.PipelineElements
            .TakeWhile(element => element != command).Reverse().Select(OfElement).FirstOrDefault(properties => properties.Length > 0, []);

    private static (string Name, string Type)[] OfElement(CommandBaseAst element) => element switch
    {
        CommandAst command => [.. OutputsOf(command.GetCommandName()).SelectMany(PropertiesOf)],
        CommandExpressionAst { Expression: VariableExpressionAst variable } when ValueOf(variable) is { } value => [.. OfObject(value)],
        _ => [],
    };

    private static IEnumerable<(string Name, string Type)> PropertiesOf(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => (property.Name, LanguagePrimitives.ConvertTo<string>(property.PropertyType)));

    private static IEnumerable<Type> OutputsOf(string? name) => name is null ? [] : Ask("(Get-Command $args[0] -ErrorAction Ignore).OutputType", name)
        .Select(output => (output.BaseObject as PSTypeName)?.Type).OfType<Type>();

    private static PSObject? ValueOf(VariableExpressionAst variable) =>
        Ask("$ExecutionContext.SessionState.PSVariable.GetValue($args[0])", variable.VariablePath.UserPath).FirstOrDefault();

    private static PSObject[] Ask(string script, string argument)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddScript(script).AddArgument(argument);
        return [.. shell.Invoke().Where(result => result is not null)];
    }
}
