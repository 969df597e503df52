namespace InitTools.Module.Tests;

/// <summary>Runs examples of the help in tests: all that they need, and files of a folder of their own.</summary>
internal sealed class HelpExamples : IDisposable
{
    /// <summary>The engine alone lacks these commands of PowerShell; here they only take what comes. Examples begin in the folder of the repository.</summary>
    public static readonly string Preparation =
        $$"""
        $null = $ExecutionContext.SessionState.Path.SetLocation('{{ModuleSession.RepositoryRoot}}')
        function Format-Table { $null = @($input) }
        function Export-Csv { $null = @($input) }
        function Import-Csv { }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("InitTools.Examples.");

    /// <summary>The script of an example. The folder for temporary files is shared by all that runs on a machine, and its names with them.</summary>
    public string Script(ExampleTopic example) =>
        example.Code.Replace("[IO.Path]::GetTempPath()", $"'{_folder.FullName}'", StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(true);
}
