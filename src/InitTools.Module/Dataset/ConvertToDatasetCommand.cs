using System.Management.Automation;
using TorchSharp;

namespace InitTools.Module;

/// <summary>Makes a dataset of a tensor, and of the class of each sample.</summary>
/// <remarks>
/// <para>
/// The first dimension counts the samples, the others are the shape of one: 500 sequences of 20 steps and 2 values each are a tensor of
/// 500, 20, 2. A tensor of another shape with as many values is reshaped by its own method, as in $tensor.reshape(500, 20, 2). Types
/// other than Float32 are converted.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.DisposedTensor</term><description>a tensor was disposed of</description></item>
/// <item><term>InitTools.EmptyDataset</term><description>no samples</description></item>
/// <item><term>InitTools.NonFiniteData</term><description>NaN or infinity</description></item>
/// <item><term>InitTools.InvalidLabel</term><description>a label that is negative or no whole number</description></item>
/// <item><term>InitTools.LabelCountMismatch</term><description>another number of labels than samples</description></item>
/// <item><term>InitTools.InvalidDatasetName</term><description>a name that is blank</description></item>
/// <item><term>InitTools.DatasetTooLarge</term><description>more values than an array holds</description></item>
/// </list>
/// </remarks>
/// <returns>One dataset for each tensor, in plain memory: there is nothing to dispose of. The tensors stay the caller's.</returns>
/// <example>
/// Sequences of random steps, whose class is whether they end above where they began:
/// <code>
/// $random = [Random]::new(1)
/// $rows = foreach ($i in 1..60) { , @(1..10 | ForEach-Object { $random.NextDouble() - 0.5 }) }
/// $labels = $rows | ForEach-Object { $sum = 0; $_ | ForEach-Object { $sum += $_ }; [int]($sum -gt 0) }
/// $steps = ConvertTo-Tensor $rows
/// $walks = ConvertTo-Dataset $steps.reshape(60, 10, 1) -Label (ConvertTo-Tensor $labels) -Name walks
/// $net = (New-RecurrentLayer 8 Lstm), (New-DenseLayer 2) | New-SequentialModel -InputShape 10, 1 -Seed 1
/// $net | Invoke-ModelTraining -Dataset $walks -Epoch 2 -Seed 1
/// $net.Dispose()
/// $steps.Dispose()
/// </code>
/// </example>
/// <example>
/// Standard normal samples without labels, to scale weights with:
/// <code>
/// $noise = New-Tensor 256, 16 (New-Initializer RandomNormal -StandardDeviation 1) -Seed 1
/// $data = $noise | ConvertTo-Dataset
/// $net = (New-DenseLayer 32 -Activation tanh), (New-DenseLayer 4) | New-SequentialModel -InputShape 16 -Seed 1
/// $net | Initialize-Model -Method Lsuv -Dataset $data -Seed 1
/// $net.Dispose()
/// $noise.Dispose()
/// </code>
/// </example>
/// <seealso cref="ImportDatasetCommand"/>
/// <seealso cref="ConvertToTensorCommand"/>
/// <seealso cref="InvokeModelTrainingCommand"/>
[Cmdlet(VerbsData.ConvertTo, "Dataset")]
[OutputType(typeof(Dataset))]
public sealed class ConvertToDatasetCommand : InitToolsCommand
{
    /// <summary>The samples: their number first, then the shape of one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public torch.Tensor InputObject { get; set; } = null!;

    /// <summary>The class of each sample, whole numbers from 0, as ConvertTo-Tensor makes them of a list.</summary>
    /// <value>no labels</value>
    [Parameter]
    [LiveTensor]
    public torch.Tensor? Label { get; set; }

    /// <summary>What to call it.</summary>
    /// <value>data</value>
    [Parameter]
    public string Name { get; set; } = "data";

    /// <inheritdoc/>
    protected override void Process() => WriteObject(Dataset.FromTensors(Name, InputObject, Label));
}
