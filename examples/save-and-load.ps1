<#
.SYNOPSIS
Trains a network on handwritten digits, keeps it in a file, and goes on with it.
.DESCRIPTION
Trains for a few epochs, writes the model into a safetensors file, reads it back, shows that both answer alike to the bit, and trains the
copy on. The file holds the architecture too, and PyTorch's and JAX' safetensors libraries read the tensors in it.

Runs in PowerShell 7.4+ and in the host that comes with InitTools; it needs the commands of the engine and of InitTools only.
.PARAMETER Path
The file that takes the model; it is overwritten.
.PARAMETER Epoch
The epochs of each of the two trainings.
.PARAMETER Seed
The seed of weights and of the order of the samples.
#>
param(
    [string] $Path = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'inittools-digits.safetensors'),
    [int] $Epoch = 5,
    [long] $Seed = 42
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module InitTools)) { Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', 'out', 'InitTools')) }

$digits = Import-Dataset ([IO.Path]::Combine($PSScriptRoot, 'data', 'digits.csv.gz')) -Standardize
$net = (New-DenseLayer 64 -Activation relu -KernelInitializer Auto), (New-DenseLayer 10) |
    New-SequentialModel -InputShape $digits.SampleShape -Name digits -Seed $Seed

'Trained from its start:'
$net | Invoke-ModelTraining -Dataset $digits -Epoch $Epoch -Optimizer adam -Seed $Seed | Out-Default

$file = $net | Export-Model $Path -Force -PassThru
$copy = Import-Model $Path
"$($file.Length) bytes in $($file.FullName)."

function Get-Answer($Model) { ($Model | Invoke-Model -Dataset $digits | ForEach-Object { '{0}:{1:R}' -f $_.Predicted, $_.Probability }) -join ' ' }
"The copy answers to all $($digits.Count) digits as the original does: $((Get-Answer $net) -ceq (Get-Answer $copy))."
''
'The copy, trained on:'
$rows = @($copy | Invoke-ModelTraining -Dataset $digits -Epoch $Epoch -Optimizer adam -Seed ($Seed + 1))
$rows | Out-Default
"Accuracy at the end: $($rows[-1].Accuracy.ToString('P1', [cultureinfo]::InvariantCulture))."

$net.Dispose()
$copy.Dispose()
