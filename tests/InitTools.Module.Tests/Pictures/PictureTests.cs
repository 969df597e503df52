using System.Management.Automation;
using System.Text;

namespace InitTools.Module.Tests.Pictures;

/// <summary>What Export-GradientPlot draws, read back from its files.</summary>
public sealed class PictureTests(ModuleSession session) : IClassFixture<ModuleSession>, IDisposable
{
    private const string Rows =
        "$rows = foreach ($a in 'tanh', 'relu') { $n = 1..4 | ForEach-Object { New-DenseLayer 8 -Activation $a } | New-SequentialModel -InputShape 8 -Name \"$a net\" -Seed 1; $n | Invoke-GradientProbe -Seed 1; $n.Dispose() };";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("InitTools.Pictures.");

    [Fact]
    public void A_picture_of_gradients_names_its_axes_and_models()
    {
        string[] texts = PictureFileReader.Texts(Draw("flow.svg", $"{Rows} $rows | Export-GradientPlot $args[0]"));
        Assert.Contains("Back-propagated signal by layer", texts);
        Assert.Contains("Layer (1 is nearest the input)", texts);
        Assert.Contains("sd of dL/dz", texts);
        Assert.Contains("tanh net", texts);
        Assert.Contains("relu net", texts);
        Assert.Contains(texts, text => text.EndsWith("e-4", StringComparison.Ordinal) || text.StartsWith("0.00", StringComparison.Ordinal));
    }

    [Fact]
    public void A_picture_of_activations_has_functions_and_derivatives()
    {
        string[] texts = PictureFileReader.Texts(Draw("f.svg", "Get-Activation relu, tanh | Export-GradientPlot $args[0] -Title 'Two of them'"));
        Assert.Contains("Two of them", texts);
        Assert.Contains("f(z)", texts);
        Assert.Contains("f'(z)", texts);
        Assert.Single(texts, text => text == "relu");
    }

    [Theory]
    [InlineData("x.png", "\u0089PNG")]
    [InlineData("x.pdf", "%PDF")]
    [InlineData("x.svg", "<?xm")]
    public void A_file_is_of_the_format_that_its_name_says(string name, string start)
    {
        string path = Draw(name, "New-Tensor 30, 20 -Seed 1 | Export-GradientPlot $args[0] -Width 400 -Height 300");
        Assert.Equal(start, Encoding.Latin1.GetString(File.ReadAllBytes(path), 0, 4));
    }

