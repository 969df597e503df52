#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5.0' }
# What is written to the screen and to files: bars, reports, pictures, models, repairs.

BeforeAll {
    Import-Module (Join-Path (Split-Path $PSScriptRoot) out InitTools InitTools.psd1) -Force
    $digits = Import-Dataset (Join-Path (Split-Path $PSScriptRoot) examples data digits.csv.gz) -Standardize -First 200
    function New-Net([double] $deviation = 0.01) {
        $kernel = New-Initializer RandomNormal -StandardDeviation $deviation
        @(1..20 | ForEach-Object { New-DenseLayer 20 -Activation tanh -KernelInitializer $kernel }) + (New-DenseLayer 10) |
            New-SequentialModel -InputShape 64 -Name 'thin & deep' -Seed 1
    }
}

Describe 'Show-GradientFlow' {
    It 'draws a bar a layer that fits the width' {
        $lines = New-Net | Invoke-GradientProbe -Dataset $digits -Seed 1 | Show-GradientFlow -Width 60 -Ascii
        $lines.Count | Should -BeGreaterThan 21
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual 60 }
        $lines -join "`n" | Should -Match 'Vanishing'
        $lines -join "`n" | Should -Not -Match '[^\x00-\x7F]'
    }
}

Describe 'Export-GradientReport' {
    It 'writes one page, and leaves a file alone unless it is told to' {
        $path = Join-Path $TestDrive report.html
        $net = New-Net
        $net | Export-GradientReport $path -Dataset $digits -Seed 1 -PassThru | Should -BeOfType IO.FileInfo
        $page = Get-Content $path -Raw
        $page | Should -Match 'thin &amp; deep'
        $page | Should -Not -Match '(src|href)="https?:'
        { $net | Export-GradientReport $path -ErrorAction Stop } | Should -Throw -ErrorId 'InitTools.FileExists*'
        Get-Content $path -Raw | Should -BeExactly $page
        $net | Export-GradientReport $path -Force -WhatIf
        Get-Content $path -Raw | Should -BeExactly $page
    }
}

Describe 'Export-GradientPlot' {
    It 'writes <_>' -ForEach 'png', 'svg', 'pdf' {
        $path = Join-Path $TestDrive "flow.$_"
        New-Net | Invoke-GradientProbe -Seed 1 | Export-GradientPlot $path
        (Get-Item $path).Length | Should -BeGreaterThan 1000
    }
}

Describe 'Model files' {
    It 'come back with weights, names and shapes' {
        $path = Join-Path $TestDrive net.safetensors
        $net = New-Net
        $net | Export-Model $path
        $again = Import-Model $path
        $again.Name | Should -BeExactly 'thin & deep'
        ($again | Get-ModelSummary | ConvertTo-Json) | Should -BeExactly ($net | Get-ModelSummary | ConvertTo-Json)
        $rows, $copies = $net, $again | ForEach-Object { , ($_ | Invoke-GradientProbe -Dataset $digits -Seed 1 | ConvertTo-Csv) }
        $copies | Should -BeExactly $rows
    }
}

Describe 'Repair-GradientFlow' {
    It 'cures in place, and -WhatIf changes nothing' {
        $net = New-Net
        $net | Test-GradientFlow -Dataset $digits -Seed 1 | Should -BeFalse
        $tried = @($net | Repair-GradientFlow -Dataset $digits -Seed 1 -WhatIf)
        $tried.Kept | Should -Contain $true
        $tried.Applied | Should -Not -Contain $true
        ($tried | Format-Table | Out-String -Width 80) | Should -Match 'would be'
        $net | Test-GradientFlow -Dataset $digits -Seed 1 | Should -BeFalse
        $rows = @($net | Repair-GradientFlow -Dataset $digits -Seed 1)
        $rows.Action | Should -Be $tried.Action
        $rows[-1].VerdictAfter | Should -Be Healthy
        $rows.Applied | Should -Be $rows.Kept
        ($rows | Format-Table | Out-String -Width 80) | Should -Not -Match 'would be'
        $net | Test-GradientFlow -Dataset $digits -Seed 1 | Should -BeTrue
    }
}

Describe 'Get-TorchBackend' {
    It 'says which libtorch is used' {
        @(Get-TorchBackend | Where-Object Chosen).Count | Should -Be 1
    }
}
