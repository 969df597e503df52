namespace InitTools;

/// <summary>What a recurrent layer computes in one step.</summary>
public enum RecurrentCell
{
    /// <summary>h_t = f(W x_t + U h_(t-1) + b) (Elman 1990).</summary>
    SimpleRnn,

    /// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997) with a forget gate (Gers et al. 2000).</summary>
    Lstm,

    /// <summary>The gated recurrent unit (Cho et al. 2014), its reset gate behind the recurrent kernel, as in Keras and PyTorch.</summary>
    Gru,
}