    [Theory]
    [InlineData("Get-Activation relu | Export-GradientPlot x.gif", "UnknownPictureFormat", ".png, .svg or .pdf")]
    [InlineData("Get-Activation relu | Export-GradientPlot x.png -Width 10", "InvalidPictureSize", "10")]
    [InlineData("@() | Export-GradientPlot x.png", "NothingToDraw", "No object")]
    [InlineData("1 | Export-GradientPlot x.png", "UnknownInput", "Int32")]
    [InlineData("(Get-Activation relu), (New-Tensor 3) | Export-GradientPlot x.png", "MixedInput", "Tensor")]
    [InlineData("Get-Activation relu | Export-GradientPlot none/x.png", "FileUnwritable", "none")]
    [InlineData("Get-Activation relu | Export-GradientPlot x.png -Kind Activatoin", "UnknownPictureKind", "Did you mean Activation")]
    [InlineData("Get-Activation relu | Export-GradientPlot x.png PhaseDiagram", "KindMismatch", "must be one of Activation.")]
    [InlineData("New-DenseLayer 3 | Export-GradientPlot x.png", "NothingToDraw", "New-SequentialModel")]
    [InlineData("1..31 | ForEach-Object { New-Tensor 2 } | Export-GradientPlot x.png", "TooManyPanels", "31")]
    [InlineData("New-Tensor 3 | Export-GradientPlot x.png -Initializer he_norml", "UnknownInitializer", "HeNormal")]
    [InlineData("New-Tensor 3 | Export-GradientPlot x.png -Layout Kerass", "UnknownLayout", "Keras")]
    [InlineData("$n = New-DenseLayer 3 | New-SequentialModel -InputShape 2; $n.Dispose(); $n | Export-GradientPlot x.png", "DisposedModel", "disposed")]
    public void What_cannot_be_drawn_says_why_and_leaves_no_file(string script, string id, string mentioned)
    {
        ErrorRecord error = session.InvokeForError($"$ExecutionContext.SessionState.Path.SetLocation('{_folder.FullName}'); {script}");
        Assert.StartsWith($"InitTools.{id},", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(mentioned, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_with_Force_only()
    {
        string path = Path.Combine(_folder.FullName, "x.svg");
        File.WriteAllText(path, "mine");
        ErrorRecord error = session.InvokeForError("Get-Activation relu | Export-GradientPlot $args[0]", path);
        Assert.StartsWith("InitTools.FileExists,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        session.Invoke("Get-Activation relu | Export-GradientPlot $args[0] -Force -WhatIf", path);
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.Equal(path, session.Invoke<string>("(Get-Activation relu | Export-GradientPlot $args[0] -Force -PassThru).FullName", path)[0]);
        Assert.NotEqual("mine", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("there.png", "FileExists")]
    [InlineData("x.gif", "UnknownPictureFormat")]
    [InlineData("Env:/x.png", "NotAFilePath")]
    [InlineData("nodrive:/x.png", "NotAFilePath")]
    [InlineData("x.png -Kind Activatoin", "UnknownPictureKind")]
    [InlineData("x.png -Width 10", "InvalidPictureSize")]
    [InlineData("x.png -Height 10", "InvalidPictureSize")]
    [InlineData("x.png -Initializer he_norml", "UnknownInitializer")]
    [InlineData("x.png -Layout Kerass", "UnknownLayout")]
    public void A_wrong_argument_is_told_before_what_it_would_spoil_has_run(string arguments, string id)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "there.png"), "mine");
        Assert.Equal([$"InitTools.{id}", "False"], session.Invoke<string>(
            $$"""
            $null = $ExecutionContext.SessionState.Path.SetLocation('{{_folder.FullName}}')
            $ran = [ref]$false
            try { & { $ran.Value = $true; Get-Activation relu } | Export-GradientPlot {{arguments}} } catch { $_.FullyQualifiedErrorId.Split(',')[0] }
            "$($ran.Value)"
            """));
    }

    [Fact]
    public void A_file_that_comes_while_the_pipeline_runs_is_not_replaced()
    {
        string path = Path.Combine(_folder.FullName, "x.svg");
        ErrorRecord error = session.InvokeForError("& { [IO.File]::WriteAllText($args[0], 'mine'); Get-Activation relu } $args[0] | Export-GradientPlot $args[0]", path);
        Assert.StartsWith("InitTools.FileExists,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void A_picture_has_the_size_that_was_asked_for_and_words_for_who_cannot_see_it()
    {
        string path = Draw("x.png", "Get-Activation relu | Export-GradientPlot $args[0] -Width 300 -Height 250 -Title 'Mine <&>'");
        Assert.Equal((600, 500), PictureFileReader.PngSize(path));
        Assert.Equal("Mine <&>", PictureFileReader.PngTexts(path)["Title"]);
        path = Draw("x.svg", "Get-Activation relu | Export-GradientPlot $args[0] -Title \"<b>&`u{1}'\"");
        Assert.Contains("<b>&'", PictureFileReader.Texts(path));
        Assert.StartsWith("<b>&'\n", PictureFileReader.SvgDescription(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_and_a_TorchSharp_module_show_their_weights()
    {
        string[] texts = PictureFileReader.Texts(Draw("x.svg", "$n = New-DenseLayer 5 -Name mine | New-SequentialModel -InputShape 4; $n.Layers[0] | Export-GradientPlot $args[0]"));
        Assert.Contains("mine, 5x4", texts);
        texts = PictureFileReader.Texts(Draw("y.svg", "[TorchSharp.torch+nn]::Linear(4, 3) | Export-GradientPlot $args[0]"));
        Assert.Contains(texts, text => text.Contains("3x4", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sweep_is_drawn_by_depth() => Assert.Contains(
        "Hidden layers", PictureFileReader.Texts(Draw("x.svg", "Invoke-InitializationSweep tanh, relu 1, 2 4 | Export-GradientPlot $args[0]")));

    public void Dispose() => _folder.Delete(true);

    private string Draw(string name, string script)
    {
        string path = Path.Combine(_folder.FullName, name);
        session.Invoke(script, path);
        return path;
    }
}
