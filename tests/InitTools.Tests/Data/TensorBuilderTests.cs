using InitTools.Native;
using TorchSharp;

namespace InitTools.Tests;

public sealed class TensorBuilderTests
{
    public TensorBuilderTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void Values_become_one_dimension()
    {
        using torch.Tensor tensor = TensorBuilder.FromValues([1, double.NaN, double.PositiveInfinity]);
        Assert.Equal(torch.ScalarType.Float32, tensor.dtype);
        Assert.Equal([3], tensor.shape);
        Assert.Equal([1, float.NaN, float.PositiveInfinity], tensor.data<float>().ToArray());
    }

    [Fact]
    public void Rows_become_two_dimensions()
    {
        using torch.Tensor tensor = TensorBuilder.FromRows([[1, 2, 3], [4, 5, 6]]);
        Assert.Equal([2, 3], tensor.shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], tensor.data<float>().ToArray());
    }

    [Theory]
    [InlineData(torch.ScalarType.Float64)]
    [InlineData(torch.ScalarType.Float16)]
    [InlineData(torch.ScalarType.BFloat16)]
    [InlineData(torch.ScalarType.Int64)]
    [InlineData(torch.ScalarType.Int32)]
    [InlineData(torch.ScalarType.Byte)]
    [InlineData(torch.ScalarType.Bool)]
    public void The_data_type_is_as_asked(torch.ScalarType dataType)
    {
        using torch.Tensor tensor = TensorBuilder.FromRows([[0, 1]], dataType);
        Assert.Equal(dataType, tensor.dtype);
        using torch.Tensor values = tensor.to(torch.ScalarType.Float64);
        Assert.Equal([0, 1], values.data<double>().ToArray());
    }

    [Theory]
    [InlineData(torch.ScalarType.Int64, 0.5)]
    [InlineData(torch.ScalarType.Int64, double.NaN)]
    [InlineData(torch.ScalarType.Int64, 9223372036854775808.0)]
    [InlineData(torch.ScalarType.Int32, 2147483648.0)]
    [InlineData(torch.ScalarType.Byte, -1.0)]
    [InlineData(torch.ScalarType.Bool, 2.0)]
    public void Integers_take_whole_numbers_only(torch.ScalarType dataType, double value)
    {
        InitToolsException fault = Assert.Throws<InitToolsException>(() => TensorBuilder.FromValues([1, value], dataType));
        Assert.Equal("InitTools.ValueOutOfRange", fault.ErrorId);
        Assert.Contains("Value 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ragged_and_empty_input_is_refused()
    {
        InitToolsException ragged = Assert.Throws<InitToolsException>(() => TensorBuilder.FromRows([[1, 2], [3, 4], [5]]));
        Assert.Equal("InitTools.RaggedRow", ragged.ErrorId);
        Assert.Contains("Row 3 has 1 value, but row 1 has 2", ragged.Message, StringComparison.Ordinal);
        Action[] calls =
        [
            () => TensorBuilder.FromValues([]), () => TensorBuilder.FromRows([]), () => TensorBuilder.FromRows([[]]),
        ];
        Assert.All(calls, call => Assert.Equal("InitTools.EmptyInput", Assert.Throws<InitToolsException>(call).ErrorId));
    }
}
