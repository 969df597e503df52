using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace InitTools.Sampling;

/// <summary>
/// One endless sequence of random numbers. Element i of a stream is a function of seed, stream and i alone: it does not
/// matter which thread draws it, in what order, or what was drawn before. Streams that differ in seed or number have nothing
/// in common.
/// </summary>
/// <param name="Seed">The key of the generator, all 64 bits of it.</param>
/// <param name="Stream">The number of the stream under that key: the upper half of the generator's 128-bit counter.</param>
[SuppressMessage("Naming", "CA1711", Justification = "Streams of random numbers are the field's term.")]
public readonly record struct RandomStream(ulong Seed, ulong Stream)
{
    /// <summary>
    /// The stream of a named thing, such as a model's parameter. The number of the stream is the 64-bit FNV-1a hash of the
    /// name's UTF-8 bytes (Fowler, Noll and Vo), mixed by the finalizer of SplitMix64 (Steele, Lea and Flood 2014, Figure 17,
    /// variant 13): the same on every machine and in every version.
    /// </summary>
    /// <param name="seed">The seed; negative numbers are seeds of their own.</param>
    /// <param name="name">The name; case matters.</param>
    /// <returns>The stream.</returns>
    public static RandomStream FromName(long seed, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ulong hash = 14695981039346656037;
        foreach (byte unit in Encoding.UTF8.GetBytes(name)) hash = (hash ^ unit) * 1099511628211;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return new((ulong)seed, hash ^ (hash >> 31));
    }

    /// <summary>A stream that nobody has seen before: seed and number come from the operating system.</summary>
    /// <returns>The stream.</returns>
    public static RandomStream Fresh()
    {
        Span<byte> entropy = stackalloc byte[16];
        RandomNumberGenerator.Fill(entropy);
        return new(BitConverter.ToUInt64(entropy), BitConverter.ToUInt64(entropy[8..]));
    }
}
