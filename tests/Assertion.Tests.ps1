#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5.0' }
# Register-InitToolsAssertion in the real Pester: what the operators accept, refuse and say.

BeforeAll {
    $root = Split-Path $PSScriptRoot
    Import-Module (Join-Path $root out InitTools) -Force
    Register-InitToolsAssertion
    $digits = Import-Dataset (Join-Path $root examples data digits.csv.gz) -Standardize

    function New-TestModel([string] $Activation = 'tanh', [int] $Depth = 4, [string] $Initializer = 'GlorotUniform', [string] $Name = 'net') {
        $hidden = 1..$Depth | ForEach-Object { New-DenseLayer 60 -Activation $Activation -KernelInitializer $Initializer }
        @($hidden) + (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 42 -Name $Name
    }

    # What an assertion that fails says.
    function Get-Failure([scriptblock] $Assertion) {
        try { & $Assertion } catch { return $_.Exception.Message }
        throw 'The assertion holds.'
    }
}

Describe 'Register-InitToolsAssertion' {
    It 'may be called again' {
        { Register-InitToolsAssertion; Register-InitToolsAssertion } | Should -Not -Throw
    }

    It 'survives an import of the module over itself' {
        Import-Module (Join-Path $root out InitTools) -Force
        { Register-InitToolsAssertion } | Should -Not -Throw
        New-TestModel | Should -HaveHealthyGradient -Seed 1
    }

    It 'puts the operators among the others' {
        (Get-ShouldOperator).Name | Should -Contain 'HaveHealthyGradient'
        (Get-ShouldOperator).Name | Should -Contain 'ObeyInitializer'
    }

    It 'says clearly that Pester is missing' {
        $module = Join-Path $root out InitTools
        $said = & (Get-Process -Id $PID).Path -NoProfile -Command "
            Import-Module '$module'
            try { Register-InitToolsAssertion } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message }"
        $said[0] | Should -Be 'InitTools.PesterNotLoaded,InitTools.Module.RegisterInitToolsAssertionCommand'
        $said[1] | Should -Match 'import Pester 5\.5 or later'
    }
}

Describe 'Should -HaveHealthyGradient' {
    It 'accepts a healthy model, with noise and with data' {
        $net = New-TestModel
        $net | Should -HaveHealthyGradient -Seed 1
        $net | Should -HaveHealthyGradient -Dataset $digits -BatchSize 64 -Seed 1
        { $net | Should -Not -HaveHealthyGradient -Seed 1 -ErrorAction Stop } | Should -Throw "*'net' not to have a healthy gradient, but it has*"
    }

    It 'says which layer is sick, why, and what cures it' {
        $sick = New-TestModel sigmoid 12
        $sick | Should -Not -HaveHealthyGradient -Seed 1
        $said = Get-Failure { $sick | Should -HaveHealthyGradient -Seed 1 -Because 'it is deep' -ErrorAction Stop }
        $flow = $sick | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow
        $said | Should -Match "^Expected 'net' to have a healthy gradient, because it is deep, but it is Vanishing"
        $said | Should -Match "layer $($flow.FirstUnhealthyLayer), dense_$($flow.FirstUnhealthyLayer) \(sigmoid, GlorotUniform\)"
        $said | Should -BeLike "*$([WildcardPattern]::Escape($flow.Recommendation))"
    }

    It 'says how much of a dead layer is dead' {
        $dead = New-TestModel relu 4 Zeros
        Get-Failure { $dead | Should -HaveHealthyGradient -Seed 1 -ErrorAction Stop } | Should -Match '100 ?% of its units are dead'
    }

    It 'takes other thresholds' {
        $net = New-TestModel sigmoid 4
        $net | Should -HaveHealthyGradient -Seed 1
        $net | Should -Not -HaveHealthyGradient -VanishingRatio 0.5 -Seed 1
    }

    It 'judges every model of a pipeline, and the rows of a probe' {
        $nets = (New-TestModel -Name well), (New-TestModel sigmoid 12 -Name ill)
        $said = Get-Failure { $nets | Should -HaveHealthyGradient -Seed 1 -ErrorAction Stop }
        $said | Should -Match "'ill'"
        $said | Should -Not -Match "'well'"
        $rows = $nets | Invoke-GradientProbe -Seed 1
        Get-Failure { $rows | Should -HaveHealthyGradient -ErrorAction Stop } | Should -Be $said
    }

    It 'fails, negated or not, for what is no model' {
        foreach ($not in $false, $true) {
            Get-Failure { 'net' | Should -Not:$not -HaveHealthyGradient -ErrorAction Stop } | Should -Match "looks at is 'net'; it must be models"
            Get-Failure { $null | Should -Not:$not -HaveHealthyGradient -ErrorAction Stop } | Should -Match 'looks at is null'
            Get-Failure { New-TestModel | Should -Not:$not -HaveHealthyGradient -VanishingRatio 2 -ErrorAction Stop } | Should -Match 'VanishingRatio is 2'
        }
    }
}

