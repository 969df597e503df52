namespace InitTools.Sampling;

/// <summary>The type of the drawn elements.</summary>
public enum SampleType
{
    /// <summary>IEEE half precision: drawn as <see cref="Float32"/> and rounded to nearest.</summary>
    Float16,

    /// <summary>The upper half of a single: drawn as <see cref="Float32"/> and rounded to nearest.</summary>
    BFloat16,

    /// <summary>IEEE single precision, made from 32 random bits an element.</summary>
    Float32,

    /// <summary>IEEE double precision, made from 53 random bits an element.</summary>
    Float64,
}
