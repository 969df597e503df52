using System.Reflection;
using System.Reflection.Emit;
using InitTools.Module.Tests.Host;

namespace InitTools.Module.Tests.Pictures;

/// <summary>That pictures and what else is in a session leave each other alone.</summary>
public sealed class PictureIsolationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("InitTools.Pictures.");

    [Fact]
    public async Task The_plotting_library_is_loaded_with_the_first_picture_into_a_context_of_its_own()
    {
        HostResult result = await HostProcess.RunAsync(
            "-Command",
            $$"""
            function Get-Loaded { [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -match 'ScottPlot|SkiaSharp|InitTools.Plotting' } }
            $null = Get-Command -Module InitTools
            $null = Get-Activation
            "before $(@(Get-Loaded).Count)"
            Get-Activation relu | Export-GradientPlot '{{Path.Combine(_folder.FullName, "x.png")}}'
            $contexts = Get-Loaded | ForEach-Object { [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name }
            "after $(@($contexts).Count -ge 3) $(@($contexts | Where-Object { $_ -ne 'InitTools.Plotting' }).Count)"
            """);
        Assert.Equal("", result.Error);
        Assert.Equal(["before 0", "after True 0"], result.Lines);
    }

    [Fact]
    public async Task Other_versions_in_the_session_disturb_no_picture_and_are_not_disturbed()
    {
        string path = Path.Combine(_folder.FullName, "x.png");
        HostResult result = await HostProcess.RunAsync(
            "-Command",
            $$"""
            $default = [Runtime.Loader.AssemblyLoadContext]::Default
            $theirs = $default.LoadFromAssemblyPath('{{WriteAssembly("SkiaSharp", "2.88.0.0")}}'), $default.LoadFromAssemblyPath('{{WriteAssembly("ScottPlot", "99.0.0.0")}}')
            Get-Activation relu, tanh | Export-GradientPlot '{{path}}' -PassThru | ForEach-Object Name
            foreach ($their in $theirs) {
                $name = $their.GetName().Name
                $again = $default.LoadFromAssemblyName([Reflection.AssemblyName]::new($name))
                $loaded = @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq $name })
                "$([object]::ReferenceEquals($their, $again)) $($again.GetType('SkiaSharp.SKCanvas')::Mark) $($loaded.Count)"
            }
            """);
        Assert.Equal("", result.Error);
        Assert.Equal(["x.png", "True not the real one 2", "True not the real one 2"], result.Lines);
        Assert.Equal("Activations", PictureFileReader.PngTexts(path)["Title"]);
    }

    public void Dispose() => _folder.Delete(true);

    // With a type of the real one's name, which a picture that found it would stumble over.
    private string WriteAssembly(string name, string version)
    {
        string path = Path.Combine(_folder.FullName, $"{name}.dll");
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name) { Version = new Version(version) }, typeof(object).Assembly);
        TypeBuilder type = assembly.DefineDynamicModule(name).DefineType("SkiaSharp.SKCanvas", TypeAttributes.Public | TypeAttributes.Class);
        type.DefineField("Mark", typeof(string), FieldAttributes.Public | FieldAttributes.Static | FieldAttributes.Literal).SetConstant("not the real one");
        type.CreateType();
        assembly.Save(path);
        return path;
    }
}
