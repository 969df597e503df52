using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Adds -HaveHealthyGradient and -ObeyInitializer to Pester's Should.</summary>
/// <remarks>
/// <para>
/// Call it in a test file's BeforeAll; once more does no harm. Both operators take -Not and -Because, and their messages say which layer
/// and why. They hold as long as Pester is loaded.
/// </para>
/// <para>
/// $model | Should -HaveHealthyGradient [-Dataset data] [-VanishingRatio 0.001] [-ExplodingRatio 70] [-BatchSize 256] [-Seed n]: the
/// models are probed as Invoke-GradientProbe does and judged as Measure-GradientFlow does. Rows of Invoke-GradientProbe are judged
/// as they are. Each model is judged on its own; with -Not none may be healthy.
/// </para>
/// <para>
/// $weights | Should -ObeyInitializer [name or initializer] [-PValue 0.001] [-Layout Torch]: a tensor, or the kernels of a layer, a
/// model or a TorchSharp module, could come from the initializer. A layer without a name given is compared with its own. Sampled laws
/// are judged by mean, variance and distribution function, Orthogonal and its like by their structure, the others element by element.
/// PValue is the probability that weights which do obey are refused, all of one assertion together.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.PesterNotLoaded</term><description>Pester isn't imported: run in Invoke-Pester, or import it first</description></item>
/// <item><term>InitTools.PesterTooOld</term><description>the loaded Pester is older than 5.5</description></item>
/// <item><term>InitTools.PesterRefused</term><description>Pester takes no more operators, or has others of these names</description></item>
/// </list>
/// </remarks>
/// <returns>Nothing.</returns>
/// <example>
/// At the head of a test file (examples/my-network.Tests.ps1 is a whole one):
/// <code>
/// if (Get-Module Pester) {
///     BeforeAll { Register-InitToolsAssertion }
/// }
/// </code>
/// </example>
/// <example>
/// What a test says then:
/// <code>
/// $net = 1..5 | ForEach-Object { New-DenseLayer 50 -Activation selu -KernelInitializer Auto } |
///     New-SequentialModel -InputShape 64 -Seed 42
/// if (Get-Module Pester) {
///     Register-InitToolsAssertion
///     $net | Should -HaveHealthyGradient -Seed 1 -Because 'it is to be trained'
///     $net | Should -ObeyInitializer LecunNormal
///     $net | Should -Not -ObeyInitializer HeNormal
/// }
/// $net.Dispose()
/// </code>
/// All three hold; an assertion that doesn't is an error that names the layer.
/// </example>
/// <seealso cref="TestGradientFlowCommand"/>
/// <seealso cref="MeasureInitializerCommand"/>
/// <seealso>about_InitTools_GradientFlow</seealso>
[Cmdlet(VerbsLifecycle.Register, "InitToolsAssertion")]
[OutputType(typeof(void))]
public sealed class RegisterInitToolsAssertionCommand : InitToolsCommand
{
    private const string Operators =
        """
        Add-ShouldOperator -Name HaveHealthyGradient -SupportsArrayInput -Test {
            param(
                $ActualValue, [switch] $Negate, [string] $Because, $Dataset, [double] $VanishingRatio = 0.001,
                [double] $ExplodingRatio = 70, [int] $BatchSize = 256, [Nullable[long]] $Seed, $CallerSessionState)
            [InitTools.Module.HealthyGradientAssertion]::Test(
                $ActualValue, $Negate, $Because, $Dataset, $VanishingRatio, $ExplodingRatio, $BatchSize, $Seed)
        }
        Add-ShouldOperator -Name ObeyInitializer -SupportsArrayInput -Test {
            param(
                $ActualValue, $Initializer, [switch] $Negate, [string] $Because, [double] $PValue = 0.001,
                [string] $Layout = 'Torch', $CallerSessionState)
            [InitTools.Module.ObeyInitializerAssertion]::Test($ActualValue, $Negate, $Because, $Initializer, $PValue, $Layout)
        }
        """;

    private static readonly Version Oldest = new(5, 5);

    /// <inheritdoc/>
    protected override void End()
    {
        PSModuleInfo pester = FindPester();
        try
        {
            pester.Invoke(ScriptBlock.Create(Operators));
        }
        catch (RuntimeException e)
        {
            throw new InitToolsException(
                "PesterRefused", $"Pester {pester.Version} doesn't take the operators: {e.Message}", FaultKind.InvalidOperation, null, e);
        }
    }

    private PSModuleInfo FindPester()
    {
        PSModuleInfo? pester = InvokeCommand.InvokeScript("Get-Module Pester")
            .Select(found => found.BaseObject).OfType<PSModuleInfo>().MaxBy(module => module.Version);
        if (pester is null)
        {
            throw new InitToolsException(
                "PesterNotLoaded", "Pester isn't loaded: call this in a test that Invoke-Pester runs, or import Pester 5.5 or later first.",
                FaultKind.InvalidOperation);
        }
        return pester.Version >= Oldest ? pester : throw new InitToolsException(
            "PesterTooOld", $"The loaded Pester is {pester.Version}; it must be 5.5 or later.", FaultKind.InvalidOperation, pester.Version);
    }
}
