using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.LayerCases;

namespace InitTools.Tests;

/// <summary>Recurrent layers against libtorch's own, and how their weights begin.</summary>
public sealed class RecurrentLayerTests
{
    private const int Features = 3, Units = 4;

    public RecurrentLayerTests() => TorchLibrary.EnsureLoaded();

    [Theory]
    [InlineData(RecurrentCell.SimpleRnn)]
    [InlineData(RecurrentCell.Lstm)]
    [InlineData(RecurrentCell.Gru)]
    public void Computes_what_libtorch_s_cell_does(RecurrentCell cell)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Initializer wide = new RandomNormal(0, 0.8);
        using var model = new SequentialModel(
            [new RecurrentLayer(cell, Units, null, wide, wide, wide, returnSequence: true)], [6, Features], seed: 4);
        torch.Tensor x = (torch.arange(2 * 6 * Features) * 1.7f).sin().reshape(2, 6, Features);
        torch.Tensor expected = cell switch
        {
            RecurrentCell.SimpleRnn => Copy(model, torch.nn.RNN(Features, Units, batchFirst: true)).call(x, null).Item1,
            RecurrentCell.Lstm => Copy(model, torch.nn.LSTM(Features, Units, batchFirst: true)).call(x, null).Item1,
            _ => Copy(model, torch.nn.GRU(Features, Units, batchFirst: true)).call(x, null).Item1,
        };
        Assert.Equal(TensorValues.Of(expected), TensorValues.Of(model.call(x)), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Hands_on_the_last_step_or_all()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        SequentialModel Of(bool all) => new([new RecurrentLayer(RecurrentCell.Gru, Units, returnSequence: all)], [6, Features], seed: 4);
        using SequentialModel last = Of(false), all = Of(true);
        torch.Tensor x = torch.ones(2, 6, Features);
        Assert.Equal([Units], last.OutputShape);
        Assert.Equal([6, Units], all.OutputShape);
        Assert.Equal(TensorValues.Of(all.call(x).select(1, 5)), TensorValues.Of(last.call(x)));
    }

    [Fact]
    public void Begins_as_one_matrix_of_all_gates()
    {
        const int Wide = 60;
        using DisposeScope scope = torch.NewDisposeScope();
        using var model = new SequentialModel([new RecurrentLayer(RecurrentCell.Lstm, Wide)], [2, 40], seed: 4);
        var layer = (RecurrentLayer)model.Layers[0];
        // Glorot's limit for 40 inputs and the 60 units of four gates, as Keras counts them.
        double limit = Math.Sqrt(6.0 / (40 + (4 * Wide)));
        Statistics.AssertFollows(ReferenceLaw.Uniform(-limit, limit), TensorValues.Of(layer.GetKernel()));
        torch.Tensor recurrent = layer.GetRecurrentKernel();
        Assert.True((recurrent.t().mm(recurrent) - torch.eye(Wide)).abs().max().item<float>() < 1e-5);
        // What one gate is given has a quarter of the square, whichever it is.
        Assert.All(recurrent.chunk(4, 0), gate => Assert.Equal(Wide / 4.0, TensorValues.Of(gate).Sum(w => w * w), 2.0));
        double[] bias = TensorValues.Of(layer.GetBias()!);
        Assert.Equal([0.0, 1, 0, 0], bias.Chunk(Wide).Select(chunk => chunk.Distinct().Single()));
        Assert.Equal((40, 4 * Wide), ((int)layer.Fans.In, (int)layer.Fans.Out));
        Assert.Equal(4 * (((40 + Wide) * Wide) + Wide), layer.ParameterCount);
        Assert.Equal(["weight", "recurrent_weight"], layer.GetKernelParameters().Select(entry => entry.Name));
    }

    [Fact]
    public void Arguments_that_a_cell_has_not_are_refused()
    {
        Errors.Throws("InvalidUnits", () => new RecurrentLayer(RecurrentCell.Gru, 0), "Units", "0");
        Errors.Throws("ActivationNotOfCell", () => new RecurrentLayer(RecurrentCell.Gru, 2, Named("relu")), "relu", "tanh", "Gru");
        Errors.Throws("ForgetGateBiasNotOfCell", () => new RecurrentLayer(RecurrentCell.Gru, 2, forgetGateBias: 1), "ForgetGateBias", "Gru");
        Errors.Throws("ForgetGateBiasNotOfCell", () => new RecurrentLayer(RecurrentCell.Lstm, 2, useBias: false, forgetGateBias: 1));
        Errors.Throws("InvalidForgetGateBias", () => new RecurrentLayer(RecurrentCell.Lstm, 2, forgetGateBias: double.NaN), "NaN");
    }

    private static T Copy<T>(SequentialModel model, T module)
        where T : torch.nn.Module
    {
        using IDisposable noGrad = torch.no_grad();
        Layer layer = model.Layers[0];
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in module.named_parameters())
        {
            torch.Tensor? values = layer.get_parameter(name switch
            {
                "weight_ih_l0" => "weight",
                "weight_hh_l0" => "recurrent_weight",
                "bias_ih_l0" => "bias",
                _ => "recurrent_bias",
            });
            if (values is null) parameter.zero_();
            else parameter.copy_(values);
        }
        return module;
    }
}
