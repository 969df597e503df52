using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InitTools.Sampling;

/// <summary>
/// Polynomials in 32 pieces: memory for their rows, aligned so that a row is two loads of the widest vectors, which lives as long as the
/// process, and how they are evaluated.
/// </summary>
internal static unsafe class PieceTable
{
    private const int Pieces = 32;

    /// <summary>Rows of coefficients, from the constant one up.</summary>
    public static float* Create(int degree, ReadOnlySpan<float> coefficients, int exponent = 0)
    {
        float* rows = Allocate(degree + 1);
        for (int i = 0; i < coefficients.Length; i++)
            rows[i] = MathF.ScaleB(coefficients[i], i / Pieces * exponent);
        return rows;
    }

    /// <summary>The rows of <see cref="NormalQuantile"/>: scale and offset, which give t, then the coefficients.</summary>
    public static float* CreateTails(int degree, ReadOnlySpan<float> coefficients)
    {
        float* rows = Allocate(degree + 3);
        for (int exponent = 0; exponent < 31; exponent++)
        {
            int piece = (127 + exponent) % Pieces;
            rows[piece] = MathF.ScaleB(1, -exponent);
            rows[Pieces + piece] = -1.5f;
        }
        rows[NormalQuantile.CentralPiece] = MathF.ScaleB(1, -31);
        rows[Pieces + NormalQuantile.CentralPiece] = 0;
        coefficients.CopyTo(new(rows + (2 * Pieces), coefficients.Length));
        return rows;
    }

    /// <summary>The polynomial of each half lane's piece, by Horner's rule.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Polynomial<TTable, TLanes>(float* coefficients, TLanes piece, TLanes t)
        where TTable : struct, IQuantileTable
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes value = TLanes.Lookup(coefficients + (TTable.Degree * Pieces), piece);
        if (TTable.Degree > 7) value = TLanes.FusedSingle(value, t, TLanes.Lookup(coefficients + (7 * Pieces), piece));
        if (TTable.Degree > 6) value = TLanes.FusedSingle(value, t, TLanes.Lookup(coefficients + (6 * Pieces), piece));
        if (TTable.Degree > 5) value = TLanes.FusedSingle(value, t, TLanes.Lookup(coefficients + (5 * Pieces), piece));
        if (TTable.Degree > 4) value = TLanes.FusedSingle(value, t, TLanes.Lookup(coefficients + (4 * Pieces), piece));
        if (TTable.Degree > 3) value = TLanes.FusedSingle(value, t, TLanes.Lookup(coefficients + (3 * Pieces), piece));
        value = TLanes.FusedSingle(value, t, TLanes.Lookup(coefficients + (2 * Pieces), piece));
        value = TLanes.FusedSingle(value, t, TLanes.Lookup(coefficients + Pieces, piece));
        return TLanes.FusedSingle(value, t, TLanes.Lookup(coefficients, piece));
    }

    private static float* Allocate(int rows) => (float*)NativeMemory.AlignedAlloc((nuint)rows * Pieces * sizeof(float), 64);
}
