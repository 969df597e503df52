#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5.0' }
# Objects that leave the session: files of the shell, JSON, jobs and parallel runspaces.

BeforeAll {
    $root = Split-Path $PSScriptRoot
    $module = Join-Path $root out InitTools
    Import-Module $module -Force
    $net = 1..4 | ForEach-Object { New-DenseLayer 30 -Activation tanh } | New-SequentialModel -InputShape 64 -Seed 42 -Name net
    $rows = $net | Invoke-GradientProbe -Seed 1
}

AfterAll { $net.Dispose() }

Describe 'Export-Clixml and Import-Clixml' {
    It 'keep the view of <Name>' -ForEach @(
        @{ Name = 'LayerGradient'; Make = { $rows } }
        @{ Name = 'GradientFlow'; Make = { $rows | Measure-GradientFlow } }
        @{ Name = 'LayerSummary'; Make = { $net | Get-ModelSummary } }
        @{ Name = 'InitializerMeasurement'; Make = { Measure-Initializer HeNormal -Shape 30, 20 -Seed 1 } }
        @{ Name = 'TensorStatistics'; Make = { New-Tensor 9, 9 -Seed 1 | Measure-Tensor } }
        @{ Name = 'InitializerInfo'; Make = { Get-Initializer He* } }
        @{ Name = 'Activation'; Make = { Get-Activation tanh, relu } }
        @{ Name = 'SignalPropagation'; Make = { Get-SignalPropagation tanh 1.5, 2 -BiasVariance 0.1 } }
        @{ Name = 'CriticalInitialization'; Make = { Find-CriticalInitialization tanh -BiasVariance 0.05 } }
        @{ Name = 'VarianceScaling'; Make = { New-Initializer HeNormal } }
        @{ Name = 'Training rows'; Make = {
                $digits = Import-Dataset (Join-Path $root examples data digits.csv.gz) -Standardize -First 64
                $small = New-DenseLayer 10 | New-SequentialModel -InputShape 64 -Seed 1
                $small | Invoke-ModelTraining -Dataset $digits -Epoch 2 -Seed 1
                $small.Dispose() } }
    ) {
        $objects = @(& $Make)
        $path = Join-Path $TestDrive objects.xml
        $objects | Export-Clixml $path
        $back = @(Import-Clixml $path)
        $back.Count | Should -Be $objects.Count
        $back[0].PSObject.TypeNames[0] | Should -Match '^Deserialized\.InitTools\.'
        ($back | Out-String -Width 80) | Should -Be ($objects | Out-String -Width 80)
    }

    It 'keep numbers, names and nulls' {
        $path = Join-Path $TestDrive rows.xml
        $rows | Export-Clixml $path
        $back = Import-Clixml $path
        foreach ($index in 0..3) {
            foreach ($property in $rows[0].PSObject.Properties.Name) {
                ('{0}' -f $back[$index].$property) | Should -Be ('{0}' -f $rows[$index].$property) -Because "$property is a property of row $index"
            }
            $back[$index].BackpropStandardDeviation | Should -Be $rows[$index].BackpropStandardDeviation
        }
    }
}

Describe 'ConvertTo-Json' {
    It 'writes a row that comes back' {
        $back = $rows[0] | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json
        $back.Verdict | Should -Be 'Healthy'
        $back.BackpropStandardDeviation | Should -Be $rows[0].BackpropStandardDeviation
        $back.SaturatedFraction | Should -Be $rows[0].SaturatedFraction
    }

    It 'writes initializers, flows and statistics without a warning' {
        $warnings = @()
        $objects = (New-Initializer HeNormal), ($rows | Measure-GradientFlow), (New-Tensor 3, 3 -Seed 1 | Measure-Tensor)
        $objects | ConvertTo-Json -WarningVariable warnings | ConvertFrom-Json | ForEach-Object { $_ } | Should -HaveCount 3
        $warnings | Should -BeNullOrEmpty
    }
}

Describe 'Other runspaces and processes' {
    It 'ForEach-Object -Parallel gives equal results, on one model too' {
        $expected = $rows.BackpropStandardDeviation -join ' '
        $results = 1..4 | ForEach-Object -ThrottleLimit 2 -Parallel {
            Import-Module $using:module
            $again = 1..4 | ForEach-Object { New-DenseLayer 30 -Activation tanh } | New-SequentialModel -InputShape 64 -Seed 42
            ($again | Invoke-GradientProbe -Seed 1).BackpropStandardDeviation -join ' '
            $again.Dispose()
        }
        $results | Should -Be (@($expected) * 4)
    }

    It 'Start-ThreadJob returns live rows' -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $job = Start-ThreadJob {
            Import-Module $using:module
            New-DenseLayer 5 | New-SequentialModel -InputShape 4 -Seed 1 | Invoke-GradientProbe -Seed 1
        }
        $row = $job | Receive-Job -Wait -AutoRemoveJob
        $row.PSObject.TypeNames[0] | Should -Be 'InitTools.LayerGradient'
    }

    It 'Start-Job returns rows that format as ever' {
        $job = Start-Job {
            Import-Module $using:module
            $net = 1..4 | ForEach-Object { New-DenseLayer 30 -Activation tanh } | New-SequentialModel -InputShape 64 -Seed 42 -Name net
            $net | Invoke-GradientProbe -Seed 1
        }
        $back = $job | Receive-Job -Wait -AutoRemoveJob | Select-Object * -ExcludeProperty RunspaceId, PSComputerName, PSShowComputerName
        $back.Count | Should -Be 4
        $back[0].BackpropStandardDeviation | Should -Be $rows[0].BackpropStandardDeviation
        $back[0].Verdict.ToString() | Should -Be 'Healthy'
    }
}
