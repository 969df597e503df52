namespace InitTools.Sampling;

/// <summary>The first and the last value of an element type that lie strictly between two ends.</summary>
internal readonly record struct OpenRange(double First, double Last)
{
    /// <summary>
    /// Finds them. A range too narrow to hold a value of the type is taken to be the one value nearest its middle.
    /// </summary>
    /// <param name="lower">The lower end.</param>
    /// <param name="upper">The upper end.</param>
    /// <param name="type">The element type.</param>
    public static OpenRange Between(double lower, double upper, SampleType type)
    {
        double first = Round(lower, type);
        while (first <= lower) first = Next(first, type);
        double last = Round(upper, type);
        while (last >= upper) last = -Next(-last, type);
        if (first <= last) return new(first, last);
        double middle = Round((lower / 2) + (upper / 2), type);
        return new(middle, middle);
    }

    /// <summary>The nearest value of the type.</summary>
    public static double Round(double value, SampleType type) => type switch
    {
        SampleType.Float16 => (double)(Half)value,
        SampleType.BFloat16 => RoundToBFloat16((float)value),
        SampleType.Float32 => (float)value,
        _ => value,
    };

    /// <summary>The next larger value of the type.</summary>
    private static double Next(double value, SampleType type) => type switch
    {
        SampleType.Float16 => (double)Half.BitIncrement((Half)value),
        SampleType.BFloat16 => NextBFloat16((float)value),
        SampleType.Float32 => MathF.BitIncrement((float)value),
        _ => Math.BitIncrement(value),
    };

    private static float RoundToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF_0000);
    }

    private static float NextBFloat16(float value)
    {
        if (value == 0) return BitConverter.UInt32BitsToSingle(0x0001_0000);
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle(value > 0 ? bits + 0x0001_0000 : bits - 0x0001_0000);
    }
}
