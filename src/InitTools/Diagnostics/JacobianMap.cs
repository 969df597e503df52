using TorchSharp;

namespace InitTools;

/// <summary>
/// The Jacobians J of one part of a model, an output by an input, at several samples at once, as maps of vectors. None of them is
/// built: J^T u is a backward pass, and J v a backward pass through that one, which is linear in u.
/// </summary>
internal sealed class JacobianMap : IDisposable
{
    private readonly torch.Tensor _input;
    private readonly torch.Tensor _output;
    private readonly long[] _samples;
    private readonly bool _apart;
    private torch.Tensor? _cotangent;
    private torch.Tensor? _pulled;

    private JacobianMap(torch.Tensor input, torch.Tensor output, long[] samples, bool apart)
    {
        (_input, _output, _samples, _apart) = (input, output, samples, apart);
        Rows = output.NumberOfElements / output.shape[0];
        Columns = input.NumberOfElements / input.shape[0];
    }

    /// <summary>The number of samples S.</summary>
    public int Samples => _samples.Length;

    /// <summary>The number of outputs of one sample.</summary>
    public long Rows { get; }

    /// <summary>The number of inputs of one sample.</summary>
    public long Columns { get; }

    /// <summary>The map between two tensors of one graph.</summary>
    /// <param name="input">Inputs, the batch first.</param>
    /// <param name="output">Outputs, the batch first.</param>
    /// <param name="samples">The samples to look at: all of the batch, unless they are taken apart.</param>
    /// <param name="apart">
    /// Whether each sample has a pass of its own. Where samples don't act on each other, one pass does for all of them.
    /// </param>
    /// <returns>The map, or null where there is none: whole numbers, nothing that was tracked, or no sample first.</returns>
    public static JacobianMap? Between(torch.Tensor? input, torch.Tensor? output, long[] samples, bool apart)
    {
        if (input is not { requires_grad: true } || output is not { requires_grad: true }) return null;
        bool hasSamples = input.dim() > 1 && output.dim() > 0 && input.shape[0] == output.shape[0] && samples.Max() < input.shape[0];
        return hasSamples && (apart || input.shape[0] == samples.Length) ? new JacobianMap(input, output, samples, apart) : null;
    }

    /// <summary>Whether the first sample's output depends on the inputs of others, as behind a normalization over the batch.</summary>
    public bool CouplesSamples()
    {
        if (_input.shape[0] == 1) return false;
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor one = torch.zeros([_output.shape[0], Rows], _output.dtype, _output.device);
        // Uneven, because equal numbers are just what a normalization would cancel.
        double[] uneven = [.. Enumerable.Range(0, (int)Rows).Select(i => Math.Cos(1.7 * i))];
        one[0] = torch.tensor(uneven).to(_output.dtype, _output.device);
        return Pull(one).narrow(0, 1, _input.shape[0] - 1).count_nonzero().item<long>() > 0;
    }

    /// <summary>J^T u for each sample.</summary>
    /// <param name="vectors">u: S x rows.</param>
    /// <returns>S x columns in double precision and the machine's memory, left to the caller's dispose scope.</returns>
    public torch.Tensor Transposed(torch.Tensor vectors) => EachSample(vectors, Rows, Pull);

    /// <summary>J v for each sample.</summary>
    /// <param name="vectors">v: S x columns.</param>
    /// <returns>S x rows in double precision and the machine's memory, left to the caller's dispose scope.</returns>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">Something in the graph can't be differentiated twice.</exception>
    public torch.Tensor Apply(torch.Tensor vectors) => EachSample(vectors, Columns, Push);

    /// <summary>Lets go of the backward pass that <see cref="Apply"/> kept.</summary>
    public void Dispose()
    {
        _cotangent?.Dispose();
        _pulled?.Dispose();
    }

    private torch.Tensor EachSample(torch.Tensor vectors, long width, Func<torch.Tensor, torch.Tensor> map)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor typed = vectors.to(_output.dtype, _output.device);
        if (!_apart) return map(typed).to(torch.ScalarType.Float64, torch.CPU).MoveToOuterDisposeScope();
        torch.Tensor[] results = [.. _samples.Select((sample, s) =>
        {
            torch.Tensor alone = torch.zeros([_input.shape[0], width], _output.dtype, _output.device);
            alone[sample] = typed[s];
            return map(alone)[sample];
        })];
        return torch.stack(results).to(torch.ScalarType.Float64, torch.CPU).MoveToOuterDisposeScope();
    }

    private torch.Tensor Pull(torch.Tensor vectors) => Flat(
        torch.autograd.grad([_output], [_input], [vectors.reshape(_output.shape)], retain_graph: true, allow_unused: true)[0], _input);

    // By backward, not by grad: TorchSharp's grad lets the exception of an operation without a second derivative end the process.
    private torch.Tensor Push(torch.Tensor vectors)
    {
        Prepare();
        if (_pulled is not { IsInvalid: false, requires_grad: true }) return torch.zeros([_output.shape[0], Rows], _output.dtype, _output.device);
        torch.autograd.backward([_pulled], [vectors.reshape(_input.shape)], true, inputs: [_cotangent!]);
        torch.Tensor result = Flat(_cotangent!.grad, _output);
        _cotangent.grad = null;
        return result;
    }

    // What it makes outlives the scopes of the products.
    private void Prepare()
    {
        if (_cotangent is not null) return;
        _cotangent = torch.zeros(_output.shape, _output.dtype, _output.device, requires_grad: true).DetachFromDisposeScope();
        _pulled = torch.autograd.grad(
            [_output], [_input], [_cotangent], retain_graph: true, create_graph: true, allow_unused: true)[0];
        _pulled.DetachFromDisposeScope();
    }

    private static torch.Tensor Flat(torch.Tensor? tensor, torch.Tensor like) => tensor is { IsInvalid: false }
        ? tensor.reshape(like.shape[0], -1)
        : torch.zeros([like.shape[0], like.NumberOfElements / like.shape[0]], like.dtype, like.device);
}
