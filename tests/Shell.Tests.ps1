#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5.0' }
# The shell experience of the staged module (build.ps1 stages it): what `dotnet test` can't show, because the engine alone has no
# Format-Table, Export-Csv and the like.

BeforeAll {
    $root = Split-Path $PSScriptRoot
    Import-Module (Join-Path $root out InitTools) -Force
    $digits = Join-Path $root examples data digits.csv.gz

    function New-TestModel([string] $Activation = 'tanh', [int] $Depth = 4, [string] $Initializer = 'Auto', [int] $Width = 30) {
        $hidden = 1..$Depth | ForEach-Object { New-DenseLayer $Width -Activation $Activation -KernelInitializer $Initializer }
        @($hidden) + (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 42 -Name "$Activation x$Depth"
    }
}

Describe 'The five-line example' {
    BeforeAll {
        $net = New-TestModel
        $rows = $net | Invoke-GradientProbe -Dataset (Import-Dataset $digits -Standardize) -Seed 1
    }

    It 'formats as a table with numbers that keep their digits' {
        $text = $rows | Format-Table | Out-String -Width 100
        $text | Should -Match 'Model: tanh x4'
        $text | Should -Match 'sd\(dL/dz\)'
        $text | Should -Not -Match '\b0\.0000*\b(?!\d)'
    }

    It 'keeps the verdict on an 80-column screen' {
        $rows | Out-String -Width 80 | Should -Match 'Healthy'
    }

    It 'exports to CSV and reads back' {
        $path = Join-Path $TestDrive flow.csv
        $rows | Export-Csv $path
        $back = Import-Csv $path
        $back.Count | Should -Be 5
        $back[0].Name | Should -Be 'dense_1'
        $back[0].Verdict | Should -Be 'Healthy'
        [double]::Parse($back[0].BackpropStandardDeviation, [cultureinfo]::CurrentCulture) |
            Should -Be $rows[0].BackpropStandardDeviation
    }

    It 'sorts, groups and selects like any object' {
        ($rows | Sort-Object BackpropStandardDeviation -Descending)[0].Layer | Should -Be 5
        ($rows | Group-Object Activation -NoElement).Name | Should -Be 'linear', 'tanh'
        ($rows | Measure-Object Layer -Maximum).Maximum | Should -Be 5
        ($rows | Select-Object -First 1 -ExpandProperty FanIn) | Should -Be 64
    }

    It 'converts to JSON with names for verdicts on request' {
        ($rows[0] | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json).Verdict | Should -Be 'Healthy'
    }

    It 'judges the flow' {
        $flow = $rows | Measure-GradientFlow
        $flow.Verdict | Should -Be 'Healthy'
        $flow.Depth | Should -Be 5
        $net | Test-GradientFlow -Seed 1 | Should -BeTrue
    }
}

Describe 'A sick network' {
    It 'is recognized, and cured by the recommendation' {
        $net = New-TestModel relu 30 LecunNormal
        $flow = $net | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow
        $flow.Verdict | Should -Be 'Vanishing'
        $flow.Recommendation | Should -Match 'HeNormal'
        $net | Initialize-Model -KernelInitializer HeNormal -Seed 1
        $net | Test-GradientFlow -Seed 1 | Should -BeTrue
    }

    It 'takes other thresholds' {
        $rows = New-TestModel sigmoid 4 | Invoke-GradientProbe -Seed 1
        ($rows | Measure-GradientFlow).Verdict | Should -Be 'Healthy'
        ($rows | Measure-GradientFlow -VanishingRatio 0.5).Verdict | Should -Be 'Vanishing'
    }
}

Describe 'Cmdlet manners' {
    It '<_> supports -WhatIf' -ForEach 'Initialize-Model', 'Install-TorchBackend' {
        (Get-Command $_).Parameters.Keys | Should -Contain 'WhatIf'
    }

    It 'changes nothing with -WhatIf' {
        $net = New-TestModel
        $before = $net.Layers[0].GetKernel()
        $net | Initialize-Model -KernelInitializer Zeros -WhatIf
        $before.Equals($net.Layers[0].GetKernel()) | Should -BeTrue
    }

    It 'stops on an error where the caller asks for it' {
        { $ErrorActionPreference = 'Stop'; 'nonsense' | Measure-Initializer -Shape 2, 2 } |
            Should -Throw -ErrorId 'InitTools.UnknownInitializer,InitTools.Module.MeasureInitializerCommand'
    }

    It 'goes on after an error where the caller asks for it' {
        $out = 'nonsense', 'zeros' | Measure-Initializer -Shape 2, 2 -ErrorAction SilentlyContinue -ErrorVariable problems
        $out.Initializer | Should -Be 'Zeros'
        $problems.Count | Should -Be 1
    }

    It 'works under strict mode' {
        Set-StrictMode -Version Latest
        (New-TestModel | Get-ModelSummary).Count | Should -Be 5
    }

    It 'runs in parallel runspaces with equal results' {
        $module = Join-Path $root out InitTools
        $results = 1..2 | ForEach-Object -Parallel {
            Import-Module $using:module
            $net = 1..3 | ForEach-Object { New-DenseLayer 20 -Activation tanh } | New-SequentialModel -InputShape 20 -Seed 3
            ($net | Invoke-GradientProbe -Seed 3).BackpropStandardDeviation -join ' '
        }
        $results[0] | Should -Be $results[1]
    }

    It 'completes names' {
        $line = 'New-Initializer He'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'HeUniform', 'HeNormal'
    }
}

Describe 'Numbers in another culture' {
    It 'reads and writes the same data under de-DE' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            (Import-Dataset $digits).Count | Should -Be 1797
            { New-DenseLayer 0 } | Should -Throw '*Units is 0*'
            New-VarianceScalingInitializer -Scale 1e-5 | Out-String | Should -Match '1E-05'
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }
}

Describe 'Help' {
    It '<_> has a synopsis, described parameters and two examples' -ForEach @(
        (Import-PowerShellDataFile (Join-Path (Split-Path $PSScriptRoot) module InitTools.psd1)).CmdletsToExport) {
        $help = Get-Help $_ -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match "^\s*$_"
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        foreach ($parameter in @($help.parameters.parameter) -ne $null) {
            $parameter.description.Text | Should -Not -BeNullOrEmpty -Because "-$($parameter.name) is a parameter of $_"
        }
    }
}

Describe 'The example script' {
    It 'runs and writes the rows of 40 networks' {
        $csv = Join-Path $TestDrive rows.csv
        $text = & (Join-Path $root examples vanishing-gradients.ps1) -CsvPath $csv | Out-String
        $text | Should -Match 'What to conclude'
        (Import-Csv $csv).Count | Should -Be 840
    }

    It 'draws the edge of chaos' {
        & (Join-Path $root examples edge-of-chaos.ps1) -Depth 20 -Width 200 | Out-String | Should -Match '9 of 9 networks'
    }
}
