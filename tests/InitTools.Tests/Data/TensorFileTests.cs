using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using CsCheck;
using TorchSharp;

namespace InitTools.Tests;

public sealed class TensorFileTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public static TheoryData<torch.ScalarType> Types =>
    [
        torch.ScalarType.Bool, torch.ScalarType.Byte, torch.ScalarType.Int8, torch.ScalarType.Int16, torch.ScalarType.Int32,
        torch.ScalarType.Int64, torch.ScalarType.Float16, torch.ScalarType.BFloat16, torch.ScalarType.Float32, torch.ScalarType.Float64,
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_comes_back_to_the_bit(torch.ScalarType type)
    {
        using torch.Tensor values = torch.tensor(new double[] { 0, 1, -2.5, 100, 3, 7 }).reshape(2, 3).to(type);
        string path = Save(("a.weight", values));
        using TensorFile file = TensorFile.Read(path, TestContext.Current.CancellationToken);
        torch.Tensor back = Assert.Single(file.Tensors).Value;
        Assert.Equal(type, back.dtype);
        Assert.Equal([2, 3], back.shape);
        Assert.True(values.bytes.SequenceEqual(back.bytes));
    }

    [Fact]
    public void Any_shapes_and_bits_come_back() =>
        Gen.Select(Gen.Long[0, 5].Array[0, 4], Gen.UInt).Array[1, 5].Sample(
            cases =>
            {
                using DisposeScope scope = torch.NewDisposeScope();
                (string Name, torch.Tensor Tensor)[] tensors =
                    [.. cases.Select((shape, i) => ($"tensor {i} \"é\"", Bits(shape.Item1, shape.Item2)))];
                string path = Save(tensors);
                using TensorFile file = TensorFile.Read(path, TestContext.Current.CancellationToken);
                return tensors.All(tensor => Same(tensor.Tensor, file.Tensors[tensor.Name]));
            },
            iter: 50, threads: 1);

    [Fact]
    public void A_view_is_written_in_the_order_of_its_elements()
    {
        using torch.Tensor values = torch.arange(6, torch.float32).reshape(2, 3);
        using torch.Tensor turned = values.t();
        using TensorFile file = TensorFile.Read(Save(("t", turned)), TestContext.Current.CancellationToken);
        Assert.Equal([0, 3, 1, 4, 2, 5], file.Tensors["t"].data<float>().ToArray());
    }

    [Fact]
    public void The_file_is_what_the_format_says()
    {
        using torch.Tensor values = torch.tensor(new float[] { 1, -2 });
        string path = _folder.PathOf("x.safetensors");
        TensorFile.Write(
            path, [("w", values)], new Dictionary<string, string> { ["format"] = "pt" }, TestContext.Current.CancellationToken);
        byte[] bytes = File.ReadAllBytes(path);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(
            """{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
            Encoding.UTF8.GetString(bytes, 8, length).TrimEnd());
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], bytes[(8 + length)..]);
    }

    /// <summary>Readers that look at the bytes where they lie need each tensor at a multiple of its element size.</summary>
    [Fact]
    public void Every_tensor_is_aligned_and_the_order_of_equal_sizes_is_kept()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.ScalarType[] types = [torch.ScalarType.Bool, torch.ScalarType.Float16, torch.ScalarType.Float64, torch.ScalarType.Float32, torch.ScalarType.Byte];
        string path = Save([.. types.Select((type, i) => ($"t{i}", torch.ones([3], type)))]);
        byte[] bytes = File.ReadAllBytes(path);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using JsonDocument header = JsonDocument.Parse(bytes.AsMemory(8, length));
        Assert.Equal(["t2", "t3", "t1", "t0", "t4"], header.RootElement.EnumerateObject().Select(entry => entry.Name));
        int[] sizes = [8, 4, 2, 1, 1];
        Assert.All(header.RootElement.EnumerateObject().Zip(sizes), entry =>
            Assert.Equal(0, (8 + length + entry.First.Value.GetProperty("data_offsets")[0].GetInt64()) % entry.Second));
        using TensorFile file = TensorFile.Read(path, TestContext.Current.CancellationToken);
        Assert.All(types.Select((type, i) => (type, i)), entry => Assert.Equal(entry.type, file.Tensors[$"t{entry.i}"].dtype));
    }

    [Fact]
    public void A_file_from_elsewhere_is_read()
    {
        string path = Craft("""{"b":{"dtype":"I64","shape":[],"data_offsets":[4,12]},"a":{"dtype":"BF16","shape":[1,2],"data_offsets":[0,4]}}  """,
            [0x80, 0x3f, 0, 0xc0, 7, 0, 0, 0, 0, 0, 0, 0]);
        using TensorFile file = TensorFile.Read(path, TestContext.Current.CancellationToken);
        Assert.Equal(7, file.Tensors["b"].item<long>());
        using torch.Tensor a = file.Tensors["a"].to(torch.float32);
        Assert.Equal([1, -2], a.data<float>().ToArray());
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_refused()
    {
        using torch.Tensor values = torch.ones(3);
        byte[] whole = File.ReadAllBytes(Save(("w", values)));
        for (int length = 0; length < whole.Length; length++)
            AssertInvalid(_folder.Write("cut.safetensors", whole[..length]));
    }

    [Theory]
    [InlineData("[]", "no JSON object")]
    [InlineData("{\"a\":1}", "isn't described")]
    [InlineData("{\"a\":{\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]}}", "'F33'")]
    [InlineData("{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}}", "element type")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", "no shape")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", "from and to")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", "doesn't fit")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387905,4],\"data_offsets\":[0,4]}}", "doesn't fit")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "begins at byte 0, not at 4")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}", "1 bytes beyond")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "'a' twice")]
    [InlineData("{\"__metadata__\":{\"n\":1},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "texts")]
    public void A_header_that_contradicts_itself_is_refused(string header, string reason) =>
        Assert.Contains(reason, AssertInvalid(Craft(header, new byte[4])).Message, StringComparison.Ordinal);

    [Fact]
    public void Broken_bytes_give_tensors_or_the_one_error() =>
        Gen.Select(Gen.Int[0, 99], Gen.Byte).Array[1, 4].Sample(
            changes =>
            {
                using torch.Tensor values = torch.ones(3);
                byte[] bytes = File.ReadAllBytes(Save(("w", values)));
                foreach ((int place, byte value) in changes) bytes[place % bytes.Length] = value;
                try
                {
                    TensorFile.Read(_folder.Write("broken.safetensors", bytes), TestContext.Current.CancellationToken).Dispose();
                    return true;
                }
                catch (InitToolsException fault)
                {
                    return fault.ErrorId == "InitTools.InvalidTensorFile";
                }
            },
            iter: 300, threads: 1);

    [Fact]
    public void A_file_that_cannot_be_written_leaves_the_old_one_and_nothing_else()
    {
        using torch.Tensor good = torch.ones(2);
        using torch.Tensor complex = torch.zeros(2, torch.complex64);
        string path = Save(("w", good));
        byte[] before = File.ReadAllBytes(path);
        Errors.Throws("UnsupportedElementType", () => TensorFile.Write(path, [("w", good), ("z", complex)]), "ComplexFloat32");
        Errors.Throws("ReservedTensorName", () => TensorFile.Write(path, [("__metadata__", good)]), "'__metadata__'");
        Errors.Throws("DuplicateTensorName", () => TensorFile.Write(path, [("w", good), ("w", good)]), "'w'");
        Assert.Throws<OperationCanceledException>(() => TensorFile.Write(path, [("w", good)], null, new CancellationToken(true)));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
        Errors.Throws("FileUnwritable", () => TensorFile.Write(Path.GetDirectoryName(path)!, [("w", good)]), "folder");
        Errors.Throws("FileUnwritable", () => TensorFile.Write(_folder.PathOf("none/x.safetensors"), [("w", good)]), "none");
    }

    [Fact]
    public void What_is_not_there_or_no_file_says_so()
    {
        Errors.Throws("FileNotFound", () => TensorFile.Read(_folder.PathOf("no.safetensors")), "no.safetensors");
        Errors.Throws("FileUnreadable", () => TensorFile.Read(Path.GetTempPath()), "folder");
    }

    public void Dispose() => _folder.Dispose();

    private static bool Same(torch.Tensor a, torch.Tensor b) =>
        a.shape.SequenceEqual(b.shape) && a.dtype == b.dtype && a.bytes.SequenceEqual(b.bytes);

    // Any bits, so that NaNs with payloads and subnormal numbers come along.
    private static torch.Tensor Bits(long[] shape, uint seed)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        float[] values = [.. Enumerable.Range(1, (int)count).Select(i => BitConverter.UInt32BitsToSingle(seed * 2654435761u * (uint)i))];
        return torch.tensor(values).reshape(shape);
    }

    private string Save(params (string Name, torch.Tensor Tensor)[] tensors)
    {
        string path = _folder.PathOf("saved.safetensors");
        TensorFile.Write(path, tensors, null, TestContext.Current.CancellationToken);
        return path;
    }

    private string Craft(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return _folder.Write("crafted.safetensors", [.. length, .. text, .. data]);
    }

    private static InitToolsException AssertInvalid(string path) =>
        Errors.Throws("InvalidTensorFile", () => TensorFile.Read(path), $"'{path}'");
}
