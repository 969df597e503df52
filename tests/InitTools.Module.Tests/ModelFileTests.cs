using System.Management.Automation;

namespace InitTools.Module.Tests;

/// <summary>Models that go into files and come back.</summary>
public sealed class ModelFileTests : IClassFixture<ModuleSession>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("InitTools.Models.");
    private readonly ModuleSession _session;

    public ModelFileTests(ModuleSession session)
    {
        _session = session;
        // Not the process's folder: paths are relative to where the user stands.
        session.Invoke(
            """
            param($folder)
            $null = $ExecutionContext.SessionState.Path.SetLocation($folder)
            $global:net = (New-DenseLayer 4 -Activation tanh), (New-BatchNormalizationLayer), (New-DenseLayer 2) | New-SequentialModel -InputShape 3 -Name n -Seed 1
            """, _folder.FullName);
    }

    [Fact]
    public void A_model_comes_back_from_where_the_user_stands()
    {
        Assert.Empty(_session.Invoke("$net | Export-Model net.safetensors"));
        Assert.Equal(["net.safetensors"], Files());
        Assert.Equal(
            ["n 3 34 1 InitTools.SequentialModel", "True"],
            _session.Invoke<string>(
                """
                $copy = Import-Model ./net.safetensors
                "$($copy.Name) $($copy.Layers.Count) $($copy.ParameterCount) $($copy.Seed) $($copy.GetType())"
                $copy.Layers[0].GetKernel().Equals($net.Layers[0].GetKernel())
                """));
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_with_Force_only_and_once()
    {
        string path = Path.Combine(_folder.FullName, "x.safetensors");
        File.WriteAllText(path, "mine");
        Refuse("$net | Export-Model x.safetensors", "FileExists", "-Force replaces it");
        _session.Invoke("$net | Export-Model x.safetensors -Force -WhatIf");
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.Equal([path], _session.Invoke<string>("Export-Model x.safetensors $net -Force -PassThru | ForEach-Object FullName"));
        Refuse("$net, $net | Export-Model x.safetensors -Force", "FileExists", "$_.Name");
        Assert.Equal(["x.safetensors"], Files());
    }

    [Fact]
    public void Wildcards_the_pipeline_and_literal_names_find_files()
    {
        _session.Invoke(
            """
            foreach ($name in 'a1', 'a2', 'b[1]') { New-DenseLayer 2 | New-SequentialModel -InputShape 3 -Name $name | Export-Model -Path { "$($_.Name).st" } }
            """);
        Assert.Equal(["a1.st", "a2.st", "b[1].st"], Files());
        Assert.Equal(["a1", "a2"], _session.Invoke<string>("Import-Model a*.st | ForEach-Object Name"));
        Assert.Equal(["a2", "a1"], _session.Invoke<string>("'a2.st', 'a1.st' | Import-Model | ForEach-Object Name"));
        Assert.Equal(["b[1]"], _session.Invoke<string>("(Import-Model -LiteralPath 'b[1].st').Name"));
        Assert.Equal(["b[1]"], _session.Invoke<string>("([IO.FileInfo]\"$pwd/b[1].st\" | Import-Model).Name"));
        Assert.Equal(["b[1]"], _session.Invoke<string>("(@([pscustomobject]@{ PSPath = \"Microsoft.PowerShell.Core\\FileSystem::$pwd/b[1].st\" }) | Import-Model).Name"));
        Refuse("Import-Model 'b[1].st'", "FileNotFound", "LiteralPath");
        Refuse("Import-Model a*.st -Model $net", "OneFileForModel", "one file");
    }

    [Fact]
    public void A_broken_file_among_others_does_not_lose_them()
    {
        _session.Invoke("$net | Export-Model a.st; $net | Export-Model c.st; [IO.File]::WriteAllText(\"$pwd/b.st\", 'no model')");
        (IReadOnlyList<PSObject> output, IReadOnlyList<ErrorRecord> errors) = _session.Run("Import-Model *.st");
        Assert.Equal(2, output.Count);
        ErrorRecord error = Assert.Single(errors);
        Assert.StartsWith("InitTools.InvalidTensorFile,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
    }

    [Fact]
    public void Weights_go_into_a_model_that_is_there()
    {
        Assert.Equal(
            ["False", "False", "True", "n"],
            _session.Invoke<string>(
                """
                $net | Export-Model net.st
                $other = (New-DenseLayer 4 -Activation tanh), (New-BatchNormalizationLayer), (New-DenseLayer 2) | New-SequentialModel -InputShape 3 -Name n -Seed 2
                $other.Layers[0].GetKernel().Equals($net.Layers[0].GetKernel())
                Import-Model net.st -Model $other -WhatIf
                $other.Layers[0].GetKernel().Equals($net.Layers[0].GetKernel())
                Import-Model net.st -Model $other
                $other.Layers[0].GetKernel().Equals($net.Layers[0].GetKernel())
                (Import-Model net.st $other -PassThru).Name
                """));
    }

    [Fact]
    public void A_TorchSharp_module_keeps_its_state()
    {
        Assert.Equal(
            ["True"],
            _session.Invoke<string>(
                """
                $nn = [TorchSharp.torch+nn]
                $module = $nn::Sequential($nn::Linear(3, 4), $nn::BatchNorm1d(4))
                $module | Export-Model module.st
                $other = $nn::Sequential($nn::Linear(3, 4), $nn::BatchNorm1d(4))
                Import-Model module.st -Model $other
                $other.get_parameter('0.weight').Equals($module.get_parameter('0.weight'))
                """));
        Refuse("Import-Model module.st", "ArchitectureMissing", "-Model $model");
        Refuse("Import-Model module.st -Model $net", "MissingTensor", "'dense_1.weight'");
    }

    [Theory]
    [InlineData("Import-Model none.st", "FileNotFound", "none.st")]
    [InlineData("Import-Model *.none", "FileNotFound", "matches no file")]
    [InlineData("Import-Model Env:PATH", "NotAFilePath", "Environment")]
    [InlineData("Import-Model nodrive:x", "NotAFilePath", "nodrive")]
    [InlineData("$net | Export-Model Variable:x", "NotAFilePath", "Variable")]
    [InlineData("Import-Model .", "FileUnreadable", "folder")]
    [InlineData("$net | Export-Model .", "FileUnwritable", "folder")]
    [InlineData("$net | Export-Model none/x.st", "FileUnwritable", "there is no folder")]
    [InlineData("[TorchSharp.torch+nn]::Tanh() | Export-Model x.st", "NothingToExport", "Tanh")]
    public void What_is_no_file_of_a_model_says_so(string script, string id, string mentioned)
    {
        Refuse(script, id, mentioned);
        Assert.Empty(Files());
    }

    public void Dispose()
    {
        _session.Invoke("$net.Dispose(); $null = $ExecutionContext.SessionState.Path.SetLocation([IO.Path]::GetTempPath())");
        _folder.Delete(true);
    }

    private void Refuse(string script, string id, string mentioned)
    {
        ErrorRecord error = _session.InvokeForError(script);
        Assert.StartsWith($"InitTools.{id},", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(mentioned, error.ToString(), StringComparison.Ordinal);
    }

    private IEnumerable<string> Files() => _folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal);
}
