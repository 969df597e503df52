namespace InitTools.Module.Tests;

/// <summary>One warning where a law's values become 0 in their type, and none elsewhere.</summary>
public sealed class UnderflowTests(ModuleSession session) : IClassFixture<ModuleSession>
{
    private const string Small = "$small = New-Initializer RandomNormal -StandardDeviation 1e-9;";

    [Theory]
    [InlineData("New-Tensor 20, 30 $small -DataType Float16 -WarningVariable w", "RandomNormal draws 20x30 in Float16")]
    [InlineData("New-DenseLayer 2 -InputSize 3 -KernelInitializer @{ Name = 'RandomNormal'; StandardDeviation = 1e-50 } -WarningVariable w", "draws 2x3 in Float32")]
    [InlineData("$net = New-DenseLayer 2 | New-SequentialModel -InputShape 3; $null = [TorchSharp.ModuleExtensionMethods]::to($net, [TorchSharp.torch+ScalarType]::Float16, $false); $net | Initialize-Model -KernelInitializer $small -PassThru -WarningVariable w", "draws 2x3 in Float16")]
    [InlineData("$net = 1..3 | ForEach-Object { New-DenseLayer 2 -KernelInitializer @{ Name = 'Constant'; Value = 1e-50 } } | New-SequentialModel -InputShape 2 -WarningVariable w; $net", "2 other draws")]
    [InlineData("$net = [TorchSharp.torch+nn]::Sequential([TorchSharp.torch+nn]::Linear(3, 2)); $null = [TorchSharp.ModuleExtensionMethods]::to($net, [TorchSharp.torch+ScalarType]::BFloat16, $false); Initialize-Model $net @{ Name = 'RandomNormal'; StandardDeviation = 1e-41 } -PassThru -WarningVariable w", "draws 2x3 in BFloat16")]
    public void A_draw_that_underflows_is_one_warning(string script, string part)
    {
        string[] lines = [.. session.Invoke<string>($"{Small} $(foreach ($it in @({script})) {{ $it.Dispose() }}); \"$(@($w).Count)\"; \"$w\"")];
        Assert.Equal("1", lines[0]);
        Assert.Contains(part, lines[1], StringComparison.Ordinal);
        Assert.Contains("holds them", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-Tensor 20, 30 -DataType Float16 -WarningVariable w")]
    [InlineData("New-Tensor 20, 30 Zeros -DataType Float16 -WarningVariable w")]
    [InlineData("New-Tensor 20, 30 $small -WarningVariable w")]
    [InlineData("1..2 | ForEach-Object { New-DenseLayer 2 -Activation relu } | New-SequentialModel -InputShape 2 -WarningVariable w")]
    public void Others_warn_of_nothing(string script) => Assert.Equal(
        ["0"], session.Invoke<string>($"{Small} $(foreach ($it in @({script})) {{ $it.Dispose() }}); \"$(@($w).Count)\""));
}
