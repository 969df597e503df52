using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace InitTools.Host;

/// <summary>Text to and from the console. Colours and progress appear on a terminal only.</summary>
/// <param name="interactive">Whether somebody is there to answer a question.</param>
internal sealed class ConsoleInterface(bool interactive) : PSHostUserInterface
{
    private readonly Lock _lock = new();
    private readonly LineEditor? _editor = Terminal.InputIsTerminal && Terminal.SupportsEscapes
        ? new LineEditor(Console.Out, () => Console.ReadKey(intercept: true), () => Terminal.Width)
        : null;
    private readonly ProgressLine? _progress =
        Terminal.SupportsEscapes ? new ProgressLine(Console.Out, () => Terminal.Width, () => Environment.TickCount64) : null;

    public override PSHostRawUserInterface RawUI { get; } = new RawConsole();

    public override bool SupportsVirtualTerminal => Terminal.SupportsEscapes;

    /// <summary>Whether what is formatted is an error that ended a pipeline, which no longer has an error stream.</summary>
    public bool LinesAreErrors { get; set; }

    public override void Write(string value)
    {
        lock (_lock)
        {
            _progress?.Erase();
            Console.Out.Write(GetOutputString(value, supportsVirtualTerminal: true));
        }
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(
        PSStyle.MapForegroundColorToEscapeSequence(foregroundColor) + PSStyle.MapBackgroundColorToEscapeSequence(backgroundColor)
        + value + PSStyle.Instance.Reset);

    public override void WriteLine(string value)
    {
        if (LinesAreErrors)
            WriteErrorLine(value);
        else
            Write(value + Environment.NewLine);
    }

    public override void WriteErrorLine(string value)
    {
        bool coloured = Terminal.ColoursErrors
            && (PSStyle.Instance.OutputRendering != OutputRendering.PlainText || !Terminal.OutputIsTerminal);
        string line = coloured
            ? PSStyle.Instance.Formatting.Error + value + PSStyle.Instance.Reset
            : new StringDecorated(value).ToString(OutputRendering.PlainText);
        lock (_lock)
        {
            _progress?.Erase();
            Console.Error.WriteLine(line);
        }
    }

    public override void WriteDebugLine(string message) =>
        WriteStyled(PSStyle.Instance.Formatting.Debug, "DEBUG: " + message);

    public override void WriteVerboseLine(string message) =>
        WriteStyled(PSStyle.Instance.Formatting.Verbose, "VERBOSE: " + message);

    public override void WriteWarningLine(string message) =>
        WriteStyled(PSStyle.Instance.Formatting.Warning, "WARNING: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_lock)
            _progress?.Show(sourceId, record);
    }

    public void EraseProgress()
    {
        lock (_lock)
            _progress?.Erase();
    }

    /// <summary>A line of input: from the terminal, where it can be edited, or from redirected input.</summary>
    public override string ReadLine() => Ask("") ?? "";

    /// <summary>Reads a line; null at the end of the input.</summary>
    /// <param name="prompt">What stands before the line.</param>
    /// <param name="complete">What Tab offers where a statement is typed.</param>
    /// <exception cref="OperationCanceledException">Ctrl+C was pressed.</exception>
    public string? ReadLine(string prompt, Func<string, int, CommandCompletion>? complete)
    {
        EraseProgress();
        if (_editor is not null)
            return Terminal.ReadKeys(() => _editor.ReadLine(prompt, complete));
        Console.Out.Write(prompt);
        return Console.In.ReadLine();
    }

    public override SecureString ReadLineAsSecureString()
    {
        if (!interactive || !Terminal.InputIsTerminal)
            throw NobodyAnswers("a secret");
        SecureString secret = Terminal.ReadKeys(ReadSecret);
        WriteLine("");
        return secret;
    }

    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, Collection<FieldDescription> descriptions)
    {
        RequireSomebody(string.Join(", ", descriptions.Select(field => field.Name)));
        Introduce(caption, message);
        return descriptions.ToDictionary(field => field.Name, field => PSObject.AsPSObject(AskFor(field)));
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options)
    {
        RequireSomebody("a user name and a password");
        Introduce(caption, message);
        string user = string.IsNullOrEmpty(userName) ? Ask("User: ") ?? "" : userName;
        Write($"Password for user {user}: ");
        return new PSCredential(user, ReadLineAsSecureString());
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RequireSomebody($"the question '{message}'");
        Introduce(caption, message);
        ChoiceMenu menu = new(choices, defaultChoice);
        while (true)
        {
            string answer = (Ask(menu.Question) ?? throw NobodyAnswers($"the question '{message}'")).Trim();
            if (menu.Find(answer) is int chosen)
                return chosen;
            if (answer == "?")
                Write(menu.Help);
        }
    }

    private void WriteStyled(string style, string text) => WriteLine(style + text + PSStyle.Instance.Reset);

    private void Introduce(string caption, string message)
    {
        if (!string.IsNullOrEmpty(caption))
            WriteLine(PSStyle.Instance.Bold + caption + PSStyle.Instance.Reset);
        if (!string.IsNullOrEmpty(message))
            WriteLine(message);
    }

    private object AskFor(FieldDescription field)
    {
        Type type = Type.GetType(field.ParameterAssemblyFullName) ?? typeof(string);
        if (type == typeof(PSCredential))
            return PromptForCredential("", "", "", "");
        if (type == typeof(SecureString))
        {
            Write(field.Name + ": ");
            return ReadLineAsSecureString();
        }

        // The binder converts text to the parameter's type, as it does for what a script passes.
        return type.IsArray
            ? Enumerable.Range(0, int.MaxValue)
                .Select(i => Ask($"{field.Name}[{i}]: "))
                .TakeWhile(value => value is { Length: > 0 })
                .ToArray()
            : Ask(field.Name + ": ") ?? throw NobodyAnswers(field.Name);
    }

    private static SecureString ReadSecret()
    {
        SecureString secret = new();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control })
                throw new PipelineStoppedException();
            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
                secret.RemoveAt(secret.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                secret.AppendChar(key.KeyChar);
        }

        return secret;
    }

    /// <summary>Reads an answer; null when the input has ended. Ctrl+C stops the pipeline that asked.</summary>
    private string? Ask(string question)
    {
        try
        {
            return ReadLine(question, complete: null);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private void RequireSomebody(string wanted)
    {
        if (!interactive)
            throw NobodyAnswers(wanted);
    }

    private static HostException NobodyAnswers(string wanted) => new(
        $"The host runs without a terminal to ask for {wanted}. "
        + "Pass the value as a parameter; -Confirm:$false answers confirmations.");
}
