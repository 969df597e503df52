<#
.SYNOPSIS
Trains thirty tanh layers that can't learn, finds out why, cures them, and trains the same network again.
.DESCRIPTION
Builds a network whose weights begin far too small, trains it on real handwritten digits and shows that it stays at chance: what the
rules find, and how far each layer has moved from where it began. Then repairs its gradient flow, shows every step with the gradient's
ratio before and after, and trains the same network again.

Runs in PowerShell 7.4+ and in the host that comes with InitTools; it needs the commands of the engine and of InitTools only.
.PARAMETER Depth
The number of hidden layers.
.PARAMETER Width
The number of units in each of them.
.PARAMETER Epoch
The number of epochs before and after the cure.
.PARAMETER Seed
The seed of weights, samples and their order: equal seeds give equal numbers on as many threads.
#>
param(
    [int] $Depth = 30,
    [int] $Width = 50,
    [int] $Epoch = 6,
    [long] $Seed = 42
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module InitTools)) { Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', 'out', 'InitTools')) }

$digits = Import-Dataset ([IO.Path]::Combine($PSScriptRoot, 'data', 'digits.csv.gz')) -Standardize
$small = New-Initializer RandomNormal -StandardDeviation 0.01
$hidden = 1..$Depth | ForEach-Object { New-DenseLayer $Width -Activation tanh -KernelInitializer $small }
$net = @($hidden) + (New-DenseLayer 10) | New-SequentialModel -InputShape $digits.SampleShape -Name sick -Seed $Seed
$training = @{ Dataset = $digits; ValidationFraction = 0.2; Epoch = $Epoch; Seed = $Seed }

"1. $Depth tanh layers with weights from N(0, 0.01), trained for $Epoch epochs"
$rows = $net | Invoke-ModelTraining @training -ProbeEvery 50
$before = @($rows | Where-Object { $_ -is [InitTools.TrainingEpoch] })
$before | Out-Default
$layers = @($rows | Where-Object { $_ -is [InitTools.LayerGradient] })
'How far the weights have moved from where they began, |W - W0| / |W0|:'
foreach ($row in $layers | Where-Object Step -EQ $layers[-1].Step | Where-Object Layer -In 1, ([int]($Depth / 2)), ($Depth + 1)) {
    '  layer {0,2}: {1:G3}' -f $row.Layer, $row.WeightChange
}

'', '2. What the rules find'
$rows | Measure-TrainingHealth | Out-Default

'3. The cure, step by step'
$steps = $net | Repair-GradientFlow -Dataset $digits -Seed $Seed
$steps | Out-Default
foreach ($step in $steps) { "Step $($step.Step), $(if ($step.Kept) { 'kept' } else { 'undone' }): $($step.Reason)" }

'', '4. The same network, trained again'
$after = @($net | Invoke-ModelTraining @training)
$after | Out-Default
$net.Dispose()

@"
Before and after
  gradient at the first layer over that at the last: $('{0:G3}' -f $steps[0].BackpropRatioBefore) and $('{0:G3}' -f $steps[-1].BackpropRatioAfter)
  validation accuracy: $('{0:P1}' -f $before[-1].ValidationAccuracy) and $('{0:P1}' -f $after[-1].ValidationAccuracy)
"@
