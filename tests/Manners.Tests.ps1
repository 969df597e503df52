#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5.0' }
# How the cmdlets behave among others: -WhatIf, errors, strict mode, sorting and grouping.

BeforeAll {
    $root = Split-Path $PSScriptRoot
    Import-Module (Join-Path $root out InitTools) -Force

    function New-TestModel([string] $Activation = 'tanh', [int] $Depth = 4) {
        1..$Depth | ForEach-Object { New-DenseLayer 20 -Activation $Activation } | New-SequentialModel -InputShape 20 -Seed 42 -Name $Activation
    }
}

Describe '-WhatIf and -Confirm' {
    It '<_> has both' -ForEach @(
        (Import-PowerShellDataFile (Join-Path (Split-Path $PSScriptRoot) module InitTools.psd1)).CmdletsToExport |
            Where-Object { $_ -match '^(Export|Initialize|Install)-' }) {
        (Get-Command $_).Parameters.Keys | Should -Contain 'WhatIf'
        (Get-Command $_).Parameters.Keys | Should -Contain 'Confirm'
    }

    It 'leaves weights as they were' {
        $net = New-TestModel
        $before = $net.Layers[0].GetKernel()
        $net | Initialize-Model -KernelInitializer Zeros -WhatIf
        $before.Equals($net.Layers[0].GetKernel()) | Should -BeTrue
    }

    It 'trains nothing' {
        $digits = Import-Dataset (Join-Path $root examples data digits.csv.gz) -First 64
        $net = New-DenseLayer 10 | New-SequentialModel -InputShape 64 -Seed 1
        $before = $net.Layers[0].GetKernel()
        $net | Invoke-ModelTraining -Dataset $digits -WhatIf | Should -BeNullOrEmpty
        $before.Equals($net.Layers[0].GetKernel()) | Should -BeTrue
    }

    It 'writes no file' {
        $path = Join-Path $TestDrive flow.svg
        New-TestModel | Invoke-GradientProbe -Seed 1 | Export-GradientPlot -Path $path -WhatIf
        $path | Should -Not -Exist
    }

    It 'asks nobody where $WhatIfPreference is set' {
        $net = New-TestModel
        $before = $net.Layers[0].GetKernel()
        $WhatIfPreference = $true
        $net | Initialize-Model -KernelInitializer Zeros
        $WhatIfPreference = $false
        $before.Equals($net.Layers[0].GetKernel()) | Should -BeTrue
    }
}

Describe 'Errors' {
    It 'go on with the next object by default' {
        $out = 'nonsense', 'zeros' | Measure-Initializer -Shape 2, 2 -ErrorAction SilentlyContinue -ErrorVariable problems
        $out.Initializer | Should -Be 'Zeros'
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Match '^InitTools\.UnknownInitializer,'
        $problems[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
    }

    It 'are silent with -ErrorAction Ignore' {
        $before = $Error.Count
        'nonsense' | Measure-Initializer -Shape 2, 2 -ErrorAction Ignore
        $Error.Count | Should -Be $before
    }

    It 'stop with -ErrorAction Stop' {
        { 'nonsense', 'zeros' | Measure-Initializer -Shape 2, 2 -ErrorAction Stop } |
            Should -Throw -ErrorId 'InitTools.UnknownInitializer,InitTools.Module.MeasureInitializerCommand'
    }

    It 'stop where $ErrorActionPreference says so' {
        { $ErrorActionPreference = 'Stop'; 'nonsense' | Measure-Initializer -Shape 2, 2 } |
            Should -Throw -ErrorId 'InitTools.UnknownInitializer,InitTools.Module.MeasureInitializerCommand'
        { $ErrorActionPreference = 'Stop'; $net = New-TestModel; $net.Dispose(); $net, $net | Invoke-GradientProbe } |
            Should -Throw -ErrorId 'InitTools.DisposedModel,*'
    }

    It 'end a command whose argument can never be right' {
        { New-DenseLayer 0 -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'InitTools.InvalidUnits,*'
    }
}

Describe 'Strict mode' {
    BeforeAll { Set-StrictMode -Version Latest }
    AfterAll { Set-StrictMode -Off }

    It 'builds, probes, trains and measures' {
        $net = New-TestModel
        ($net | Get-ModelSummary).Count | Should -Be 4
        ($net | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow).Verdict | Should -Be 'Healthy'
        (New-Tensor 3, 3 | Measure-Tensor).Count | Should -Be 9
    }

    It 'formats every view' {
        $net = New-TestModel
        $objects = @(
            $net.Layers[0], (New-Initializer HeNormal), (New-Initializer Zeros), $net, (Get-Initializer), (Get-Activation)
            ($net | Get-ModelSummary), ($net | Invoke-GradientProbe -Seed 1), ($net | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow)
            (Measure-Activation tanh -Count 3), (Get-SignalPropagation tanh 2), (Find-CriticalInitialization tanh))
        foreach ($group in $objects) {
            $text = $group | Out-String -Width 80
            $text.Trim() | Should -Not -BeNullOrEmpty
            $text | Should -Not -Match '#ERR'
            ($text -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        }
    }
}

Describe 'Sort-Object, Group-Object, Measure-Object and the like' {
    BeforeAll { $rows = (New-TestModel tanh), (New-TestModel sigmoid 6) | Invoke-GradientProbe -Seed 1 }

    It 'sort by numbers and by verdicts' {
        $sorted = $rows | Sort-Object BackpropStandardDeviation
        $sorted[0].BackpropStandardDeviation | Should -Be ($rows | Measure-Object BackpropStandardDeviation -Minimum).Minimum
        ($rows | Sort-Object Verdict, Model, Layer).Count | Should -Be 10
    }

    It 'group by model and activation' {
        $groups = $rows | Group-Object Model
        $groups.Name | Should -Be 'sigmoid', 'tanh'
        $groups.ForEach({ $_.Count }) | Should -Be 6, 4
        ($rows | Group-Object Activation -AsHashTable).Keys | Sort-Object | Should -Be 'sigmoid', 'tanh'
    }

    It 'compare and select' {
        $flows = $rows | Measure-GradientFlow
        (Compare-Object $flows[0] $flows[1] -Property Model).Count | Should -Be 2
        ($rows | Select-Object -Property Name -Unique).Count | Should -Be 6
        ($rows | Where-Object Layer -GT 4).Model | Should -Be 'sigmoid', 'sigmoid'
    }

    It 'format as tables and lists' {
        $rows | Format-Table Model, Layer, BackpropStandardDeviation | Out-String | Should -Match 'sigmoid'
        $rows[0] | Format-List * | Out-String | Should -Match 'WeightGradientNorm\s+:'
    }
}
