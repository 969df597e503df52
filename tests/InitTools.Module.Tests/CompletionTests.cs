using System.Management.Automation;

namespace InitTools.Module.Tests;

/// <summary>What the Tab key offers, and what is said of a name that is misspelt.</summary>
public sealed class CompletionTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private static readonly string[] ByData = ["LabelColumn", "Property"];

    [Fact]
    public void Every_choice_completes_with_tooltips_that_say_more_than_the_name()
    {
        ParameterMetadata[] choices = [.. Parameters().Where(parameter => Has<ArgumentCompleterAttribute>(parameter.Parameter) && !ByData.Contains(parameter.Parameter.Name))
            .Select(parameter => parameter.Parameter)];
        Assert.InRange(choices.Length, 30, 200);
        foreach ((string cmdlet, ParameterMetadata parameter) in Parameters().Where(entry => choices.Contains(entry.Parameter)))
        {
            PSObject[] matches = Complete($"{cmdlet} -{parameter.Name} ");
            // One on a machine without a graphics card, for devices.
            Assert.True(matches.Length > 0, $"{cmdlet} -{parameter.Name}");
            Assert.All(matches, match =>
            {
                string text = (string)match.Properties["CompletionText"].Value, toolTip = (string)match.Properties["ToolTip"].Value;
                Assert.True(toolTip.Length > text.Length && toolTip != text, $"{cmdlet} -{parameter.Name} {text}: {toolTip}");
            });
        }
    }

    [Fact]
    public void Every_parameter_of_few_values_has_a_completer() => Assert.All(
        Parameters().Where(entry => (Nullable.GetUnderlyingType(entry.Parameter.ParameterType) ?? entry.Parameter.ParameterType).IsEnum),
        entry => Assert.True(Has<ArgumentCompleterAttribute>(entry.Parameter), $"{entry.Cmdlet} -{entry.Parameter.Name}"));

    [Theory]
    [InlineData("New-DenseLayer 3 -Activation le", "leaky_relu")]
    [InlineData("New-DenseLayer 3 -Activation leakyr", "leaky_relu")]
    [InlineData("New-DenseLayer 3 -Activation swi", "swish")]
    [InlineData("New-DenseLayer 3 -Activation 'rleu", "relu")]
    [InlineData("New-DenseLayer 3 -KernelInitializer he_n", "HeNormal")]
    [InlineData("New-DenseLayer 3 -KernelInitializer xavier_u", "xavier_uniform")]
    [InlineData("New-DenseLayer 3 -KernelInitializer kaiming_n", "KaimingNormal")]
    [InlineData("New-Initializer Orthogonl", "Orthogonal")]
    [InlineData("Get-SignalPropagation sig", "sigmoid")]
    [InlineData("New-RecurrentLayer 3 ls", "Lstm")]
    [InlineData("New-RecurrentLayer 3 -Cell Lsmt", "Lstm")]
    [InlineData("New-ConvolutionLayer 3 3 -Padding s", "Same")]
    [InlineData("New-PoolingLayer a", "Average")]
    [InlineData("Invoke-GradientProbe -Loss binary", "BinaryCrossEntropy")]
    [InlineData("Invoke-ModelTraining -Optimizer adamw", "AdamW")]
    [InlineData("Measure-TrainingHealth -RulePack sage", "SageMaker")]
    [InlineData("Export-GradientPlot x.png -Kind phase", "PhaseDiagram")]
    [InlineData("Measure-Activation tanh -Count 3 | ConvertTo-Tensor -Property Der", "Derivative")]
    [InlineData("Get-Activation | Where-Object Name -eq relu | ConvertTo-Tensor -Property ga", "Gain")]
    [InlineData("$points | ConvertTo-Tensor -Property val", "Value")]
    [InlineData("ConvertTo-Tensor $points -Property X, val", "Value")]
    public void A_name_is_completed(string line, string expected)
    {
        session.Invoke("$global:points = Measure-Activation tanh -Count 3");
        Assert.Equal(expected, Assert.Single(Complete(line)).Properties["CompletionText"].Value);
    }

    [Fact]
    public void Columns_of_a_file_are_completed()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "width,height,the class\n1,2,a\n3,4,b\n");
            Assert.Equal(["width"], Complete($"Import-Dataset '{path}' -LabelColumn w").Select(match => match.Properties["CompletionText"].Value));
            Assert.Equal(["'the class'"], Complete($"Import-Dataset -Path '{path}' -LabelColumn the").Select(match => match.Properties["CompletionText"].Value));
            Assert.DoesNotContain(Complete($"Import-Dataset '{path}.none' -LabelColumn w"), match => (string)match.Properties["CompletionText"].Value == "width");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("New-DenseLayer 3 -Activation sigmiod", "sigmoid")]
    [InlineData("New-DenseLayer 3 -KernelInitializer GlorotUnifrom", "GlorotUniform")]
    [InlineData("New-RecurrentLayer 3 Lsmt", "Lstm")]
    [InlineData("New-RecurrentLayer 3 -Cell Gur", "Gru")]
    [InlineData("New-PoolingLayer Averge", "Average")]
    [InlineData("New-PoolingLayer Max 2 -Padding Smae", "Same")]
    [InlineData("New-ConvolutionLayer 3 3 -Padding Vlaid", "Valid")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Initialize-Model -Method Lsvu", "Lsuv")]
    [InlineData("Install-TorchBackend Cdua -WhatIf", "Cuda")]
    [InlineData("New-Optimizer Adma", "Adam")]
    [InlineData("New-LearningRateSchedule Exponental", "Exponential")]
    [InlineData("New-VarianceScalingInitializer -Mode FanAvrg", "FanAvg")]
    [InlineData("New-VarianceScalingInitializer -Distribution Unifrom", "Uniform")]
    [InlineData("New-Tensor 3 -DataType Flaot32", "Float32")]
    [InlineData("New-Tensor 3 -Layout Keas", "Keras")]
    [InlineData("Get-Activation sigmiod", "sigmoid")]
    [InlineData("Get-ActivationGain sigmiod", "sigmoid")]
    [InlineData("Get-Initializer HeNromal", "HeNormal")]
    [InlineData("Get-Initializer -Activation sigmiod", "sigmoid")]
    [InlineData("Get-SignalPropagation sigmiod 1", "sigmoid")]
    [InlineData("Find-CriticalInitialization sigmiod", "sigmoid")]
    [InlineData("Invoke-InitializationSweep relu 1 2 -Initializer HeNromal", "HeNormal")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Invoke-GradientProbe -Loss CrossEntopy", "CrossEntropy")]
    [InlineData("@() | Measure-TrainingHealth -RulePack SageMakr", "SageMaker")]
    [InlineData("Get-Activation relu | Export-GradientPlot x.png -Kind Activatoin", "Activation")]
    [InlineData("Measure-Activation tanh -Count 3 | ConvertTo-Tensor -Property Valeu -ErrorAction Stop", "Value")]
    public void A_misspelt_name_is_answered_with_the_nearest(string script, string nearest)
    {
        ErrorRecord error = session.InvokeForError(script);
        Assert.Contains($"Did you mean {nearest}", error.ToString(), StringComparison.Ordinal);
    }

    private PSObject[] Complete(string line) =>
        [.. session.Invoke("(TabExpansion2 $args[0] $args[0].Length).CompletionMatches", line)];

    private IEnumerable<(string Cmdlet, ParameterMetadata Parameter)> Parameters() => session.Invoke("Get-Command -Module InitTools")
        .Select(command => (CmdletInfo)command.BaseObject)
        .SelectMany(command => command.Parameters.Values.Select(parameter => (command.Name, parameter)))
        .Where(entry => !Cmdlet.CommonParameters.Contains(entry.parameter.Name));

    private static bool Has<T>(ParameterMetadata parameter) => parameter.Attributes.Any(attribute => attribute is T);
}
