using System.Globalization;
using TorchSharp;

namespace InitTools;

/// <summary>
/// A draw of values so small that their element type makes 0 of a noticeable share of them: a normal law of standard deviation 1e-7 in
/// Float16, whose smallest number is 6e-8. Units that begin with zeros don't learn.
/// </summary>
public sealed record Underflow
{
    /// <summary>From this share of zeros on a draw is told of; laws that networks are made with are a thousandfold below.</summary>
    public const double NoticeableShare = 0.01;

    // Of values this many times the smallest number less than the noticeable share is 0, whatever the law.
    private const double Room = 100;

    private Underflow()
    {
    }

    /// <summary>The law's name.</summary>
    public required string Initializer { get; init; }

    /// <summary>The shape that is drawn.</summary>
    public required TensorShape Shape { get; init; }

    /// <summary>The element type.</summary>
    public required torch.ScalarType DataType { get; init; }

    /// <summary>
    /// The share of the elements that become 0, by the law: no element is looked at. Those that are 0 by design, as most of Identity's,
    /// don't count.
    /// </summary>
    public required double ZeroFraction { get; init; }

    /// <summary>The types that hold the law's values, the smallest first.</summary>
    public required IReadOnlyList<torch.ScalarType> Remedies { get; init; }

    /// <summary>Looks for it.</summary>
    /// <param name="initializer">The law.</param>
    /// <param name="shape">A shape that the law can fill.</param>
    /// <param name="dataType">Float16, BFloat16, Float32 or Float64.</param>
    /// <returns>What happens; null where less than <see cref="NoticeableShare"/> becomes 0, or all is 0 by design.</returns>
    public static Underflow? Find(Initializer initializer, TensorShape shape, torch.ScalarType dataType)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        ArgumentNullException.ThrowIfNull(shape);
        double share = Share(dataType);
        return share < NoticeableShare ? null : new Underflow
        {
            Initializer = initializer.Name,
            Shape = shape,
            DataType = dataType,
            ZeroFraction = share,
            Remedies = [.. TensorDataType.BySize.Where(type => Share(type) < NoticeableShare)],
        };

        // What is nearer to 0 than to the smallest number is rounded to 0.
        double Share(torch.ScalarType type) => initializer.ShareWithin(shape, TensorDataType.SmallestValue(type) / 2);
    }

    /// <summary>Says it for people, with what would be right.</summary>
    /// <returns>Two sentences.</returns>
    public override string ToString()
    {
        double smallest = TensorDataType.SmallestValue(DataType);
        string values = ZeroFraction switch
        {
            1 => "all values are 0",
            > 0.995 => "nearly all values are 0",
            _ => string.Create(CultureInfo.InvariantCulture, $"{100 * ZeroFraction:0} % of the values are 0"),
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Initializer} draws {Shape} in {DataType}, whose smallest number is {smallest:G2}: {values}. "
            + $"{string.Join(" or ", Remedies)} holds them, and in {DataType} a law of values around {Room * smallest:G2} or more is right.");
    }
}
