using System.Management.Automation;

namespace InitTools.Module.Tests;

/// <summary>The names that scripts rely on: cmdlets, parameters, types and properties.</summary>
public sealed class ContractTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string Pair = "[InitTools.Dataset]::new('d', [float[]](1, 2, 3, 4), [long[]]2, [long[]](0, 1))";

    public static TheoryData<string, string> Parameters => new()
    {
        { "Get-Initializer", "Name Activation" },
        { "New-VarianceScalingInitializer", "Scale Mode Distribution Seed" },
        { "New-Initializer", "Name Seed Gain Mean StandardDeviation Minimum Maximum Value" },
        { "New-Tensor", "Shape Initializer Seed Layout DataType Device" },
        { "Measure-Tensor", "InputObject" },
        { "Measure-Initializer", "Initializer Shape Layout Seed" },
        { "Get-Activation", "Name Nonsaturating" },
        { "Get-ActivationGain", "Activation" },
        { "Get-SignalPropagation", "Activation WeightVariance BiasVariance Depth InputVariance InputCorrelation" },
        { "Find-CriticalInitialization", "Activation BiasVariance" },
        { "Measure-Activation", "Name Minimum Maximum Count" },
        { "New-DenseLayer", "Units InputSize Activation KernelInitializer BiasInitializer NoBias Name Seed" },
        { "New-ActivationLayer", "Activation SlopeInitializer SharedSlope Name Seed" },
        { "New-FlattenLayer", "Name" },
        { "New-ConvolutionLayer", "Filters KernelSize Stride Padding Dilation Groups Activation KernelInitializer BiasInitializer NoBias Name Seed" },
        { "New-PoolingLayer", "Kind Size Stride Padding Global Name" },
        { "New-BatchNormalizationLayer", "Momentum Epsilon GammaInitializer BetaInitializer NoGamma NoBeta Name Seed" },
        { "New-LayerNormalizationLayer", "Epsilon GammaInitializer BetaInitializer NoGamma NoBeta Name Seed" },
        { "New-DropoutLayer", "Rate Name Seed" },
        { "New-AlphaDropoutLayer", "Rate Name Seed" },
        { "New-RecurrentLayer", "Units Cell Activation KernelInitializer RecurrentInitializer BiasInitializer NoBias ForgetGateBias ReturnSequence Name Seed" },
        { "New-ResidualBlock", "InputObject Activation Scale SkipInit ProjectionInitializer Name Seed" },
        { "New-SequentialModel", "InputObject InputShape Name Seed Device" },
        { "Get-ModelSummary", "Model" },
        { "Repair-GradientFlow", "Model Dataset Loss BatchSize Seed PassThru WhatIf" },
        { "Initialize-Model", "Model KernelInitializer Method Dataset BatchSize Tolerance MaximumIteration Seed PassThru WhatIf" },
        { "ConvertTo-Dataset", "InputObject Label Name" },
        { "Import-Dataset", "Path LabelPath LabelColumn Standardize First" },
        { "ConvertTo-Tensor", "InputObject Property" },
        { "Invoke-GradientProbe", "Model Dataset InputObject Target Loss BatchSize Repeat Seed Jacobian Detailed Histogram BinCount" },
        { "Measure-ModelSymmetry", "Model" },
        { "Invoke-InitializationSweep", "Initializer Activation Depth Width Repeat Dataset Seed BatchSize CachePath ThrottleLimit Shard WhatIf" },
        { "Measure-GradientFlow", "InputObject VanishingRatio ExplodingRatio" },
        { "Invoke-ModelTraining", "Model Dataset ValidationDataset ValidationFraction Epoch BatchSize Optimizer LearningRate LearningRateSchedule WarmUpEpoch WarmUpStep Momentum WeightDecay Loss GradientClipNorm GradientClipValue L1 L2 MaxNorm EarlyStoppingPatience Seed ProbeEvery Device WhatIf" },
        { "Invoke-Model", "Model Dataset InputObject BatchSize MonteCarlo Seed" },
        { "New-Optimizer", "Name LearningRate Momentum Rho Beta1 Beta2 Epsilon InitialAccumulator WeightDecay" },
        { "New-LearningRateSchedule", "Name DecayEpoch Power Boundary Factor Patience MaximumMomentum MinimumMomentum WarmUpEpoch WarmUpStep" },
        { "Export-GradientPlot", "InputObject Path Kind Initializer Layout Title Width Height Force PassThru WhatIf" },
        { "Show-GradientFlow", "InputObject Width RowLimit Ascii VanishingRatio ExplodingRatio" },
        { "Export-Model", "Path Model Force PassThru WhatIf" },
        { "Import-Model", "Path LiteralPath Model Device PassThru WhatIf" },
        { "Export-GradientReport", "InputObject Path Title Dataset Seed VanishingRatio ExplodingRatio Force PassThru WhatIf" },
        { "Test-GradientFlow", "Model Dataset InputObject Target Loss BatchSize Repeat Seed" },
        { "Measure-TrainingHealth", "InputObject RulePack" },
        { "Register-InitToolsAssertion", "" },
        { "Test-TrainingHealth", "InputObject RulePack" },
        { "Get-TorchBackend", "Verbose" },
        { "Install-TorchBackend", "Backend Version Source Force PassThru WhatIf" },
    };

    [Theory]
    [MemberData(nameof(Parameters))]
    public void A_cmdlet_has_its_parameters_and_an_output_type(string cmdlet, string parameters)
    {
        var command = (CmdletInfo)session.Invoke("param($name) Get-Command $name -Module InitTools", cmdlet)[0].BaseObject;
        Assert.Empty(parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(command.Parameters.Keys));
        Assert.NotEmpty(command.OutputType);
    }

    [Fact]
    public void Nothing_else_is_exported()
    {
        IReadOnlyList<string> exported = session.Invoke<string>("(Get-Module InitTools).ExportedCommands.Keys");
        Assert.Equal(Parameters.Select(row => row.Data.Item1).Order(), exported.Order());
    }

    [Theory]
    [InlineData("Get-Initializer", "InitTools.InitializerInfo", "Name Alias Scale Mode Distribution Variance Activation")]
    [InlineData("New-VarianceScalingInitializer", "InitTools.VarianceScaling", "Name Scale Mode Distribution Seed")]
    [InlineData("New-Initializer zeros", "InitTools.Initializer", "Name Seed")]
    [InlineData("New-Tensor 2,3", "TorchSharp.torch+Tensor", "shape dtype")]
    [InlineData("New-Tensor 2,3 | Measure-Tensor", "InitTools.TensorStatistics", "Count Mean StandardDeviation Variance Minimum Maximum Norm Skewness Kurtosis ZeroFraction NonFiniteCount")]
    [InlineData("Measure-Initializer he_normal 4,4", "InitTools.InitializerMeasurement", "Initializer FanIn FanOut ExpectedVariance Variance VarianceRatio PValue Minimum Maximum Count")]
    [InlineData("Get-Activation", "InitTools.Activation", "Name Alias Formula Saturation ZeroCentered Smooth DerivativeMinimum DerivativeMaximum Gain Initializer")]
    [InlineData("Measure-Activation tanh", "InitTools.ActivationPoint", "X Value Derivative")]
    [InlineData("Get-ActivationGain tanh", "InitTools.ActivationGain", "Activation Gain BackwardGain ForwardScale BackwardScale Scale")]
    [InlineData("Get-SignalPropagation tanh 2", "InitTools.SignalPropagation", "Activation WeightVariance BiasVariance LengthFixedPoint Chi CorrelationFixedPoint CorrelationDepth LengthDepth Phase MaximumTrainableDepth")]
    [InlineData("Get-SignalPropagation tanh 2 -Depth 3", "InitTools.SignalPropagationLayer", "Activation WeightVariance BiasVariance Layer PreActivationVariance ActivationMean ActivationVariance BackpropVarianceRatio Correlation")]
    [InlineData("Find-CriticalInitialization tanh", "InitTools.CriticalInitialization", "Activation WeightVariance BiasVariance LengthFixedPoint")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Invoke-GradientProbe", "InitTools.LayerGradient", "PredictedActivationStandardDeviation PredictedBackpropStandardDeviation Chi")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Invoke-GradientProbe | Measure-GradientFlow", "InitTools.GradientFlow", "PredictedBackpropRatio Chi WidthRisk")]
    [InlineData("New-DenseLayer 3 -InputSize 2", "InitTools.DenseLayer", "Name Units InputSize Activation KernelInitializer BiasInitializer ParameterCount")]
    [InlineData("New-ActivationLayer prelu", "InitTools.ActivationLayer", "Name Type Activation SlopeInitializer SharedSlope ParameterCount Frozen")]
    [InlineData("New-FlattenLayer", "InitTools.FlattenLayer", "Name Type ParameterCount")]
    [InlineData("New-ConvolutionLayer 2 3", "InitTools.ConvolutionLayer", "Filters KernelSize Stride Padding Dilation Groups Activation KernelInitializer BiasInitializer")]
    [InlineData("New-PoolingLayer", "InitTools.PoolingLayer", "Kind IsGlobal Size Stride Padding")]
    [InlineData("New-BatchNormalizationLayer", "InitTools.BatchNormalizationLayer", "Momentum Epsilon GammaInitializer BetaInitializer")]
    [InlineData("New-LayerNormalizationLayer", "InitTools.LayerNormalizationLayer", "Epsilon GammaInitializer BetaInitializer")]
    [InlineData("New-DropoutLayer 0.5", "InitTools.DropoutLayer", "Rate")]
    [InlineData("New-AlphaDropoutLayer 0.5", "InitTools.AlphaDropoutLayer", "Rate")]
    [InlineData("New-RecurrentLayer 2", "InitTools.RecurrentLayer", "Cell Units Activation KernelInitializer RecurrentInitializer BiasInitializer ForgetGateBias ReturnSequence")]
    [InlineData("New-DenseLayer 2 | New-ResidualBlock", "InitTools.ResidualBlock", "Body Projection Activation Scale SkipInit ProjectionInitializer")]
    [InlineData("(New-RecurrentLayer 2), (New-DenseLayer 2) | New-SequentialModel -InputShape 3, 1 | Invoke-GradientProbe | Measure-GradientFlow", "InitTools.GradientFlow", "TimeDecay TimeVerdict")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel", "InitTools.SequentialModel", "Name Layers InputShape OutputShape ParameterCount Seed")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Get-ModelSummary", "InitTools.LayerSummary", "Layer Name Type OutputShape ParameterCount Activation Initializer")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Measure-ModelSymmetry", "InitTools.LayerSymmetry", "Model Layer Name Type Units DuplicateUnits MirroredUnits ConstantFraction EqualTo Correlation Verdict Recommendation")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Invoke-GradientProbe -Jacobian", "InitTools.LayerGradient", "JacobianMeanSingularValue JacobianMaximumSingularValue NetworkJacobianMeanSingularValue NetworkJacobianMaximumSingularValue")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Invoke-GradientProbe -Histogram", "InitTools.LayerHistogramBin", "Model Layer Name Quantity From To Count Density")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Invoke-GradientProbe -Jacobian | Measure-GradientFlow", "InitTools.GradientFlow", "NetworkJacobianMeanSingularValue NetworkJacobianMaximumSingularValue")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Invoke-GradientProbe", "InitTools.LayerGradient", "Model Layer Name Type Activation Initializer FanIn FanOut ActivationMean ActivationStandardDeviation SaturatedFraction DeadFraction BackpropStandardDeviation WeightStandardDeviation WeightGradientStandardDeviation WeightGradientNorm UpdateRatio Verdict")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Invoke-GradientProbe | Measure-GradientFlow", "InitTools.GradientFlow", "Model Depth BackpropRatio BackpropGain ActivationGain Verdict FirstUnhealthyLayer Recommendation")]
    [InlineData("New-DenseLayer 3 -InputSize 2 -KernelInitializer Ones | New-SequentialModel | Invoke-GradientProbe -Detailed | Measure-TrainingHealth -RulePack DeepChecker", "InitTools.Finding", "Rule RulePack Model Layer Step Count Measured Threshold Verdict Source Recommendation")]
    [InlineData("New-DenseLayer 2 -InputSize 2 | New-SequentialModel | Invoke-ModelTraining -Dataset ([InitTools.Dataset]::new('d', [float[]](1, 2, 3, 4), [long[]]2, [long[]](0, 1)))", "InitTools.TrainingEpoch", "Model Epoch Step Loss ValidationLoss Accuracy ValidationAccuracy LearningRate GradientNorm SamplesPerSecond Verdict")]
    [InlineData("New-DenseLayer 2 -InputSize 2 | New-SequentialModel | Invoke-ModelTraining -Dataset ([InitTools.Dataset]::new('d', [float[]](1, 2, 3, 4), [long[]]2, [long[]](0, 1))) -ProbeEvery 1", "InitTools.LayerGradient", "Step WeightChange WeightUpdateRatio")]
    [InlineData("New-DenseLayer 2 -InputSize 2 | New-SequentialModel | Invoke-Model -Dataset ([InitTools.Dataset]::new('d', [float[]](1, 2, 3, 4), [long[]]2, [long[]](0, 1)))", "InitTools.Prediction", "Index Label Predicted Probability StandardDeviation Correct LabelName PredictedName")]
    [InlineData("New-DenseLayer 2 -InputSize 2 | New-SequentialModel | Invoke-Model -InputObject (New-Tensor 3, 2)", "TorchSharp.torch+Tensor", "shape dtype")]
    [InlineData("New-DenseLayer 2 -InputSize 2 | New-SequentialModel | Initialize-Model -Method Lsuv -Dataset ([InitTools.Dataset]::new('d', [float[]](1, 2, 3, 4), [long[]]2))", "InitTools.LsuvStep", "Model Layer Name Type Initializer VarianceBefore Variance Iteration Scale")]
    [InlineData("New-DenseLayer 3 -InputSize 2 | New-SequentialModel | Repair-GradientFlow", "InitTools.RepairStep", "Model Step Action Reason BackpropRatioBefore BackpropRatioAfter VerdictBefore VerdictAfter Kept Applied")]
    [InlineData("New-Optimizer nadam", "InitTools.Optimizer", "Name LearningRate WeightDecay Hyperparameters Beta1 Beta2 Epsilon")]
    [InlineData("New-LearningRateSchedule 1cycle", "InitTools.LearningRateSchedule", "Name Formula WarmUpEpoch WarmUpStep MaximumMomentum MinimumMomentum")]
    [InlineData("Get-TorchBackend", "InitTools.TorchBackend", "Backend Version Path Source Complete Chosen Loaded Reason")]
    [InlineData("Invoke-InitializationSweep tanh 1 2", "InitTools.GradientFlow", "Model Depth BackpropRatio BackpropGain ActivationGain Verdict FirstUnhealthyLayer Recommendation Initializer Activation HiddenLayers Width Repeat Seed RunSeed BatchSize Dataset DatasetCount DatasetHash InitializerDefinition PredictedBackpropRatio Chi WidthRisk")]
    public void An_object_has_its_type_and_properties(string script, string type, string properties)
    {
        PSObject first = session.Invoke(script)[0];
        Assert.Contains(type, first.TypeNames);
        Assert.Empty(properties.Split(' ').Except(first.Properties.Select(property => property.Name)));
    }

    [Fact]
    public void Probe_rows_hold_numbers_strings_and_enums_only()
    {
        foreach (PSObject row in session.Invoke(
            $"$n = New-DenseLayer 3 -InputSize 2 | New-SequentialModel; $r = $n | Invoke-GradientProbe -Jacobian; $r; $n | Invoke-GradientProbe -Histogram -BinCount 3; $r | Measure-GradientFlow; $n | Measure-ModelSymmetry; $n = New-DenseLayer 2 -InputSize 2 | New-SequentialModel; $d = {Pair}; $n | Invoke-ModelTraining -Dataset $d -ProbeEvery 3; $n | Invoke-Model -Dataset $d; Invoke-InitializationSweep tanh 1 2"))
        {
            Assert.All(row.Properties, property => Assert.True(
                property.Value is null or string or ValueType, $"{property.Name} is a {property.TypeNameOfValue}"));
        }
    }

    [Theory]
    [InlineData("(Get-Initializer -Activation selu)[0].Name", "LecunNormal")]
    [InlineData("(Get-Initializer -Activation leaky_relu)[0].Name", "HeNormal")]
    [InlineData("(Get-Initializer -Activation tanh)[0].Name", "GlorotUniform")]
    [InlineData("(Get-Initializer kaiming_normal).Distribution", "UntruncatedNormal")]
    [InlineData("(Get-Initializer he_normal).Distribution", "TruncatedNormal")]
    [InlineData("(Get-Initializer HE_normal).Variance", "2/fan_in")]
    [InlineData("(New-Initializer xavier_uniform_).Name", "GlorotUniform")]
    [InlineData("\"$(New-VarianceScalingInitializer -Scale 2)\"", "HeNormal")]
    [InlineData("\"$(New-VarianceScalingInitializer -Scale 3 -Mode fan_avg)\"", "VarianceScaling")]
    [InlineData("(New-DenseLayer 3 -Activation selu -KernelInitializer auto).KernelInitializer.Name", "LecunNormal")]
    [InlineData("(New-DenseLayer 3 -KernelInitializer @{ Scale = 2; Mode = 'FanAvg'; Distribution = 'Uniform' }).KernelInitializer.Mode", "FanAvg")]
    [InlineData("(New-DenseLayer 3 -KernelInitializer (Get-Initializer Orthogonal)).KernelInitializer.Name", "Orthogonal")]
    [InlineData("((New-BatchNormalizationLayer), (New-LayerNormalizationLayer)).Epsilon -join ' '", "0.001 0.001")]
    [InlineData("(New-BatchNormalizationLayer).Momentum", "0.99")]
    [InlineData("$c = New-ConvolutionLayer 2 3,5; \"$($c.KernelSize) $($c.Stride) $($c.Padding) $($c.Groups) $($c.Activation) $($c.KernelInitializer)\"", "3 5 1 1 Valid 1 linear GlorotUniform")]
    [InlineData("$p = New-PoolingLayer; \"$($p.Kind) $($p.Size) $($p.Stride) $($p.Padding)\"", "Max 2 2 2 2 Valid")]
    [InlineData("$l = New-RecurrentLayer 2 lstm; \"$($l.Activation) $($l.KernelInitializer) $($l.RecurrentInitializer) $($l.BiasInitializer) $($l.ForgetGateBias)\"", "tanh GlorotUniform Orthogonal Zeros 1")]
    [InlineData("(New-ConvolutionLayer 8 3 -KernelInitializer Auto), (New-BatchNormalizationLayer), (New-ActivationLayer relu) | New-SequentialModel -InputShape 1,8,8 | ForEach-Object { $_.Layers[0].KernelInitializer.Name }", "HeNormal")]
    [InlineData("((New-DenseLayer 2), (New-ActivationLayer relu) | New-ResidualBlock | New-SequentialModel -InputShape 2 | Get-ModelSummary).Name -join ' '", "residual_1.dense_1 residual_1.activation_1 residual_1")]
    [InlineData("\"$((New-Tensor '7,3').shape)\"", "7 3")]
    [InlineData("\"$((New-Tensor 7x3 -DataType half).dtype)\"", "Float16")]
    [InlineData("(Get-Activation -Nonsaturating).Name -contains 'tanh'", "False")]
    [InlineData("(Get-Activation -Nonsaturating).Name -contains 'relu'", "True")]
    [InlineData("(Get-Activation swish).Name", "silu")]
    [InlineData("(Get-Activation *elu*).Count -ge 8", "True")]
    [InlineData("(Measure-Activation relu -Minimum -1 -Maximum 1 -Count 3).Derivative -join ','", "0,0,1")]
    [InlineData("(Get-SignalPropagation tanh 1.3, 2.5 0.05).Phase -join ','", "Ordered,Chaotic")]
    [InlineData("(Get-SignalPropagation relu 2 0, 0.1).Phase -join ','", "Critical,Unbounded")]
    [InlineData("(Get-Activation tanh, elu | Get-SignalPropagation -WeightVariance 1, 2 -BiasVariance 0, 1, 2).Count", "12")]
    [InlineData("('tanh', { param($x) $x.tanh() } | Get-SignalPropagation -WeightVariance 2.5 -BiasVariance 0.05 | ForEach-Object { '{0:F6}' -f $_.CorrelationFixedPoint }) -join ' '", "0.446804 0.446804")]
    [InlineData("('tanh' | Find-CriticalInitialization -BiasVariance 0.05, 0.1 | Get-SignalPropagation).Phase -join ','", "Critical,Critical")]
    [InlineData("(Get-SignalPropagation tanh 2 -Depth 7).Count", "7")]
    [InlineData("(Get-ActivationGain silu, { param($x) $x * $x.sigmoid() } | ForEach-Object { '{0:F8}' -f $_.Gain }) -join ' '", "1.67653247 1.67653247")]
    [InlineData("(1, 2, 3 | ConvertTo-Tensor).shape -join 'x'", "3")]
    [InlineData("((1, 2), (3, 4), (5, 6) | ConvertTo-Tensor).shape -join 'x'", "3x2")]
    [InlineData("([pscustomobject]@{ A = 1; B = '2.5' } | ConvertTo-Tensor -Property A, B).shape -join 'x'", "1x2")]
    [InlineData("(ConvertTo-Tensor 0, 1 -DataType Int64).dtype", "Int64")]
    [InlineData("\"$(New-Optimizer RMSPROP)\"", "RMSprop")]
    [InlineData("(New-Optimizer adamw -LearningRate 0.5).WeightDecay", "0.004")]
    [InlineData("$n = New-DenseLayer 2 -InputSize 2 | New-SequentialModel; $n | Initialize-Model -Method Lsuv -Dataset ([InitTools.Dataset]::new('d', [float[]](1, 2, 3, 4), [long[]]2)) -PassThru | ForEach-Object { [object]::ReferenceEquals($_, $n) }", "True")]
    [InlineData("(New-LearningRateSchedule plateau -Patience 3 -Factor 0.1).Reduction", "0.1")]
    [InlineData("(TabExpansion2 'New-Tensor 3 -Device c').CompletionMatches[0].CompletionText", "cpu")]
    [InlineData("$t = New-Tensor 3 -Device CPU; \"$($t.device_type)\"", "CPU")]
    [InlineData("$m = New-DenseLayer 3 -InputSize 2 | New-SequentialModel -Device ([TorchSharp.torch]::CPU); \"$($m.Layers[0].GetKernel().device_type)\"", "CPU")]
    [InlineData("(TabExpansion2 'Invoke-ModelTraining -Optimizer nest').CompletionMatches.CompletionText", "Nesterov")]
    [InlineData("(TabExpansion2 'Invoke-ModelTraining -LearningRateSchedule pow').CompletionMatches.ToolTip", "learning rate times 1 / (1 + t/s)^c")]
    [InlineData("(TabExpansion2 'New-Optimizer RMS').CompletionMatches.ToolTip", "a rate for each weight, by the gradients of late: recurrent nets; learning rate 0.001, rho 0.9, momentum 0, epsilon 1E-07")]
    public void A_line_gives_what_a_reader_expects(string script, string expected) =>
        Assert.Equal(expected, Assert.Single(session.Invoke<string>(script)));
}
