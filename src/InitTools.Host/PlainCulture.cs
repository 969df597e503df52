using System.Globalization;

namespace InitTools.Host;

/// <summary>
/// The culture of a machine without a language (LANG=C), as it is but for its language: the engine breaks lines between words only
/// where it knows that, and within them elsewhere.
/// </summary>
internal sealed class PlainCulture() : CultureInfo("")
{
    /// <inheritdoc/>
    public override string TwoLetterISOLanguageName => "en";
}
