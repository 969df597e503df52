#requires -Version 7.4
<#
.SYNOPSIS
Builds, tests, packs and cleans InitTools.
.DESCRIPTION
Without parameters it stages the module in out/InitTools, ready for Import-Module. Needs the .NET 10 SDK.
.PARAMETER Task
Build stages the module. Test also runs `dotnet test` and the Pester suites (Pester 5.5 or later). Package makes
out/InitTools.<version>.nupkg for the PowerShell Gallery. Clean deletes everything that was built. Tasks run in the order given.
.PARAMETER Configuration
Release or Debug.
.EXAMPLE
./build.ps1; Import-Module ./out/InitTools
.EXAMPLE
./build.ps1 -Task Test
.EXAMPLE
./build.ps1 -Task Package
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release'
)
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args failed with exit code $LASTEXITCODE." }
}

function Invoke-PesterSuite {
    if (-not (Get-Module Pester -ListAvailable | Where-Object Version -GE 5.5.0)) {
        throw 'The shell tests need Pester 5.5 or later: Install-PSResource Pester'
    }
    Import-Module Pester -MinimumVersion 5.5.0
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = Join-Path $root tests
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Detailed'
    $result = Invoke-Pester -Configuration $configuration
    if ($result.Result -ne 'Passed') { throw "$($result.FailedCount) Pester tests failed." }
}

Push-Location $root
try {
    switch ($Task) {
        'Build' { Invoke-DotNet build src/InitTools.Host -c $Configuration }
        'Test' {
            Invoke-DotNet test -c $Configuration
            Invoke-PesterSuite
        }
        'Package' { Invoke-DotNet build src/InitTools.Module -c $Configuration '-t:Package' }
        'Clean' {
            Get-ChildItem src, tests -Directory |
                ForEach-Object { Join-Path $_ bin; Join-Path $_ obj } |
                Where-Object { Test-Path $_ } |
                Remove-Item -Recurse -Force
            if (Test-Path out) { Remove-Item out -Recurse -Force }
        }
    }
}
finally { Pop-Location }
