namespace InitTools.Sampling;

/// <summary>The type of the drawn elements.</summary>
public enum SampleType
{
    /// <summary>
    /// IEEE half precision, made from 32 random bits an element: the value that <see cref="Float32"/> has there, rounded to nearest; of the
    /// normal laws within 0.55 units in the last place.
    /// </summary>
    Float16,

    /// <summary>The upper half of a single, likewise; of the normal laws within 0.506 units in the last place.</summary>
    BFloat16,

    /// <summary>IEEE single precision, made from 32 random bits an element.</summary>
    Float32,

    /// <summary>IEEE double precision, made from 53 random bits an element.</summary>
    Float64,
}
