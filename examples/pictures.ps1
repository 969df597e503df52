<#
.SYNOPSIS
Draws the pictures of the README, each by the commands that stand beside it there.
.DESCRIPTION
Draws four pictures as SVG: where gradients die, by layer, with what the theory predicts; the distributions behind that, after Glorot and
Bengio's figures 6 and 7; the phase diagram of tanh with the edge of chaos; and what a training does to the gradient, layer by layer and
step by step. Equal seeds give equal pictures.

Runs in PowerShell 7.4+ and in the host that comes with InitTools; it needs the commands of the engine and of InitTools only.
.PARAMETER Path
The folder to draw into; files that are there already are replaced.
.PARAMETER Seed
The seed of weights, inputs and batches.
#>
param(
    [string] $Path = [IO.Path]::Combine($PSScriptRoot, '..', 'docs', 'pictures'),
    [long] $Seed = 42
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module InitTools)) { Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', 'out', 'InitTools')) }
$null = [IO.Directory]::CreateDirectory($Path)

function Get-PicturePath([string] $Name) { [IO.Path]::Combine($Path, $Name) }

# Where do gradients die?
$rows = foreach ($activation in 'sigmoid', 'tanh', 'relu', 'selu') {
    $net = 1..20 | ForEach-Object { New-DenseLayer 100 -Activation $activation } |
        New-SequentialModel -InputShape 64 -Name "$activation, GlorotUniform" -Seed $Seed
    $net | Invoke-GradientProbe -Seed 1
    $net.Dispose()
}
$rows | Export-GradientPlot (Get-PicturePath gradients.svg) -Height 420 -Force -PassThru

# What do they look like on the way? The naive law has the variance 1/(3 fan_in).
$naive = New-VarianceScalingInitializer -Scale 0.3333 -Distribution Uniform
$bins = foreach ($law in @{ Name = 'naive, 1/(3 fan_in)'; Initializer = $naive }, @{ Name = 'GlorotUniform'; Initializer = 'GlorotUniform' }) {
    $net = 1..5 | ForEach-Object { New-DenseLayer 100 -Activation tanh -KernelInitializer $law.Initializer } |
        New-SequentialModel -InputShape 100 -Name $law.Name -Seed $Seed
    $net | Invoke-GradientProbe -Histogram -BinCount 30 -Seed 1
    $net.Dispose()
}
$bins | Export-GradientPlot (Get-PicturePath histograms.svg) -Height 560 -Force -PassThru

# Which variances let a signal through, whatever the depth?
$weights = 0..30 | ForEach-Object { 0.5 + $_ / 10 }
$biases = 0..15 | ForEach-Object { $_ / 50 }
Get-SignalPropagation tanh $weights $biases | Export-GradientPlot (Get-PicturePath phases.svg) -Height 420 -Force -PassThru

# And in training?
$digits = Import-Dataset ([IO.Path]::Combine($PSScriptRoot, 'data', 'digits.csv.gz')) -Standardize
$layers = @(1..10 | ForEach-Object { New-DenseLayer 50 -Activation tanh -KernelInitializer Auto }) + (New-DenseLayer 10)
$net = $layers | New-SequentialModel -InputShape 64 -Name 'ten tanh layers' -Seed $Seed
$rows = $net | Invoke-ModelTraining -Dataset $digits -Epoch 5 -ProbeEvery 3 -Seed 1
$net.Dispose()
$rows | Export-GradientPlot (Get-PicturePath training.svg) BackpropMap -Height 360 -Force -PassThru
