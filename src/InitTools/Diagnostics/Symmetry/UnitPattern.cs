using System.Numerics;
using System.Runtime.CompilerServices;

namespace InitTools;

/// <summary>One unit's weights and bias, told from others by a hash in which neither the common sign nor that of zeros matters.</summary>
/// <param name="Hash">Equal for equal units and for those with the other sign.</param>
/// <param name="IsNegative">Whether the first number that isn't zero is negative.</param>
/// <param name="IsConstant">Whether the weights are one and the same number; of a single weight, whether it is 0.</param>
internal readonly record struct UnitPattern(ulong Hash, bool IsNegative, bool IsConstant)
{
    private const ulong Factor = 0x9E3779B97F4A7C15;

    /// <summary>Reads a unit.</summary>
    /// <param name="weights">The bits of its weights.</param>
    /// <param name="bias">The bits of its bias in double precision.</param>
    /// <param name="group">The inputs that it sees: units of other groups hash otherwise.</param>
    public static UnitPattern Of<T>(ReadOnlySpan<T> weights, ulong bias, long group)
        where T : unmanaged, IBinaryInteger<T>
    {
        int first = 0;
        while (first < weights.Length && IsZero(weights[first])) first++;
        bool isNegative = first < weights.Length ? IsSigned(weights[first]) : !IsZero(bias) && IsSigned(bias);
        // Four chains at once: the processor works on them side by side.
        ulong a = (ulong)group, b = 1, c = 2, d = 3;
        T different = T.Zero;
        T start = Unsigned(weights[0], isNegative);
        int i = 0;
        for (; i + 4 <= weights.Length; i += 4)
        {
            T w = Unsigned(weights[i], isNegative), x = Unsigned(weights[i + 1], isNegative);
            T y = Unsigned(weights[i + 2], isNegative), z = Unsigned(weights[i + 3], isNegative);
            different |= (w ^ start) | (x ^ start) | (y ^ start) | (z ^ start);
            (a, b, c, d) = (Mix(a, w), Mix(b, x), Mix(c, y), Mix(d, z));
        }
        for (; i < weights.Length; i++)
        {
            T w = Unsigned(weights[i], isNegative);
            different |= w ^ start;
            a = Mix(a, w);
        }
        ulong hash = Mix(Mix(Mix(Mix(a, b), c), d), Unsigned(bias, isNegative));
        bool isConstant = different == T.Zero && (weights.Length > 1 || start == T.Zero);
        return new UnitPattern(hash ^ (hash >> 32), isNegative, isConstant);
    }

    private static bool IsZero<T>(T bits)
        where T : IBinaryInteger<T> => (bits << 1) == T.Zero;

    private static unsafe bool IsSigned<T>(T bits)
        where T : unmanaged, IBinaryInteger<T> => (bits >>> ((sizeof(T) * 8) - 1)) != T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe T Unsigned<T>(T bits, bool flip)
        where T : unmanaged, IBinaryInteger<T>
    {
        T sign = flip ? T.One << ((sizeof(T) * 8) - 1) : T.Zero;
        return IsZero(bits) ? T.Zero : bits ^ sign;
    }

    // The turn brings high bits down, which a product alone never does.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix<T>(ulong hash, T value)
        where T : IBinaryInteger<T> => BitOperations.RotateLeft((hash ^ ulong.CreateTruncating(value)) * Factor, 29);
}
