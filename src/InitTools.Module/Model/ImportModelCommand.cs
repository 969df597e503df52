using System.Management.Automation;
using InitTools.Native;
using TorchModule = TorchSharp.torch.nn.Module;

namespace InitTools.Module;

/// <summary>Reads a model from a safetensors file, or loads its weights into a model that is there.</summary>
/// <remarks>
/// <para>
/// A file of Export-Model that holds a SequentialModel gives an equal one: the same architecture, names, initializers, seeds and frozen
/// layers, the same element types, and the same bits in every weight and buffer.
/// </para>
/// <para>
/// With -Model the tensors of the file overwrite those of a model that is there, which can be any TorchSharp module; so files of other
/// programs can be loaded. Names and shapes must be the same on both sides. The model keeps its element types: they may be wider than
/// the file's (Float32 of a file into Float64), so that no digit is lost. Everything is checked first: after an error nothing was
/// overwritten. -WhatIf and -Confirm work.
/// </para>
/// <para>Nothing in a file is ever run; it holds numbers and texts only, and what contradicts itself is refused.</para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.FileNotFound</term><description>there is no such file, or wildcards match none</description></item>
/// <item><term>InitTools.FileUnreadable</term><description>a folder, or a file that can't be read</description></item>
/// <item><term>InitTools.NotAFilePath</term><description>a path of another provider, or of a drive that isn't there</description></item>
/// <item>
/// <term>InitTools.InvalidTensorFile</term><description>no safetensors file, or one that is cut off or contradicts itself; the reason
/// follows</description>
/// </item>
/// <item>
/// <term>InitTools.ArchitectureMissing</term><description>tensors without an architecture of InitTools; -Model loads them</description>
/// </item>
/// <item><term>InitTools.NewerFormatVersion</term><description>written by a later version of InitTools</description></item>
/// <item>
/// <term>InitTools.InvalidModelFile, InvalidLayerDescription</term><description>an architecture that was damaged</description>
/// </item>
/// <item><term>InitTools.UnknownLayerType</term><description>a layer that this version doesn't have</description></item>
/// <item>
/// <term>InitTools.MissingTensor, UnexpectedTensor</term><description>the file lacks tensors of the model, or has others; the first of them
/// are named</description>
/// </item>
/// <item>
/// <term>InitTools.TensorMismatch</term><description>a tensor of another shape, or of an element type that would lose digits</description>
/// </item>
/// <item>
/// <term>InitTools.DeviceNotAvailable</term><description>a -Device that this machine or this libtorch hasn't; the message says which there
/// are</description>
/// </item>
/// <item><term>InitTools.DeviceOfModel</term><description>-Device and -Model together</description></item>
/// <item><term>InitTools.OneFileForModel</term><description>more than one file for -Model</description></item>
/// <item><term>InitTools.DisposedModel</term><description>the -Model was disposed of</description></item>
/// <item><term>InitTools.ShapeTooLarge</term><description>the tensors don't fit into the free memory</description></item>
/// </list>
/// </remarks>
/// <returns>
/// A SequentialModel for each file, which is the caller's: call its Dispose() when it isn't needed any more. With -Model nothing, or with
/// -PassThru that model.
/// </returns>
/// <example>
/// Write a model and read it back:
/// <code>
/// $net = (New-DenseLayer 20 -Activation tanh), (New-DenseLayer 3) | New-SequentialModel -InputShape 4 -Name iris -Seed 1
/// $path = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'iris.safetensors')
/// $net | Export-Model $path -Force
/// $copy = Import-Model $path
/// $copy
/// $net, $copy | ForEach-Object Dispose
/// </code>
/// </example>
/// <example>
/// Go back to weights that were kept:
/// <code>
/// $net = (New-DenseLayer 20 -Activation tanh), (New-DenseLayer 3) | New-SequentialModel -InputShape 4 -Name iris -Seed 1
/// $path = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'iris.safetensors')
/// $net | Export-Model $path -Force
/// $net | Initialize-Model -KernelInitializer Zeros
/// Import-Model $path -Model $net
/// $net | Measure-ModelSymmetry
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// Every model of a folder:
/// <code>
/// $folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'InitTools models')
/// $null = [IO.Directory]::CreateDirectory($folder)
/// foreach ($name in 'a', 'b') {
///     $net = New-DenseLayer 2 | New-SequentialModel -InputShape 4 -Name $name
///     $net | Export-Model ([IO.Path]::Combine($folder, "$name.safetensors")) -Force
///     $net.Dispose()
/// }
/// $nets = Import-Model ([IO.Path]::Combine($folder, '*.safetensors'))
/// $nets
/// $nets | ForEach-Object Dispose
/// </code>
/// </example>
/// <seealso cref="ExportModelCommand"/>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso cref="InvokeModelCommand"/>
/// <seealso href="https://huggingface.co/docs/safetensors">Hugging Face, Safetensors: the file format</seealso>
[Cmdlet(VerbsData.Import, "Model", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(SequentialModel), typeof(TorchModule))]
public sealed class ImportModelCommand : InitToolsCommand
{
    private const string PathSet = "Path";
    private const string LiteralSet = "LiteralPath";

    private int _loaded;

    /// <summary>The files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    /// <summary>The files, named as they are: brackets and stars are no wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>A SequentialModel, or any TorchSharp module, whose weights are to be overwritten.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public TorchModule? Model { get; set; }

    /// <summary>Writes the -Model.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Where the weights of the models that are made go: cpu, cuda or cuda:n. A -Model keeps its place.</summary>
    /// <value>cpu</value>
    [Parameter]
    [DeviceTransformation]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    public ComputeDevice? Device { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        Device?.Check();
        if (Device is null || Model is null) return;
        throw new InitToolsException(
            "DeviceOfModel", $"Device is '{Device}', but -Model is given, which keeps its place; leave one of the two out.",
            FaultKind.InvalidArgument, Device.Name);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string path in ParameterSetName == PathSet ? Path : LiteralPath)
        {
            IReadOnlyList<string> files = ParameterSetName == PathSet ? FilePath.Expand(SessionState, path) : [FilePath.Resolve(SessionState, path)];
            if (Model is null) WriteModels(files);
            else Load(Model, files);
        }
    }

    private void WriteModels(IReadOnlyList<string> files)
    {
        foreach (string file in files)
        {
            try
            {
                SequentialModel model = ModelFile.Read(file, CancellationToken);
                Device?.Place(model);
                WriteObject(model, false);
            }
            catch (InitToolsException fault) when (files.Count > 1)
            {
                // One file of many that is none doesn't stop the others.
                WriteError(ErrorRecords.From(fault));
            }
        }
    }

    private void Load(TorchModule model, IReadOnlyList<string> files)
    {
        _loaded += files.Count;
        if (_loaded > 1)
        {
            throw new InitToolsException(
                "OneFileForModel", $"Path names '{files[^1]}' and other files; it must be one file that goes into -Model.",
                FaultKind.InvalidArgument, files[^1]);
        }
        if (ShouldProcess($"{model}, from {files[0]}", "Overwrite weights")) ModelFile.Load(model, files[0], CancellationToken);
        if (PassThru) WriteObject(model, false);
    }
}
