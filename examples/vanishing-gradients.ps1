<#
.SYNOPSIS
Shows which initialization lets the gradient through a deep network, for four activations, on real handwritten digits.
.DESCRIPTION
Builds networks of 10 and 30 hidden layers for sigmoid, tanh, ReLU and SELU, each with five initializations: the naive N(0, 1), the
naive U(+-1/sqrt(n)), Glorot, He and LeCun. Probes every one with the same batch of digits, prints a verdict for each and the layers
of one sick network beside the cured one, and writes all rows to a CSV file.

Runs in PowerShell 7.4+ and in the host that comes with InitTools; it needs the commands of the engine and of InitTools only.
.PARAMETER CsvPath
The file that takes the rows of all layers; it is overwritten.
.PARAMETER Seed
The seed of weights and samples: equal seeds give equal tables.
#>
param(
    [string] $CsvPath = [IO.Path]::Combine($PWD.ProviderPath, 'vanishing-gradients.csv'),
    [long] $Seed = 42
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module InitTools)) { Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', 'out', 'InitTools')) }

$digits = Import-Dataset ([IO.Path]::Combine($PSScriptRoot, 'data', 'digits.csv.gz')) -Standardize
$width = 400
$initializers = [ordered]@{
    'N(0,1)'        = New-Initializer RandomNormal -StandardDeviation 1
    'U(+-1/sqrt n)' = New-VarianceScalingInitializer -Scale (1 / 3) -Mode FanIn -Distribution Uniform
    'Glorot'        = New-Initializer GlorotUniform
    'He'            = New-Initializer HeNormal
    'LeCun'         = New-Initializer LecunNormal
}

# Every network ends with ten units, one a digit, initialized as its hidden layers are.
$rows = foreach ($activation in 'sigmoid', 'tanh', 'relu', 'selu') {
    foreach ($depth in 10, 30) {
        foreach ($name in $initializers.Keys) {
            $hidden = 1..$depth | ForEach-Object {
                New-DenseLayer $width -Activation $activation -KernelInitializer $initializers[$name]
            }
            $output = New-DenseLayer 10 -KernelInitializer $initializers[$name]
            $net = @($hidden) + $output |
                New-SequentialModel -InputShape $digits.SampleShape -Name "$activation x$depth $name" -Seed $Seed
            $net | Invoke-GradientProbe -Dataset $digits -Seed $Seed
            $net.Dispose()
        }
    }
}
$flows = $rows | Measure-GradientFlow

"$($digits.Count) handwritten digits, $(@($flows).Count) networks of $width units a layer."
'Backprop ratio: standard deviation of dL/dz at the first layer over that at the last. 1 keeps the gradient.'
$flows | Out-Default

'Layer by layer, sick and cured. The bar shows the gradient on a log scale.'
$rows | Where-Object Model -In 'sigmoid x10 Glorot', 'relu x10 He' | Out-Default

# Engine commands only: Export-Csv would do the same in PowerShell.
$properties = $rows[0].PSObject.Properties.Name
$lines = @($properties -join ',') + @(foreach ($row in $rows) {
        $fields = foreach ($property in $properties) {
            $text = [Convert]::ToString($row.$property, [cultureinfo]::InvariantCulture)
            '"{0}"' -f $text.Replace('"', '""')
        }
        $fields -join ','
    })
$partial = "$CsvPath.$PID.partial"
[IO.File]::WriteAllLines($partial, [string[]]$lines)
[IO.File]::Move($partial, $CsvPath, $true)
"$(@($rows).Count) rows written to $CsvPath."

$healthy = @($flows | Where-Object Verdict -EQ Healthy | ForEach-Object Model)
@"

What to conclude
- The initializer belongs to the activation: Glorot to tanh, He to ReLU, LeCun to SELU. Thirty layers deep these keep the
  gradient's size within a factor of about 20 from the last layer to the first; the naive ones lose or multiply it by millions.
- ReLU with Glorot or LeCun loses half of the signal's variance in every layer: the factor 2 of He is exactly that half.
- N(0,1) is no neutral choice: it saturates sigmoid and tanh, and the gradient explodes in all four.
- No initializer of this kind saves ten sigmoid layers, whose derivative is at most 1/4. Change the activation.
Healthy here: $($healthy -join ', ').
"@
