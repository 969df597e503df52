namespace InitTools.Plotting;

/// <summary>A kind of picture.</summary>
public sealed class FigureKind
{
    private readonly Func<IReadOnlyList<object>, FigureOptions, Figure> _build;

    internal FigureKind(
        string name, string description, string source, Type input, Func<IReadOnlyList<object>, FigureOptions, Figure> build)
    {
        (Name, Description, Source, Input) = (name, description, source, input);
        _build = build;
    }

    /// <summary>The name, such as <c>PhaseDiagram</c>.</summary>
    public string Name { get; }

    /// <summary>What it shows.</summary>
    public string Description { get; }

    /// <summary>Where the objects come from that it is drawn of, to follow "it needs".</summary>
    public string Source { get; }

    /// <summary>The objects' type.</summary>
    internal Type Input { get; }

    /// <summary>Describes the figure of objects that are all of the type.</summary>
    internal Figure Build(IReadOnlyList<object> items, FigureOptions options) => _build(items, options);

    /// <summary>Makes a kind of a function on objects of one type.</summary>
    internal static FigureKind Of<T>(string name, string description, string source, Func<T[], Figure> build) =>
        new(name, description, source, typeof(T), (items, _) => build([.. items.Cast<T>()]));
}

/// <summary>What only some kinds of pictures ask for.</summary>
public sealed record FigureOptions
{
    /// <summary>The initializer that tensors were drawn by, whose law goes over their histograms; null where it isn't known.</summary>
    public Initializer? Initializer { get; init; }

    /// <summary>Where such a tensor's inputs and outputs are.</summary>
    public TensorLayout Layout { get; init; }
}
