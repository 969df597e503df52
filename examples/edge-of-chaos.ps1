<#
.SYNOPSIS
Draws the phase diagram of tanh from theory alone and puts measured networks on it.
.DESCRIPTION
Computes chi_1, the factor by which a gradient's variance changes in each layer of a wide network, for a grid of weight and bias
variances, and draws where gradients vanish, where they explode, and the edge of chaos between. Then builds deep networks at points of
the diagram, probes them, and puts what was measured on the map and beside the prediction in a table.

Runs in PowerShell 7.4+ and in the host that comes with InitTools; it needs the commands of the engine and of InitTools only.
.PARAMETER Depth
The number of layers of the measured networks.
.PARAMETER Width
The number of units in each layer.
.PARAMETER Seed
The seed of weights and inputs: equal seeds give equal pictures.
#>
param(
    [int] $Depth = 30,
    [int] $Width = 300,
    [long] $Seed = 42
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module InitTools)) { Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', 'out', 'InitTools')) }
$invariant = [cultureinfo]::InvariantCulture

# The map: weight variance from left to right, bias variance from the bottom to the top.
$columns = 61
$rows = 16
$weightVariances = foreach ($column in 0..($columns - 1)) { 0.5 + 3 * $column / ($columns - 1) }
$biasVariances = foreach ($row in 0..($rows - 1)) { 0.3 * $row / ($rows - 1) }
$watch = [Diagnostics.Stopwatch]::StartNew()
$theory = Get-SignalPropagation tanh -WeightVariance $weightVariances -BiasVariance $biasVariances
$edge = Find-CriticalInitialization tanh -BiasVariance $biasVariances
$milliseconds = $watch.Elapsed.TotalMilliseconds

# By how much the theory lets the gradient change over the measured depth; beyond 10 either way counts.
$map = [object[]]::new($rows)
foreach ($row in 0..($rows - 1)) {
    $map[$row] = [char[]]::new($columns)
    foreach ($column in 0..($columns - 1)) {
        $chi = $theory[$column * $rows + $row].Chi
        $change = [Math]::Pow($chi, $Depth / 2)
        $map[$row][$column] = if ($change -lt 0.1) { '░' } elseif ($change -gt 10) { '▓' } else { ' ' }
    }
    $onEdge = [int][Math]::Round(($edge[$row].WeightVariance - 0.5) / 3 * ($columns - 1))
    $map[$row][$onEdge] = '│'
}

# Measured networks: three below, on and above the edge at three bias variances.
$flows = foreach ($row in 1, 7, 13) {
    foreach ($factor in 0.6, 1, 1.5) {
        $weightVariance = $factor * $edge[$row].WeightVariance
        $biasVariance = $biasVariances[$row]
        $kernel = New-VarianceScalingInitializer -Scale $weightVariance -Mode FanIn -Distribution UntruncatedNormal
        $bias = New-Initializer RandomNormal -StandardDeviation ([Math]::Sqrt($biasVariance))
        $name = [string]::Format($invariant, '{0:F3}, {1:F2}', $weightVariance, $biasVariance)
        $net = 1..$Depth | ForEach-Object { New-DenseLayer $Width -Activation tanh -KernelInitializer $kernel -BiasInitializer $bias } |
            New-SequentialModel -InputShape $Width -Name $name -Seed $Seed
        $flow = $net | Invoke-GradientProbe -BatchSize 64 -Seed $Seed | Measure-GradientFlow
        $net.Dispose()
        $column = [int][Math]::Round(($weightVariance - 0.5) / 3 * ($columns - 1))
        # The last network lies beyond the right end of the map; the table has it.
        if ($column -lt $columns) {
            $map[$row][$column] = if ($flow.BackpropRatio -lt 0.1) { '▼' } elseif ($flow.BackpropRatio -gt 10) { '▲' } else { '●' }
        }
        $flow
    }
}

"tanh, $Depth layers of $Width units. The map is theory: $($theory.Count) points and the edge of chaos took $([int]$milliseconds) ms."
'The marks are measured: one network each, probed with one batch.'
''
'bias variance'
foreach ($row in ($rows - 1)..0) {
    $label = if ($row % 5 -eq 0) { $biasVariances[$row].ToString('F1', $invariant) } else { '' }
    $label.PadLeft(5) + ' ┤' + [string]::new([char[]]$map[$row])
}
' ' * 6 + '└' + '─' * $columns
' ' * 6 + '0.5' + ' ' * 17 + '1.5' + ' ' * 17 + '2.5' + ' ' * 17 + '3.5  weight variance'
''
'░ gradients vanish, ▓ explode (10-fold or more over all layers), │ the edge of chaos'
'measured: ▼ vanishing, ● within 10-fold, ▲ exploding'
''
'The gradient at the first layer over that at the last, measured and predicted, by weight and bias variance:'
$table = '{0,-14}{1,12}{2,12}{3,9}'
$table -f 'variances', 'measured', 'predicted', 'chi'
foreach ($flow in $flows) {
    [string]::Format($invariant, '{0,-14}{1,12:G3}{2,12:G3}{3,9:F3}', $flow.Model, $flow.BackpropRatio, $flow.PredictedBackpropRatio, $flow.Chi)
}

$agree = @($flows | Where-Object { $_.BackpropRatio / $_.PredictedBackpropRatio -gt 0.5 -and $_.BackpropRatio / $_.PredictedBackpropRatio -lt 2 }).Count
@"

What to conclude
- Two numbers, the variances of weights and biases, decide whether a gradient survives $Depth layers of tanh; the theory knows the
  answer in microseconds, before there is a network. Here $agree of $(@($flows).Count) networks are within a factor of 2 of it.
- The corridor around the edge of chaos in which gradients survive narrows as networks grow deeper: along the edge it is open at any depth.
- More bias needs more weight: the edge runs from weight variance 1 without biases to $($edge[-1].WeightVariance.ToString('F2', $invariant)) at bias variance $($biasVariances[-1].ToString('F1', $invariant)).
  Find-CriticalInitialization finds it for any activation.
"@
