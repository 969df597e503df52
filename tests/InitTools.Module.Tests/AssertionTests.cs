using System.Management.Automation;

namespace InitTools.Module.Tests;

/// <summary>How the operators get into Pester; what they do there is tested in the real one (Assertion.Tests.ps1).</summary>
public sealed class AssertionTests
{
    [Fact]
    public void Without_Pester_there_is_one_clear_error()
    {
        using var session = new ModuleSession();
        ErrorRecord error = session.InvokeForError("Register-InitToolsAssertion");
        Assert.StartsWith("InitTools.PesterNotLoaded,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("import Pester 5.5 or later", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4.10.1", "function Add-ShouldOperator { }", "PesterTooOld", "4.10.1")]
    [InlineData("5.7.1", "function Add-ShouldOperator { throw 'Max number reached' }", "PesterRefused", "Max number reached")]
    [InlineData("5.7.1", "", "PesterRefused", "Add-ShouldOperator")]
    public void A_Pester_that_does_not_do_is_named(string version, string code, string id, string says)
    {
        using var session = new ModuleSession();
        ErrorRecord error = session.InvokeForError(Imported(version, code) + "Register-InitToolsAssertion");
        Assert.StartsWith($"InitTools.{id},", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_operators_are_registered_and_their_blocks_answer()
    {
        const string Code = "$script:all = @{}; function Add-ShouldOperator($Name, [switch] $SupportsArrayInput, $Test) { $script:all[$Name] = $Test }; function Get-All { $script:all }";
        using var session = new ModuleSession();
        IReadOnlyList<PSObject> results = session.Invoke(Imported("5.7.1", Code) +
            """
            Register-InitToolsAssertion
            $all = Get-All
            $weights = New-Tensor 50, 40 -Initializer HeNormal -Seed 1
            & $all.ObeyInitializer -ActualValue @($weights) HeNormal
            & $all.ObeyInitializer -ActualValue @($weights) HeNormal -Negate -Because 'it is odd'
            $net = New-DenseLayer 10 | New-SequentialModel -InputShape 20 -Seed 1 -Name net
            & $all.HaveHealthyGradient -ActualValue @($net) -Seed 1
            $net.Dispose()
            """);
        Assert.Equal([true, false, true], results.Select(result => (bool)result.Properties["Succeeded"].Value));
        Assert.Contains("not to obey HeNormal, because it is odd, but it does", (string)results[1].Properties["FailureMessage"].Value, StringComparison.Ordinal);
    }

    /// <summary>A module of that name and version with that code, from a folder that only the session knows.</summary>
    private static string Imported(string version, string code)
    {
        string folder = Path.Combine(Directory.CreateTempSubdirectory("inittools").FullName, "Pester");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "Pester.psm1"), code);
        File.WriteAllText(
            Path.Combine(folder, "Pester.psd1"),
            $"@{{ RootModule = 'Pester.psm1'; ModuleVersion = '{version}'; FunctionsToExport = '*' }}");
        return $"Import-Module '{Path.Combine(folder, "Pester.psd1")}'\n";
    }
}
