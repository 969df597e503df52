using InitTools.Native;
using TorchSharp;

namespace InitTools.Tests;

/// <summary>
/// Numbers outlive the call into libtorch that reads them. TorchSharp's implicit conversions fail some three times in 100,000 calls
/// here: of each law 30,000 are made while garbage is collected all the time.
/// </summary>
[Collection(AloneInProcess.Name)]
public sealed class ScalarLifetimeTests
{
    private const int Calls = 30_000;

    public ScalarLifetimeTests() => TorchLibrary.EnsureLoaded();

    public static TheoryData<string> Names => [.. ActivationCatalogue.All.Select(activation => activation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task An_activation_holds_its_numbers(string name) =>
        Repeat(ActivationCatalogue.Find(name, "Name").Forward);

    [Fact]
    public Task Arithmetic_holds_its_numbers() => Repeat(z =>
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return z.Plus(0.5).Scaled(2).Plus(z, -3).Divided(4).Clamped(-1, 1).IncreaseInPlace(1).AddInPlace(z, 0.25).MoveToOuterDisposeScope();
    });

    private static async Task Repeat(Func<torch.Tensor, torch.Tensor> function)
    {
        using var stop = new CancellationTokenSource();
        Task collecting = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    GC.Collect(0);
                    GC.WaitForPendingFinalizers();
                }
            },
            TestContext.Current.CancellationToken);
        try
        {
            Compare(function);
        }
        finally
        {
            await stop.CancelAsync();
            await collecting;
        }
    }

    private static void Compare(Func<torch.Tensor, torch.Tensor> function)
    {
        using IDisposable noGrad = torch.no_grad();
        using torch.Tensor z = torch.linspace(-3, 3, 8);
        using torch.Tensor first = function(z);
        float[] expected = [.. first.data<float>()];
        for (int i = 0; i < Calls; i++)
        {
            using torch.Tensor again = function(z);
            Assert.Equal(expected, again.data<float>().ToArray());
        }
    }
}
