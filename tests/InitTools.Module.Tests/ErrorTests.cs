using System.Management.Automation;

namespace InitTools.Module.Tests;

/// <summary>Bad input: one clear error with a stable id, which names the parameter and the value, and nothing else.</summary>
public sealed class ErrorTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    [Theory]
    [InlineData("New-DenseLayer 0", "InvalidUnits", "Units is 0", "1 or more")]
    [InlineData("New-DenseLayer -3", "InvalidUnits", "Units is -3", "1 or more")]
    [InlineData("New-DenseLayer 3 -InputSize 0", "InvalidInputSize", "InputSize is 0", "1 or more")]
    [InlineData("New-DenseLayer 3 -Name 'a.b'", "InvalidLayerName", "Name is 'a.b'", "no dot")]
    [InlineData("New-DenseLayer 3 -Activation rellu", "UnknownActivation", "'rellu'", "relu")]
    [InlineData("New-DenseLayer 3 -KernelInitializer he_nrmal", "UnknownInitializer", "'he_nrmal'", "HeNormal")]
    [InlineData("New-DenseLayer 3 -InputSize 4 -BiasInitializer Orthogonal", "NotOrthogonalShape", "Shape is 3", "two or more dimensions")]
    [InlineData("New-ConvolutionLayer 0 3", "InvalidFilters", "Filters is 0", "1 or more")]
    [InlineData("New-ConvolutionLayer 2 3,3,3", "InvalidKernelSize", "KernelSize is 3x3x3", "height, width")]
    [InlineData("New-ConvolutionLayer 4 3 -Groups 3", "InvalidGroups", "Groups is 3", "divisor of Filters")]
    [InlineData("New-PoolingLayer Max 0", "InvalidSize", "Size is 0", "1 or more")]
    [InlineData("New-DropoutLayer 1", "InvalidRate", "Rate is 1", "under 1")]
    [InlineData("New-AlphaDropoutLayer -0.1", "InvalidRate", "Rate is -0.1", "0 or more")]
    [InlineData("New-BatchNormalizationLayer -Momentum 2", "InvalidMomentum", "Momentum is 2", "0 to 1")]
    [InlineData("New-LayerNormalizationLayer -Epsilon 0", "InvalidEpsilon", "Epsilon is 0", "above 0")]
    [InlineData("New-ActivationLayer rellu", "UnknownActivation", "'rellu'", "relu")]
    [InlineData("New-ActivationLayer relu -SharedSlope", "SlopeNotOfActivation", "relu", "prelu")]
    [InlineData("New-RecurrentLayer 2 Gru -ForgetGateBias 1", "ForgetGateBiasNotOfCell", "Gru", "Lstm")]
    [InlineData("New-RecurrentLayer 2 Lstm -Activation relu", "ActivationNotOfCell", "relu", "tanh")]
    [InlineData("@() | New-ResidualBlock", "EmptyModel", "No layer", "one or more")]
    [InlineData("New-FlattenLayer | New-ResidualBlock -Name b | New-SequentialModel -InputShape 2,3", "SkipShapeMismatch", "2x3", "'b'")]
    [InlineData("New-ConvolutionLayer 2 3 -Name c | New-SequentialModel -InputShape 64", "InputRankMismatch", "shape 64", "'c'")]
    [InlineData("New-ConvolutionLayer 2 3 | New-SequentialModel -InputShape 1,2,2", "WindowTooLarge", "is 3x3", "2x2")]
    [InlineData("New-VarianceScalingInitializer -Scale ([double]::NaN)", "InvalidScale", "Scale is NaN", "above 0")]
    [InlineData("New-VarianceScalingInitializer -Scale ([double]::PositiveInfinity)", "InvalidScale", "Scale is Infinity", "finite")]
    [InlineData("New-VarianceScalingInitializer -Scale 0", "InvalidScale", "Scale is 0", "above 0")]
    [InlineData("New-VarianceScalingInitializer -Mode FanInn", "UnknownMode", "'FanInn'", "FanIn")]
    [InlineData("New-VarianceScalingInitializer -Distribution Unifrom", "UnknownDistribution", "'Unifrom'", "Uniform")]
    [InlineData("New-DenseLayer 3 -KernelInitializer normal", "UnknownInitializer", "'normal'", "RandomNormal with its Mean and StandardDeviation")]
    [InlineData("New-Initializer uniform", "UnknownInitializer", "Keras and PyTorch", "RandomUniform with its Minimum and Maximum")]
    [InlineData("New-Initializer Glorot_Unifrom", "UnknownInitializer", "'Glorot_Unifrom'", "GlorotUniform")]
    [InlineData("New-Initializer HeNormal -Gain 2", "ParameterNotOfLaw", "Gain", "HeNormal")]
    [InlineData("New-Initializer RandomUniform -Minimum 1 -Maximum 0", "InvalidRange", "Maximum is 0", "above Minimum")]
    [InlineData("New-Initializer Sparse -Sparsity 1.5", "InvalidSparsity", "Sparsity is 1.5", "0 to 1")]
    [InlineData("New-Tensor 5 -Initializer Identity", "NotIdentityShape", "Shape is 5", "two dimensions")]
    [InlineData("New-Tensor 4, 2 -Seed 1 | ConvertTo-Dataset -Label (0, -1, 0, 1 | ConvertTo-Tensor)", "InvalidLabel", "-1", "0")]
    [InlineData("New-Tensor 4, 2 -Seed 1 | ConvertTo-Dataset -Label (0, 1 | ConvertTo-Tensor)", "LabelCountMismatch", "2", "4")]
    [InlineData("New-Tensor 3, 0", "InvalidShape", "Shape is 3x0", "1 or more")]
    [InlineData("New-Tensor 100000, 100000, 1000", "ShapeTooLarge", "100000x100000x1000", "free")]
    [InlineData("New-Tensor 9223372036854775807, 9223372036854775807", "ShapeTooLarge", "9223372036854775807x", "free")]
    [InlineData("New-Tensor 3 -Layout Kears", "UnknownLayout", "'Kears'", "Keras")]
    [InlineData("New-Tensor 3 -DataType Float23", "UnknownDataType", "'Float23'", "Float32")]
    [InlineData("@() | New-SequentialModel", "EmptyModel", "No layer", "New-DenseLayer")]
    [InlineData("New-DenseLayer 3 | New-SequentialModel", "InputShapeRequired", "InputShape is missing", "shape of one sample")]
    [InlineData("New-DenseLayer 3 | New-SequentialModel -InputShape 0", "InvalidInputShape", "InputShape is 0", "1 or more")]
    [InlineData("(New-DenseLayer 4), (New-DenseLayer 3 -InputSize 5) | New-SequentialModel -InputShape 2", "InputSizeMismatch", "'dense_2' is 5", "must be 4")]
    [InlineData("(New-DenseLayer 4 -Name a), (New-DenseLayer 3 -Name a) | New-SequentialModel -InputShape 2", "DuplicateLayerName", "'a'", "different")]
    [InlineData("$l = New-DenseLayer 4; $l, $l | New-SequentialModel -InputShape 2", "LayerInUse", "twice", "another")]
    [InlineData("1..3 | ForEach-Object { New-DenseLayer 3000000 } | New-SequentialModel -InputShape 3000000", "ShapeTooLarge", "3000000x3000000", "free")]
    [InlineData("(New-DenseLayer 4).GetKernel()", "LayerNotBuilt", "no weights yet", "InputSize")]
    [InlineData("Get-SignalPropagation tanh 0", "InvalidWeightVariance", "WeightVariance is 0", "above 0")]
    [InlineData("Get-SignalPropagation tanh 1, -2", "InvalidWeightVariance", "WeightVariance is -2", "above 0")]
    [InlineData("Get-SignalPropagation tanh ([double]::NaN)", "InvalidWeightVariance", "WeightVariance is NaN", "finite")]
    [InlineData("Get-SignalPropagation tanh 1 -1", "InvalidBiasVariance", "BiasVariance is -1", "0 or more")]
    [InlineData("Get-SignalPropagation tanh 1 -Depth 0", "InvalidDepth", "Depth is 0", "1 to 1000000")]
    [InlineData("Get-SignalPropagation tanh 1 -Depth 3 -InputVariance 0", "InvalidInputVariance", "InputVariance is 0", "above 0")]
    [InlineData("Get-SignalPropagation tanh 1 -Depth 3 -InputCorrelation 2", "InvalidInputCorrelation", "InputCorrelation is 2", "-1 to 1")]
    [InlineData("Get-SignalPropagation softmax 1", "ActivationNotCovered", "softmax", "one number")]
    [InlineData("Get-SignalPropagation tahn 1", "UnknownActivation", "'tahn'", "tanh")]
    [InlineData("Get-ActivationGain 7", "UnknownActivation", "is 7", "script block")]
    [InlineData("Get-ActivationGain { param($x) 5 }", "InvalidActivationFunction", "returns a Int32", "tensor")]
    [InlineData("Get-ActivationGain { param($x) }", "InvalidActivationFunction", "returns nothing", "tensor")]
    [InlineData("Get-ActivationGain { param($x) $x; $x }", "InvalidActivationFunction", "2 objects", "one tensor")]
    [InlineData("Get-ActivationGain { param($x) throw 'boom' }", "InvalidActivationFunction", "throw 'boom'", "It fails: boom")]
    [InlineData("Get-ActivationGain { param($x) $x.sum() }", "InvalidActivationFunction", "$x.sum()", "shape must stay")]
    [InlineData("Get-ActivationGain { param($x) $x.detach() }", "InvalidActivationFunction", "$x.detach()", "differentiable")]
    [InlineData("Find-CriticalInitialization relu 0.1", "NoCriticalInitialization", "BiasVariance 0.1", "BiasVariance 0 has one")]
    [InlineData("Find-CriticalInitialization tanh ([double]::PositiveInfinity)", "InvalidBiasVariance", "BiasVariance is Infinity", "finite")]
    [InlineData("Measure-Activation tanh -Count 1", "InvalidCount", "Count is 1", "2 or more")]
    [InlineData("Measure-Activation tanh -Minimum 2 -Maximum 1", "InvalidRange", "Maximum is 1", "above Minimum")]
    [InlineData("Get-Activation seluu", "UnknownActivation", "'seluu'", "selu")]
    [InlineData("Get-Activation '['", "UnknownActivation", "'['", "selu")]
    [InlineData("Get-Initializer '[relu'", "UnknownInitializer", "'[relu'", "HeNormal")]
    [InlineData("Get-Initializer lecun_nromal", "UnknownInitializer", "'lecun_nromal'", "LecunNormal")]
    [InlineData("[TorchSharp.torch+nn]::Tanh() | Measure-ModelSymmetry", "NothingToMeasure", "'Tanh'", "no layer with weights")]
    [InlineData("Install-TorchBackend -Version new", "InvalidVersion", "Version is 'new'", "such as 2")]
    [InlineData("Install-TorchBackend -Source nowhere/at/all", "InvalidPackageSource", "nowhere", "no such folder")]
    [InlineData("Install-TorchBackend -Source http://example.org/v3/index.json", "InvalidPackageSource", "'http://example.org/v3/index.json'", "https address")]
    [InlineData("New-Optimizer Adma", "UnknownOptimizer", "'Adma'", "Adam")]
    [InlineData("New-Optimizer SGD -Beta1 0.5", "ParameterNotOfOptimizer", "Beta1", "LearningRate")]
    [InlineData("New-Optimizer Adam -LearningRate 0", "InvalidLearningRate", "LearningRate is 0", "above 0")]
    [InlineData("New-LearningRateSchedule expo", "UnknownLearningRateSchedule", "'expo'", "Exponential")]
    [InlineData("New-LearningRateSchedule Piecewise -Boundary 1 -Factor 1", "InvalidFactor", "Factor is '1'", "2 numbers")]
    [InlineData("@Train -Optimizer Adma", "UnknownOptimizer", "'Adma'", "Adam")]
    [InlineData("@Train -Optimizer 7", "UnknownOptimizer", "'7'", "Adam")]
    [InlineData("@Train -LearningRateSchedule Nothing", "UnknownLearningRateSchedule", "'Nothing'", "Constant")]
    [InlineData("@Train -LearningRate -1", "InvalidLearningRate", "LearningRate is -1", "above 0")]
    [InlineData("@Train -Momentum 0.5", "ParameterNotOfOptimizer", "Adam", "Beta1")]
    [InlineData("@Train -Epoch 0", "InvalidEpoch", "Epoch is 0", "1 or more")]
    [InlineData("@Train -BatchSize 0", "InvalidBatchSize", "BatchSize is 0", "1 or more")]
    [InlineData("@Train -ValidationFraction 1", "InvalidValidationFraction", "ValidationFraction is 1", "below 1")]
    [InlineData("@Train -EarlyStoppingPatience 2", "ValidationRequired", "EarlyStoppingPatience", "ValidationFraction")]
    [InlineData("@Train -GradientClipNorm 1 -GradientClipValue 1", "ConflictingClipping", "GradientClipNorm", "one of them")]
    [InlineData("@Train -L2 -1", "InvalidL2", "L2 is -1", "0 or more")]
    [InlineData("@Train -MaxNorm 0", "InvalidMaxNorm", "MaxNorm is 0", "above 0")]
    [InlineData("@Train -ProbeEvery 0", "InvalidProbeEvery", "ProbeEvery is 0", "1 or more")]
    [InlineData("@Train -Loss hinge", "UnknownLoss", "'hinge'", "CrossEntropy")]
    [InlineData("@Repair -Loss hinge", "UnknownLoss", "'hinge'", "CrossEntropy")]
    [InlineData("@Repair -BatchSize 0", "InvalidBatchSize", "BatchSize is 0", "1 or more")]
    [InlineData("@Repair -Dataset ([InitTools.Dataset]::new('d', [float[]](1, 2, 3), [long[]]3, [long[]](0)))", "InputShapeMismatch", "shape 3", "takes 2")]
    [InlineData("$n = New-DenseLayer 2 -InputSize 2 | New-SequentialModel; $n.Layers[0].Freeze(); $n | Repair-GradientFlow", "FrozenWeights", "'dense_1.weight'", "trained again")]
    [InlineData("@Lsuv", "DatasetRequired", "Dataset is missing", "Lsuv")]
    [InlineData("@Lsuv -Dataset @Nothing", "LsuvZeroVariance", "'dense_1'", "as it was")]
    [InlineData("@Lsuv -Dataset @Nothing -Tolerance 0", "InvalidTolerance", "Tolerance is 0", "above 0")]
    [InlineData("@Lsuv -Dataset @Nothing -MaximumIteration 0", "InvalidMaximumIteration", "MaximumIteration is 0", "1 or more")]
    [InlineData("@Lsuv -Dataset @Nothing -BatchSize 0", "InvalidBatchSize", "BatchSize is 0", "1 or more")]
    [InlineData("Initialize-Model (New-DenseLayer 2 -InputSize 2 | New-SequentialModel) -Tolerance 0.1", "ParameterNotOfMethod", "Tolerance", "-Method Lsuv")]
    [InlineData("New-DenseLayer 2 -InputSize 2 | New-SequentialModel | Invoke-Model -InputObject (New-Tensor 2, 3)", "InputShapeMismatch", "shape 3", "takes 2")]
    [InlineData("New-DenseLayer 2 -InputSize 2 | New-SequentialModel | Invoke-Model -InputObject (New-Tensor 2, 2) -MonteCarlo 5", "NoDropout", "no dropout", "MonteCarlo")]
    [InlineData("New-DenseLayer 1000 -InputSize 1000 | New-SequentialModel | Invoke-GradientProbe -BatchSize 2000000000", "ShapeTooLarge", "2000000000x1000", "free")]
    [InlineData("New-DenseLayer 3 | New-SequentialModel -InputShape @()", "InvalidInputShape", "InputShape is empty", "1 or more")]
    [InlineData("'1,5' | ConvertTo-Tensor", "NotANumber", "'1,5'", "a number")]
    [InlineData("[pscustomobject]@{ a = 1 } | ConvertTo-Tensor -Property ''", "PropertyNotFound", "''", "Object 1")]
    [InlineData("1, 1e39 | ConvertTo-Tensor", "ValueOutOfRange", "Value 2 is 1E+39", "Float32")]
    [InlineData("-65520 | ConvertTo-Tensor -DataType Float16", "ValueOutOfRange", "Value 1 is -65520", "65504")]
    [InlineData("Import-Dataset Env:PATH", "NotAFilePath", "'Env:PATH'", "file system")]
    [InlineData("Import-Dataset x.csv -LabelPath Nowhere:/y", "NotAFilePath", "'Nowhere:/y'", "path of a file")]
    [InlineData("'a', 'b' | ConvertTo-Tensor", "NotANumber", "'a'", "a number", 2)]
    [InlineData("ConvertTo-Tensor (, ((1, 2), (3, 4)))", "NotANumber", "an array", "a number")]
    [InlineData("New-Tensor 3 -Device cuda:99", "DeviceNotAvailable", "'cuda:99'", "there: cpu")]
    [InlineData("$l = New-DenseLayer 3 -InputSize 2; try { $l | New-SequentialModel -Device cuda:99 } finally { $null = $l | New-SequentialModel }", "DeviceNotAvailable", "'cuda:99'", "there: cpu")]
    [InlineData("@Train -Device cuda:99", "DeviceNotAvailable", "'cuda:99'", "there: cpu")]
    [InlineData("Import-Model none -Device cuda:99", "DeviceNotAvailable", "'cuda:99'", "there: cpu")]
    [InlineData("Import-Model none -Device cpu -Model (New-DenseLayer 3 -InputSize 2)", "DeviceOfModel", "'cpu'", "leave one")]
    [InlineData("1 | Measure-TrainingHealth", "NotATrainingRow", "Int32", "TrainingEpoch")]
    [InlineData("'a' | Test-TrainingHealth", "NotATrainingRow", "String", "LayerGradient")]
    [InlineData("1 | Measure-TrainingHealth -RulePack SageMakr", "UnknownRulePack", "'SageMakr'", "SageMaker")]
    public void Bad_input_gets_its_own_error(string script, string id, string value, string remedy, int count = 1)
    {
        script = script.Replace(
            "@Train",
            "Invoke-ModelTraining (New-DenseLayer 2 -InputSize 2 | New-SequentialModel) ([InitTools.Dataset]::new('d', [float[]](1, 2, 3, 4), [long[]]2, [long[]](0, 1)))",
            StringComparison.Ordinal);
        script = script
            .Replace("@Repair", "Repair-GradientFlow (New-DenseLayer 2 -InputSize 2 | New-SequentialModel)", StringComparison.Ordinal)
            .Replace("@Lsuv", "Initialize-Model (New-DenseLayer 2 -InputSize 2 | New-SequentialModel) -Method Lsuv", StringComparison.Ordinal)
            .Replace("@Nothing", "([InitTools.Dataset]::new('d', [float[]](0, 0, 0, 0), [long[]]2, [long[]](0, 1)))", StringComparison.Ordinal);
        (_, IReadOnlyList<ErrorRecord> errors) = session.Run(script);
        Assert.True(errors.Count == count, string.Join(" | ", errors));
        ErrorRecord error = errors[0];
        string actual = error.Exception is MethodInvocationException { InnerException: { } inner }
            ? ((dynamic)inner).ErrorId
            : error.FullyQualifiedErrorId.Split(',')[0];
        Assert.Equal("InitTools." + id, actual);
        Assert.Contains(value, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(remedy, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-Tensor 3 -Seed 1.5", "1.5")]
    [InlineData("New-Tensor 3 -Seed seven", "'seven'")]
    [InlineData("New-DenseLayer 3 -Seed 1e30", "1E+30")]
    [InlineData("New-DenseLayer 1.5", "1.5", "Units")]
    [InlineData("New-DenseLayer $true", "True", "Units")]
    [InlineData("New-RecurrentLayer ten", "'ten'", "Units")]
    [InlineData("Invoke-ModelTraining -Epoch 0.4", "0.4", "Epoch")]
    [InlineData("Invoke-GradientProbe -BatchSize 2.5", "2.5", "BatchSize")]
    [InlineData("Invoke-ModelTraining -ProbeEvery 2.7", "2.7", "ProbeEvery")]
    [InlineData("Invoke-Model -MonteCarlo 1.5", "1.5", "MonteCarlo")]
    [InlineData("New-LearningRateSchedule Performance -Patience 0.5", "0.5", "Patience")]
    public void What_is_no_whole_number_is_refused_when_bound(string script, string value, string parameter = "Seed")
    {
        ErrorRecord error = session.InvokeForError(script);
        Assert.StartsWith("ParameterArgumentTransformationError,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"'{parameter}'", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(value, error.ToString(), StringComparison.Ordinal);
        Assert.Contains("whole number", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Find-CriticalInitialization tanh -BiasVariance $null", "ParameterArgumentValidationError", "'BiasVariance'")]
    [InlineData("Get-SignalPropagation tanh 1 -BiasVariance $null", "ParameterArgumentValidationError", "'BiasVariance'")]
    [InlineData("Install-TorchBackend -Source '' -WhatIf", "ParameterArgumentValidationError", "'Source'")]
    [InlineData("Get-SignalPropagation tanh 1 -InputVariance 2", "InitTools.DepthRequired", "InputVariance")]
    [InlineData("Get-SignalPropagation tanh 1 -InputCorrelation ([double]::NaN)", "InitTools.DepthRequired", "InputCorrelation")]
    [InlineData("@() | Test-TrainingHealth -RulePack @()", "ParameterArgumentValidationError", "'RulePack'")]
    [InlineData("1 | ConvertTo-Tensor -Property @()", "ParameterArgumentValidationError", "'Property'")]
    [InlineData("New-SequentialModel -InputObject @($null)", "InitTools.EmptyModel", "No layer")]
    [InlineData("New-ResidualBlock -InputObject @($null)", "InitTools.EmptyModel", "No layer")]
    [InlineData("Get-Activation '[a'", "InitTools.UnknownActivation", "'[a'")]
    [InlineData("Get-Initializer '[a'", "InitTools.UnknownInitializer", "'[a'")]
    [InlineData("Invoke-InitializationSweep tanh 1 2 -CachePath \"a`0b\"", "InitTools.InvalidCachePath", "CachePath")]
    [InlineData("$t = New-Tensor 3; $t.Dispose(); New-DenseLayer 3 -KernelInitializer $t", "InitTools.UnknownInitializer", "a disposed tensor")]
    [InlineData("New-Tensor 3, 4 | ConvertTo-Dataset -Label 0, 1, 2", "ParameterArgumentTransformationError", "ConvertTo-Tensor")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Invoke-Model -InputObject 1, 2", "ParameterArgumentTransformationError", "ConvertTo-Tensor")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Invoke-GradientProbe -InputObject (New-Tensor 1, 2) -Target 1", "ParameterArgumentTransformationError", "ConvertTo-Tensor")]
    public void What_makes_no_sense_is_named_and_nothing_leaks(string script, string id, string mentioned)
    {
        ErrorRecord error = session.InvokeForError(script);
        Assert.StartsWith(id, error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(mentioned, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_parameter_of_a_whole_number_refuses_fractions() =>
        Assert.Empty(session.Invoke<string>(
            """
            foreach ($command in (Get-Module InitTools).ExportedCmdlets.Values) {
                foreach ($parameter in $command.Parameters.Values | Where-Object Name -NotIn ([Management.Automation.Cmdlet]::CommonParameters)) {
                    $type = [Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType
                    $reader = @($parameter.Attributes | Where-Object { $_ -is [Management.Automation.ArgumentTransformationAttribute] })
                    if ($type -in [int], [long] -and -not $reader) { "$command -$($parameter.Name)" }
                }
            }
            """));

    [Theory]
    [InlineData("Get-SignalPropagation tanh 1 -BiasVariance $null")]
    [InlineData("Get-SignalPropagation tanh 1 -BiasVariance @()")]
    [InlineData("Find-CriticalInitialization tanh -BiasVariance $null")]
    [InlineData("Find-CriticalInitialization tanh -BiasVariance @()")]
    public void A_list_of_nothing_is_refused_when_bound(string script)
    {
        ErrorRecord error = session.InvokeForError(script);
        Assert.StartsWith("ParameterArgumentValidationError,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("'BiasVariance'", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-Tensor 3 -Device gpu", "'gpu'")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel -Device cuda:x", "'cuda:x'")]
    [InlineData("Import-Model none -Device $null", "null")]
    public void A_device_that_is_none_is_refused_when_bound(string script, string value)
    {
        ErrorRecord error = session.InvokeForError(script);
        Assert.StartsWith("ParameterArgumentTransformationError,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("'Device'", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(value, error.ToString(), StringComparison.Ordinal);
        Assert.Contains("cuda:n", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Invoke-GradientProbe -InputObject $gone", "InputObject")]
    [InlineData("Test-GradientFlow -InputObject (New-Tensor 4, 2) -Target $gone", "Target")]
    [InlineData("Invoke-Model -InputObject $gone", "InputObject")]
    public void A_tensor_that_was_disposed_of_is_refused_when_bound(string command, string parameter)
    {
        ErrorRecord error = session.InvokeForError(
            $"$gone = New-Tensor 4, 2; $gone.Dispose(); New-DenseLayer 2 -InputSize 2 | New-SequentialModel | {command}");
        Assert.StartsWith("ParameterArgumentTransformationError,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"'{parameter}'", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("disposed of; make another one", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_name_in_the_pipeline_does_not_lose_the_others()
    {
        (IReadOnlyList<PSObject> output, IReadOnlyList<ErrorRecord> errors) =
            session.Run("'he_normal', 'nonsense', 'zeros' | Measure-Initializer -Shape 4, 4 -Seed 1");
        Assert.Equal(2, output.Count);
        Assert.Equal("InitTools.UnknownInitializer", Assert.Single(errors).FullyQualifiedErrorId.Split(',')[0]);
    }

    [Fact]
    public void An_activation_without_an_edge_of_chaos_does_not_lose_the_others()
    {
        (IReadOnlyList<PSObject> output, IReadOnlyList<ErrorRecord> errors) =
            session.Run("'tanh', 'relu' | Find-CriticalInitialization -BiasVariance 0, 0.1");
        Assert.Equal(3, output.Count);
        ErrorRecord error = Assert.Single(errors);
        Assert.StartsWith("InitTools.NoCriticalInitialization", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
    }

    [Fact]
    public void A_wrong_argument_of_the_cmdlet_ends_it_with_a_catchable_error() =>
        Assert.Equal(
            ["InitTools.InvalidUnits"],
            session.Invoke<string>("try { New-DenseLayer 0 } catch { $_.FullyQualifiedErrorId.Split(',')[0] }"));

    [Fact]
    public void A_last_layer_that_does_not_fit_the_classes_names_both()
    {
        ErrorRecord error = session.InvokeForError(
            """
            param($path)
            1..3 | ForEach-Object { New-DenseLayer 100 -Activation tanh } | New-SequentialModel -InputShape 64 |
                Invoke-GradientProbe -Dataset (Import-Dataset $path -Standardize)
            """, ModuleSession.Digits);
        Assert.StartsWith("InitTools.ClassCountMismatch", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("100 outputs", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("10 classes", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_model_is_refused_everywhere()
    {
        session.Invoke("$global:gone = New-DenseLayer 3 | New-SequentialModel -InputShape 2; $gone.Dispose()");
        foreach (string command in new[] { "Invoke-GradientProbe", "Test-GradientFlow", "Get-ModelSummary", "Measure-ModelSymmetry", "Initialize-Model", "Export-Model gone.safetensors", "Invoke-Model -InputObject (New-Tensor 2, 2)" })
        {
            ErrorRecord error = session.InvokeForError($"$gone | {command}");
            Assert.StartsWith("InitTools.DisposedModel", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Data_errors_name_the_file_and_the_line()
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".csv");
        File.WriteAllText(path, "1,2,0\n3,4,1\n5,1\n");
        try
        {
            ErrorRecord error = session.InvokeForError("param($path) Import-Dataset $path", path);
            Assert.StartsWith("InitTools.RaggedRow", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains(path, error.ToString(), StringComparison.Ordinal);
            Assert.Contains("3", error.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_failing_initialization_leaves_the_model_as_it_was()
    {
        string[] results = [.. session.Invoke<string>(
            """
            $net = (New-DenseLayer 4 -KernelInitializer he_normal), (New-DenseLayer 2) | New-SequentialModel -InputShape 3 -Seed 1
            $before = $net.Layers[0].GetKernel()
            try { $net | Initialize-Model -KernelInitializer Dirac -Seed 2 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId.Split(',')[0] }
            "$($net.Layers[0].KernelInitializer)"
            "$($before.Equals($net.Layers[0].GetKernel()))"
            """)];
        Assert.Equal(["InitTools.NotDiracShape", "HeNormal", "True"], results);
    }
}
