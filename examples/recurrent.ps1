<#
.SYNOPSIS
Shows how far back in time the gradient of a recurrent network reaches, and what its start has to do with it.
.DESCRIPTION
Probes networks that read sequences and answer at their end: a simple RNN with a small and an orthogonal recurrent kernel, one without
an activation (*) with a large one, a GRU, and LSTMs whose forget gate begins with a bias of 0, 1 and 4. The decay is the factor by which the gradient changes in a step back in
time; its power over all steps is what is left of it at the first.

Runs in PowerShell 7.4+ and in the host that comes with InitTools; it needs the commands of the engine and of InitTools only.
.PARAMETER Steps
The length of the sequences.
.PARAMETER Seed
The seed of weights and samples: equal seeds give equal tables.
#>
param([int] $Steps = 40, [long] $Seed = 42)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module InitTools)) { Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', 'out', 'InitTools')) }

$small = New-Initializer RandomNormal -StandardDeviation 0.05
$large = New-Initializer RandomNormal -StandardDeviation 0.6
$starts = [ordered]@{
    'RNN, N(0, 0.05^2)' = { New-RecurrentLayer 32 -RecurrentInitializer $small }
    'RNN, N(0, 0.6^2)*' = { New-RecurrentLayer 32 -Activation linear -RecurrentInitializer $large }
    'RNN, orthogonal'   = { New-RecurrentLayer 32 -RecurrentInitializer Orthogonal }
    'GRU'               = { New-RecurrentLayer 32 Gru }
    'LSTM, forget 0'    = { New-RecurrentLayer 32 Lstm -ForgetGateBias 0 }
    'LSTM, forget 1'    = { New-RecurrentLayer 32 Lstm }
    'LSTM, forget 4'    = { New-RecurrentLayer 32 Lstm -ForgetGateBias 4 }
}

"What is left of the gradient after $Steps steps back in time:"
'{0,-18} {1,8} {2,10}  {3}' -f 'start', 'a step', 'in all', 'verdict'
foreach ($name in $starts.Keys) {
    $net = (& $starts[$name]), (New-DenseLayer 4) | New-SequentialModel -InputShape $Steps, 3 -Name $name -Seed $Seed
    $flow = $net | Invoke-GradientProbe -BatchSize 64 -Seed $Seed | Measure-GradientFlow
    $net.Dispose()
    $left = [Math]::Pow($flow.TimeDecay, $Steps - 1)
    [string]::Format([cultureinfo]::InvariantCulture, '{0,-18} {1,8:F3} {2,10:0.0E+00}  {3}', $name, $flow.TimeDecay, $left, $flow.TimeVerdict)
}

@"
* without an activation; tanh would cut the large values off.

What to conclude
- A recurrent kernel is applied once a step, so that what it does to a length it does $Steps times over: small kernels forget, large
  ones explode. An orthogonal one keeps the length; what is lost then, tanh loses.
- An LSTM remembers by its forget gate. A bias of 1 keeps 0.73 of the memory in a step, one of 4 keeps 0.98.
"@
