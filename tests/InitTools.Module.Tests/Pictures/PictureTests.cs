using System.Management.Automation;
using System.Text;
using System.Xml.Linq;
using InitTools.Module.Tests.Host;

namespace InitTools.Module.Tests;

/// <summary>What Export-GradientPlot draws, read back from its files.</summary>
public sealed class PictureTests(ModuleSession session) : IClassFixture<ModuleSession>, IDisposable
{
    private const string Rows =
        "$rows = foreach ($a in 'tanh', 'relu') { $n = 1..4 | ForEach-Object { New-DenseLayer 8 -Activation $a } | New-SequentialModel -InputShape 8 -Name \"$a net\" -Seed 1; $n | Invoke-GradientProbe -Seed 1; $n.Dispose() };";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("InitTools.Pictures.");

    [Fact]
    public void A_picture_of_gradients_names_its_axes_and_models()
    {
        string[] texts = Texts(Draw("flow.svg", $"{Rows} $rows | Export-GradientPlot $args[0]"));
        Assert.Contains("Back-propagated signal by layer", texts);
        Assert.Contains("Layer (1 is nearest the input)", texts);
        Assert.Contains("sd of dL/dz", texts);
        Assert.Contains("tanh net", texts);
        Assert.Contains("relu net", texts);
        Assert.Contains(texts, text => text.StartsWith("1e-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_picture_of_activations_has_functions_and_derivatives()
    {
        string[] texts = Texts(Draw("f.svg", "Get-Activation relu, tanh | Export-GradientPlot $args[0] -Title 'Two of them'"));
        Assert.Contains("Two of them", texts);
        Assert.Contains("f(z)", texts);
        Assert.Contains("f'(z)", texts);
        Assert.Equal(2, texts.Count(text => text == "relu"));
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

    [Fact]
    public async Task The_plotting_library_is_loaded_with_the_first_picture_into_a_context_of_its_own()
    {
        HostResult result = await HostProcess.RunAsync(
            "-Command",
            $$"""
            function Get-Loaded { [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -match 'ScottPlot|SkiaSharp' } }
            "before $(@(Get-Loaded).Count)"
            Get-Activation relu | Export-GradientPlot '{{Path.Combine(_folder.FullName, "x.png")}}'
            $contexts = Get-Loaded | ForEach-Object { [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name }
            "after $(@($contexts).Count -ge 2) $(@($contexts | Where-Object { $_ -ne 'InitTools.Plotting' }).Count)"
            """);
        Assert.Equal("", result.Error);
        Assert.Equal(["before 0", "after True 0"], result.Lines);
    }

    public void Dispose() => _folder.Delete(true);

    private string Draw(string name, string script)
    {
        string path = Path.Combine(_folder.FullName, name);
        session.Invoke(script, path);
        return path;
    }

    private static string[] Texts(string path) =>
        [.. XDocument.Load(path).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim())];
}
