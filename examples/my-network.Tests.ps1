<#
.SYNOPSIS
A test suite of a network, as one keeps it beside a training script: run it with Invoke-Pester.
.DESCRIPTION
What a network must hold before anybody pays for its training: the gradient arrives at every layer, the weights follow the law that was
asked for, and the same seed makes the same network. The last test shows that a sick network is found, and what its message says.
#>
#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5.0' }

BeforeAll {
    if (-not (Get-Module InitTools)) { Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', 'out', 'InitTools')) }
    Register-InitToolsAssertion

    function New-MyNetwork([string] $Activation = 'relu', [string] $Initializer = 'HeNormal', [int] $Depth = 6, [long] $Seed = 42) {
        $hidden = 1..$Depth | ForEach-Object { New-DenseLayer 100 -Activation $Activation -KernelInitializer $Initializer }
        @($hidden) + (New-DenseLayer 10 -KernelInitializer GlorotUniform) | New-SequentialModel -InputShape 64 -Seed $Seed -Name mine
    }

    $digits = Import-Dataset ([IO.Path]::Combine($PSScriptRoot, 'data', 'digits.csv.gz')) -Standardize
    $net = New-MyNetwork
}

AfterAll { $net.Dispose() }

Describe 'My network, before it is trained' {
    It 'lets the gradient through' {
        $net | Should -HaveHealthyGradient -Dataset $digits -Seed 1 -Because 'six layers are no more than the digits need'
    }

    It 'has hidden layers that begin by He, and an output that begins by Glorot' {
        $net.Layers | Select-Object -SkipLast 1 | Should -ObeyInitializer HeNormal
        $net.Layers[-1] | Should -ObeyInitializer GlorotUniform
    }

    It 'begins as each of its layers says' {
        $net | Should -ObeyInitializer
    }

    It 'is the same again with the same seed' {
        $again = New-MyNetwork
        $again.Layers[0].GetKernel().Equals($net.Layers[0].GetKernel()) | Should -BeTrue
        $again.Dispose()
    }

    It 'would not do with sigmoid units, thirty deep' {
        $sick = New-MyNetwork sigmoid GlorotUniform 30
        $sick | Should -Not -HaveHealthyGradient -Dataset $digits -Seed 1
        { $sick | Should -HaveHealthyGradient -Dataset $digits -Seed 1 -ErrorAction Stop } | Should -Throw '*Vanishing*layer 2*, dense_2*'
        $sick.Dispose()
    }
}
