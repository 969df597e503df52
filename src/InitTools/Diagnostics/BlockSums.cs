using System.Runtime.CompilerServices;
using InitTools.Sampling;

namespace InitTools;

/// <summary>Reads elements from memory as doubles.</summary>
internal unsafe interface IElements
{
    static abstract int Size { get; }

    static abstract TLanes Load<TLanes>(byte* source)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>Floats.</summary>
internal readonly unsafe struct SingleElements : IElements
{
    public static int Size => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(byte* source)
        where TLanes : struct, ILanes<TLanes> => TLanes.LoadSingles((float*)source);
}

/// <summary>Doubles.</summary>
internal readonly unsafe struct DoubleElements : IElements
{
    public static int Size => sizeof(double);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(byte* source)
        where TLanes : struct, ILanes<TLanes> => TLanes.Load((ulong*)source);
}

/// <summary>The sums over one block of memory.</summary>
internal static unsafe class BlockSums<TElements>
    where TElements : struct, IElements
{
    /// <summary>Takes the sums over the finite elements of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="count">How many elements it has.</param>
    /// <param name="aside">Room for as many doubles; may hold the block itself, at its end.</param>
    public static MomentSums Measure(byte* block, int count, byte* aside)
    {
        MomentSums sums = MeasureAll(block, count);
        if (double.IsFinite(sums.Mean)) return sums;
        int finite = 0;
        for (int i = 0; i < count; i++)
        {
            double element;
            Lanes64.Store(TElements.Load<Lanes64>(block + (i * TElements.Size)), (byte*)&element);
            if (double.IsFinite(element)) ((double*)aside)[finite++] = element;
        }
        return finite == 0 ? MomentSums.None : BlockSums<DoubleElements>.MeasureAll(aside, finite);
    }

    private static MomentSums MeasureAll(byte* block, int count)
    {
        int lanes = Sampler.SupportedVectorWidths[0] switch { 512 => 8, 256 => 4, 128 => 2, _ => 1 };
        int inVectors = count - (count % lanes);
        byte* rest = block + (inVectors * TElements.Size);
        MomentSums sums = lanes switch
        {
            8 => Measure<Lanes512>(block, inVectors),
            4 => Measure<Lanes256>(block, inVectors),
            2 => Measure<Lanes128>(block, inVectors),
            _ => Measure<Lanes64>(block, inVectors),
        };
        return sums + Measure<Lanes64>(rest, count - inVectors);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static MomentSums Measure<TLanes>(byte* block, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        if (count == 0) return MomentSums.None;
        byte* end = block + (count * TElements.Size);
        int step = TLanes.Count * TElements.Size;

        TLanes zero = TLanes.CreateDouble(0);
        TLanes sum = zero;
        TLanes zeros = TLanes.Create64(0);
        TLanes minimum = TElements.Load<TLanes>(block);
        TLanes maximum = minimum;
        for (byte* at = block; at < end; at += step)
        {
            TLanes x = TElements.Load<TLanes>(at);
            sum = TLanes.AddDouble(sum, x);
            minimum = TLanes.MinDouble(minimum, x);
            maximum = TLanes.MaxDouble(maximum, x);
            zeros = TLanes.Add64(zeros, TLanes.EqualDouble(x, zero));
        }

        double mean = Sum(sum) / count;
        TLanes center = TLanes.CreateDouble(mean);
        TLanes second = zero;
        TLanes third = zero;
        TLanes fourth = zero;
        for (byte* at = block; at < end; at += step)
        {
            TLanes difference = TLanes.SubtractDouble(TElements.Load<TLanes>(at), center);
            TLanes square = TLanes.MultiplyDouble(difference, difference);
            second = TLanes.AddDouble(second, square);
            third = TLanes.FusedDouble(square, difference, third);
            fourth = TLanes.FusedDouble(square, square, fourth);
        }
        return new(
            count, mean, Sum(second), Sum(third), Sum(fourth), Least(minimum), -Least(TLanes.SubtractDouble(zero, maximum)),
            -Sum64(zeros));
    }

    private static double Sum<TLanes>(TLanes lanes)
        where TLanes : struct, ILanes<TLanes>
    {
        double* values = stackalloc double[TLanes.Count];
        TLanes.Store(lanes, (byte*)values);
        double sum = 0;
        for (int i = 0; i < TLanes.Count; i++) sum += values[i];
        return sum;
    }

    private static double Least<TLanes>(TLanes lanes)
        where TLanes : struct, ILanes<TLanes>
    {
        double* values = stackalloc double[TLanes.Count];
        TLanes.Store(lanes, (byte*)values);
        double least = values[0];
        for (int i = 1; i < TLanes.Count; i++) least = Math.Min(least, values[i]);
        return least;
    }

    private static long Sum64<TLanes>(TLanes lanes)
        where TLanes : struct, ILanes<TLanes>
    {
        long* values = stackalloc long[TLanes.Count];
        TLanes.Store(lanes, (byte*)values);
        long sum = 0;
        for (int i = 0; i < TLanes.Count; i++) sum += values[i];
        return sum;
    }
}
