<#
.SYNOPSIS
Shows what the named initializers draw, which one belongs to which activation, and what a wrong one does to a deep network.
.DESCRIPTION
Draws a kernel of 784 inputs and 300 units from each law and holds its variance against the formula; asks which law belongs to which
activation; and sends a batch through 30 ReLU layers that start with LeCun's, Glorot's and He's law.

Runs in PowerShell 7.4+ and in the host that comes with InitTools; it needs the commands of the engine and of InitTools only.
.PARAMETER Seed
The seed of weights and samples: equal seeds give equal tables.
#>
param([long] $Seed = 42)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module InitTools)) { Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', 'out', 'InitTools')) }

'What the laws draw: a kernel of 784 inputs and 300 units. P is the chance of a variance as far off, were the law obeyed.'
'GlorotUniform', 'GlorotNormal', 'HeUniform', 'HeNormal', 'LecunUniform', 'LecunNormal', 'Orthogonal' |
    Measure-Initializer -Shape 300, 784 -Seed $Seed | Out-Default

'Which law belongs to which activation?'
foreach ($activation in 'tanh', 'sigmoid', 'relu', 'gelu', 'selu') {
    '  {0,-8} {1}' -f $activation, (Get-Initializer -Activation $activation)[0].Name
}

''
'A law of your own is a value like any other, and a spelling of Keras or PyTorch means what it means there:'
$own = New-VarianceScalingInitializer -Scale 2 -Mode FanOut -Distribution UntruncatedNormal
'  variance of kaiming_normal {0}, of he_normal {1}, of my own {2}' -f @(
    foreach ($law in 'kaiming_normal', 'he_normal', $own) {
        (Measure-Initializer $law -Shape 300, 784 -Seed $Seed).Variance.ToString('G3', [cultureinfo]::InvariantCulture)
    })

''
'Thirty layers of ReLU, which halves the signal in every layer unless the law makes up for it:'
$flows = foreach ($law in 'LecunNormal', 'GlorotUniform', 'HeNormal') {
    $net = 1..30 | ForEach-Object { New-DenseLayer 200 -Activation relu -KernelInitializer $law } |
        New-SequentialModel -InputShape 200 -Name $law -Seed $Seed
    $net | Invoke-GradientProbe -Seed $Seed | Measure-GradientFlow
    $net.Dispose()
}
$flows | Out-Default

@"
What to conclude
- Fans decide: He's law has twice LeCun's variance, and that factor of 2 is the half that ReLU cuts away.
- -KernelInitializer Auto takes the law that belongs to the layer's activation.
Healthy here: $(@($flows | Where-Object Verdict -EQ Healthy | ForEach-Object Model) -join ', ').
"@
