using System.Management.Automation;
using TorchModule = TorchSharp.torch.nn.Module;

namespace InitTools.Module;

/// <summary>Writes a model into a safetensors file: its architecture and its weights.</summary>
/// <remarks>
/// <para>
/// The file holds the tensors of the state dictionary (weights, biases and buffers such as running averages) under their names, such as
/// dense_1.weight, in the element types that they have. Of a SequentialModel it holds the architecture too: Import-Model makes an equal
/// model of it, to the bit, with names, initializers, seeds, frozen layers and what dropout draws next. Of any other TorchSharp module
/// it holds the state dictionary alone, to be loaded into a module of the same make.
/// </para>
/// <para>
/// Safetensors is the format of Hugging Face's libraries; PyTorch, JAX and others read the tensors as they are. It holds numbers and texts
/// only: nothing in a file is ever run. The architecture is JSON among the texts, under inittools.model.
/// </para>
/// <para>
/// The file appears when it is whole, so that a fault or Ctrl+C leaves what was there before; a file that is there already is replaced
/// only with -Force. -WhatIf and -Confirm work.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item>
/// <term>InitTools.FileExists</term><description>the file is there already and -Force is not given, or two models go into one
/// file</description>
/// </item>
/// <item><term>InitTools.FileUnwritable</term><description>the file can't be written; the reason follows</description></item>
/// <item><term>InitTools.NotAFilePath</term><description>a path of another provider, or of a drive that isn't there</description></item>
/// <item><term>InitTools.DisposedModel</term><description>the model was disposed of</description></item>
/// <item><term>InitTools.NothingToExport</term><description>a module without parameters and buffers</description></item>
/// <item>
/// <term>InitTools.UnsupportedElementType</term><description>a tensor of a type that the format hasn't, such as complex
/// numbers</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>Nothing, or with -PassThru the file.</returns>
/// <example>
/// Keep a trained network, and get it back:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize
/// $net = (New-DenseLayer 50 -Activation relu -KernelInitializer Auto), (New-DenseLayer 10) |
///     New-SequentialModel -InputShape 64 -Name digits -Seed 42
/// $null = $net | Invoke-ModelTraining -Dataset $digits -Epoch 2 -Seed 1
/// $path = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'digits.safetensors')
/// $net | Export-Model $path -Force
/// $copy = Import-Model $path
/// $copy | Get-ModelSummary
/// $net, $copy | ForEach-Object Dispose
/// </code>
/// </example>
/// <example>
/// Several models, each into a file of its name:
/// <code>
/// $nets = foreach ($name in 'small', 'large') {
///     New-DenseLayer ($name.Length * 10) | New-SequentialModel -InputShape 8 -Name $name -Seed 1
/// }
/// $nets | Export-Model -Path { [IO.Path]::Combine([IO.Path]::GetTempPath(), "$($_.Name).safetensors") } -Force -PassThru
/// $nets | ForEach-Object Dispose
/// </code>
/// </example>
/// <example>
/// The state dictionary of a TorchSharp module:
/// <code>
/// $module = [TorchSharp.torch+nn]::Linear(8, 2)
/// $path = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'linear.safetensors')
/// $module | Export-Model $path -Force
/// $other = [TorchSharp.torch+nn]::Linear(8, 2)
/// Import-Model $path -Model $other
/// $module.weight.Equals($other.weight)
/// $module, $other | ForEach-Object Dispose
/// </code>
/// </example>
/// <seealso cref="ImportModelCommand"/>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso cref="InvokeModelTrainingCommand"/>
/// <seealso href="https://huggingface.co/docs/safetensors">Hugging Face, Safetensors: the file format</seealso>
[Cmdlet(VerbsData.Export, "Model", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportModelCommand : InitToolsCommand
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>The file; .safetensors is its usual extension. A script block makes a path of each model, its $_.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string Path { get; set; } = "";

    /// <summary>A SequentialModel, or any TorchSharp module.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    public TorchModule Model { get; set; } = null!;

    /// <summary>Replaces a file that is there already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the file that was made.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        string path = FilePath.Resolve(SessionState, Path);
        if (_written.Contains(path))
        {
            throw new InitToolsException(
                "FileExists", $"'{path}' holds another model of this pipeline; give each a path of its own, such as -Path {{ \"$($_.Name).safetensors\" }}.",
                FaultKind.InvalidArgument, path);
        }
        FilePath.RefuseExisting(path, Force);
        if (!ShouldProcess(path, "Export model")) return;
        ModelFile.Write(Model, path, CancellationToken);
        _written.Add(path);
        if (PassThru) WriteObject(new FileInfo(path));
    }
}