Describe 'Should -ObeyInitializer' {
    It 'accepts what <_> draws and refuses it from another law' -ForEach @(
        'GlorotUniform', 'HeNormal', 'kaiming_normal', 'LecunUniform', 'TruncatedNormal', 'Orthogonal', 'Identity', 'Zeros', 'Sparse') {
        $weights = New-Tensor 80, 80 -Initializer $_ -Seed 3
        $weights | Should -ObeyInitializer $_
        $weights | Should -Not -ObeyInitializer RandomUniform
    }

    It 'tells a truncated law from one that isn''t, in <_>' -ForEach 'Float16', 'BFloat16', 'Float32', 'Float64' {
        $weights = New-Tensor 300, 300 -Initializer kaiming_normal -DataType $_ -Seed 3
        $weights | Should -ObeyInitializer kaiming_normal
        $weights | Should -Not -ObeyInitializer HeNormal
    }

    It 'compares layers with their own initializers' {
        New-TestModel relu 3 HeNormal | Should -ObeyInitializer
        $layers = @(
            New-ConvolutionLayer 8 3 -Activation relu -KernelInitializer HeUniform -Groups 2
            New-FlattenLayer
            New-DenseLayer 5)
        $layers | New-SequentialModel -InputShape 4, 9, 9 -Seed 1 | Should -ObeyInitializer
        New-RecurrentLayer 20 Lstm | New-SequentialModel -InputShape 5, 30 -Seed 1 | Should -ObeyInitializer
    }

    It 'says which layer disobeys and why' {
        $net = New-TestModel relu 2 HeNormal
        $said = Get-Failure { $net | Should -ObeyInitializer LecunNormal -Because 'selu asks for it' -ErrorAction Stop }
        $said | Should -Match 'Expected dense_1\.weight \(60x64\) to obey LecunNormal, because selu asks for it, but an element is'
        $said | Should -Match 'p = 0, below 0\.000333'
        $said | Should -Match 'dense_3\.weight \(10x60\)'
        $law = New-VarianceScalingInitializer -Distribution UntruncatedNormal
        $said = Get-Failure { $net.Layers[0] | Should -ObeyInitializer $law -ErrorAction Stop }
        $said | Should -Match 'but the variance is 0\.0\d+, (1\.9|2\.?0?)\d* times the law''s \(p = .*, below 0\.001\)'
    }

    It 'asks for an initializer where the weights don''t tell' {
        Get-Failure { New-Tensor 3, 3 | Should -ObeyInitializer -ErrorAction Stop } | Should -Match 'name the initializer'
        Get-Failure { New-Tensor 3, 3 | Should -ObeyInitializer HeNrmal -ErrorAction Stop } | Should -Match "'HeNrmal'.*HeNormal"
        Get-Failure { New-DenseLayer 3 | Should -ObeyInitializer -ErrorAction Stop } | Should -Match 'no weights yet'
        Get-Failure { 5 | Should -ObeyInitializer Zeros -ErrorAction Stop } | Should -Match 'looks at is 5; it must be tensors'
    }

    It 'takes initializers as objects, and another p-value and layout' {
        $law = New-VarianceScalingInitializer -Scale 3 -Mode FanOut -Distribution Uniform
        $weights = New-Tensor 50, 20 -Initializer $law -Layout Keras -Seed 1
        $weights | Should -ObeyInitializer $law -Layout Keras -PValue 1e-6
        $weights | Should -Not -ObeyInitializer $law
        Get-Failure { $weights | Should -ObeyInitializer $law -PValue 1 -ErrorAction Stop } | Should -Match 'PValue is 1'
    }

    It 'refuses NaN' {
        $weights = ConvertTo-Tensor -InputObject (1, [double]::NaN, 3)
        Get-Failure { $weights | Should -ObeyInitializer RandomNormal -ErrorAction Stop } | Should -Match 'aren''t finite'
    }
}

Describe 'The example suite' {
    It 'passes' {
        $suite = Join-Path $root examples my-network.Tests.ps1
        $module = Join-Path $root out InitTools
        $said = & (Get-Process -Id $PID).Path -NoProfile -Command "
            Import-Module '$module'
            `$result = Invoke-Pester '$suite' -PassThru -Output None
            `$result.Result; `$result.PassedCount; `$result.FailedCount"
        $said | Should -Be 'Passed', '5', '0'
    }
}
