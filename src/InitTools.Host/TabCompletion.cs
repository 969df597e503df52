using System.Collections;
using System.Management.Automation;

namespace InitTools.Host;

/// <summary>What may stand at the cursor, by the engine.</summary>
internal static class TabCompletion
{
    // The engine sorts the names of members with this command of PowerShell's Utility module, and throws where it isn't there.
    private const string Lend =
        """
        $null = $ExecutionContext.InvokeProvider.Item.Set('function:Microsoft.PowerShell.Utility\Sort-Object', {
            param([string[]]$Property, [switch]$Unique)
            $sorted = [Collections.Generic.SortedDictionary[string, object]]::new([StringComparer]::CurrentCultureIgnoreCase)
            foreach ($item in $input) { $sorted["$($item.ResultType) $($item.ListItemText)"] = $item }
            $sorted.Values
        })
        """;

    private const string TakeBack = @"$ExecutionContext.InvokeProvider.Item.Remove('function:Microsoft.PowerShell.Utility\Sort-Object', $false)";

    /// <summary>Completes a text.</summary>
    /// <param name="createShell">Makes a shell in the session.</param>
    /// <param name="text">The text.</param>
    /// <param name="cursor">The place in it.</param>
    /// <returns>What may stand there, and the part of the text that it would replace; nothing where the engine fails to tell.</returns>
    public static CommandCompletion Complete(Func<PowerShell> createShell, string text, int cursor)
    {
        using PowerShell shell = createShell();
        Run(createShell, Lend);
        try
        {
            return CommandCompletion.CompleteInput(text, cursor, options: new Hashtable(), shell);
        }
        catch (Exception)
        {
            // Whatever it is: a session doesn't end because Tab was pressed.
            return new CommandCompletion([], currentMatchIndex: -1, replacementIndex: cursor, replacementLength: 0);
        }
        finally
        {
            // No statement ran meanwhile, so no script has found a command that this host hasn't.
            Run(createShell, TakeBack);
        }
    }

    private static void Run(Func<PowerShell> createShell, string script)
    {
        using PowerShell shell = createShell();
        shell.AddScript(script).Invoke();
    }
}
