#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5.0' }
# Numbers where the decimal separator is a comma.

BeforeAll {
    $root = Split-Path $PSScriptRoot
    Import-Module (Join-Path $root out InitTools) -Force
    $digits = Join-Path $root examples data digits.csv.gz
    $before = [cultureinfo]::CurrentCulture
    [cultureinfo]::CurrentCulture = 'de-DE'
    $net = 1..3 | ForEach-Object { New-DenseLayer 20 -Activation tanh } | New-SequentialModel -InputShape 20 -Seed 3
    $rows = $net | Invoke-GradientProbe -Seed 3
}

AfterAll {
    [cultureinfo]::CurrentCulture = $before
    $net.Dispose()
}

Describe 'Under de-DE' {
    It 'writes a CSV of rows whose numbers come back to the bit' {
        $path = Join-Path $TestDrive rows.csv
        $rows | Export-Csv $path -Delimiter ';'
        foreach ($pair in 0..2) {
            $back = (Import-Csv $path -Delimiter ';')[$pair]
            foreach ($name in 'BackpropStandardDeviation', 'WeightGradientNorm', 'ActivationMean') {
                [double]::Parse($back.$name, [cultureinfo]::CurrentCulture) | Should -Be $rows[$pair].$name
            }
        }
    }

    It 'reads data with decimal points' {
        $path = Join-Path $TestDrive points.csv
        "a,b,label`n0.5,1.25,0`n2.75,3.5,1" | Set-Content $path
        $data = Import-Dataset $path
        $data.Count | Should -Be 2
        (Import-Dataset $digits).Count | Should -Be 1797
    }

    It 'reads numbers of both kinds from objects' {
        $tensor = [pscustomobject]@{ x = 1.5; y = '2.5' } | ConvertTo-Tensor -Property x, y
        ($tensor | Measure-Tensor).Mean | Should -Be 2
    }

    It 'keeps an initializer through JSON' {
        $law = New-VarianceScalingInitializer -Scale 1.5 -Mode FanOut -Distribution Uniform
        $back = $law.ToJson() | ConvertFrom-Json -AsHashtable
        (New-DenseLayer 3 -KernelInitializer $back).KernelInitializer.Scale | Should -Be 1.5
    }

    It 'says numbers in errors as one writes them in code' {
        { New-Initializer Sparse -Sparsity 1.5 } | Should -Throw '*Sparsity is 1.5*'
        { New-DenseLayer 0 } | Should -Throw '*Units is 0*'
    }

    It 'shows tables' {
        $rows | Out-String -Width 80 | Should -Match 'Healthy'
        New-VarianceScalingInitializer -Scale 1e-5 | Out-String | Should -Match '1E-05'
    }

    It 'draws the same weights' {
        $here = New-Tensor 10, 10 -Initializer HeNormal -Seed 4
        [cultureinfo]::CurrentCulture = $before
        try { (New-Tensor 10, 10 -Initializer HeNormal -Seed 4).Equals($here) | Should -BeTrue }
        finally { [cultureinfo]::CurrentCulture = 'de-DE' }
    }
}
