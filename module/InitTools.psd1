# The build puts the version into the braces; Directory.Build.props has it.
@{
    RootModule             = 'InitTools.Module.dll'
    ModuleVersion          = '{VersionPrefix}'
    GUID                   = '5b7a4a3e-2f0c-4c0e-9d0a-6c1f5f1f8e21'
    Author                 = 'The InitTools developers'
    CompanyName            = 'The InitTools developers'
    Copyright              = 'Copyright (c) 2026 The InitTools developers'
    Description            = 'Weight initialization and gradient flow of deep networks: Glorot, He and LeCun initializers, layers and models on TorchSharp, and a probe that says which layer is sick, why, and what cures it.'
    PowerShellVersion      = '7.4'
    CompatiblePSEditions   = @('Core')
    ProcessorArchitecture  = 'None'
    FormatsToProcess       = @('InitTools.Format.ps1xml')
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    CmdletsToExport        = @(
        'ConvertTo-Dataset'
        'ConvertTo-Tensor'
        'Export-GradientPlot'
        'Export-GradientReport'
        'Export-Model'
        'Find-CriticalInitialization'
        'Get-Activation'
        'Get-ActivationGain'
        'Get-Initializer'
        'Get-ModelSummary'
        'Get-SignalPropagation'
        'Get-TorchBackend'
        'Import-Dataset'
        'Import-Model'
        'Initialize-Model'
        'Install-TorchBackend'
        'Invoke-GradientProbe'
        'Invoke-InitializationSweep'
        'Invoke-Model'
        'Invoke-ModelTraining'
        'Measure-Activation'
        'Measure-GradientFlow'
        'Measure-Initializer'
        'Measure-ModelSymmetry'
        'Measure-Tensor'
        'Measure-TrainingHealth'
        'New-ActivationLayer'
        'New-AlphaDropoutLayer'
        'New-BatchNormalizationLayer'
        'New-ConvolutionLayer'
        'New-DenseLayer'
        'New-DropoutLayer'
        'New-FlattenLayer'
        'New-Initializer'
        'New-LayerNormalizationLayer'
        'New-LearningRateSchedule'
        'New-Optimizer'
        'New-PoolingLayer'
        'New-RecurrentLayer'
        'New-ResidualBlock'
        'New-SequentialModel'
        'New-Tensor'
        'New-VarianceScalingInitializer'
        'Show-GradientFlow'
        'Register-InitToolsAssertion'
        'Repair-GradientFlow'
        'Test-GradientFlow'
        'Test-TrainingHealth'
    )
    PrivateData            = @{
        PSData = @{
            Tags       = @('DeepLearning', 'NeuralNetwork', 'Initialization', 'Gradient', 'TorchSharp', 'PSEdition_Core', 'Linux', 'Windows', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
            Prerelease = '{VersionSuffix}'
        }
    }
}
