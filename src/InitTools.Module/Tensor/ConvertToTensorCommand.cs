using System.Collections;
using System.Management.Automation;
using TorchSharp;

namespace InitTools.Module;

/// <summary>Makes a tensor of numbers, arrays of numbers or properties of objects. The caller owns it.</summary>
/// <remarks>
/// <para>
/// Numbers become a vector. Arrays of numbers become the rows of a matrix, as do objects whose -Property values are taken, in the
/// order of the names. Text that reads as a number is taken for one, as the values of a CSV file are text: with a decimal point,
/// and no commas. NaN and infinity are kept.
/// </para>
/// <para>
/// In a pipeline PowerShell takes an array apart: 1, 2, 3 | ConvertTo-Tensor gives the vector of three. A comma in front keeps a
/// row together.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.NotANumber</term><description>a value that is no number</description></item>
/// <item><term>InitTools.PropertyNotFound</term><description>an object without one of the properties</description></item>
/// <item><term>InitTools.RaggedRow</term><description>rows of different lengths</description></item>
/// <item><term>InitTools.EmptyInput</term><description>nothing came in</description></item>
/// <item><term>InitTools.ValueOutOfRange</term><description>a value that the type can't hold</description></item>
/// <item><term>InitTools.UnknownDataType</term><description>no such type; the message lists near matches</description></item>
/// <item>
/// <term>InitTools.NativeLibrary...</term><description>libtorch isn't there or can't be loaded; about_InitTools tells the
/// places</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>
/// One tensor of all input: of shape (count) for numbers or a single property, of shape (rows, values in a row) for arrays or
/// several properties. It is the caller's: call its Dispose() when it isn't needed any more.
/// </returns>
/// <example>
/// Numbers make a vector:
/// <code>
/// $vector = 1..5 | ConvertTo-Tensor
/// $vector
/// $vector.Dispose()
/// </code>
/// </example>
/// <example>
/// Arrays make a matrix, a batch for the probe:
/// <code>
/// $net = New-DenseLayer 2 | New-SequentialModel -InputShape 3 -Seed 1
/// $batch = ConvertTo-Tensor (1, 2, 3), (4, 5, 6), (7, 8, 10)
/// $net | Invoke-GradientProbe -InputObject $batch -Seed 1
/// $batch.Dispose()
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// Properties of objects make the columns:
/// <code>
/// $curve = Measure-Activation tanh -Count 5 | ConvertTo-Tensor -Property X, Value -DataType Float64
/// $curve
/// $curve.Dispose()
/// </code>
/// </example>
/// <seealso cref="NewTensorCommand"/>
/// <seealso cref="MeasureTensorCommand"/>
/// <seealso cref="InvokeGradientProbeCommand"/>
[Cmdlet(VerbsData.ConvertTo, "Tensor")]
[OutputType(typeof(torch.Tensor))]
public sealed class ConvertToTensorCommand : InitToolsCommand
{
    private readonly List<double[]> _rows = [];
    private bool _scalars = true;
    private int _objects;

    /// <summary>Numbers, arrays of numbers, or objects with the properties named by -Property.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public object InputObject { get; set; } = null!;

    /// <summary>The properties whose values make a row, in this order; a single one makes a vector.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PropertyCompleter))]
    [ValidateCount(1, int.MaxValue)]
    public string[]? Property { get; set; }

    /// <summary>The type of the elements: Float32, Float64, Float16, BFloat16, Int64 or Int32. Labels are Int64.</summary>
    /// <value>Float32</value>
    [Parameter]
    [ArgumentCompleter(typeof(AnyDataTypeCompleter))]
    public string DataType { get; set; } = nameof(torch.ScalarType.Float32);

    private torch.ScalarType _type;

    /// <inheritdoc/>
    protected override void Begin() => _type = TensorDataType.FindAny(DataType);

    /// <inheritdoc/>
    protected override void Process()
    {
        // Given by name, a list is the whole input, not its first row.
        if (!MyInvocation.ExpectingInput && Items(InputObject) is { } all)
            foreach (object item in all) Add(item);
        else
            Add(InputObject);
    }

    /// <inheritdoc/>
    protected override void End()
    {
        // What came in was all refused, and an error has said so.
        if (_rows.Count == 0 && _objects > 0) return;
        WriteObject(_scalars
            ? TensorBuilder.FromValues([.. _rows.Select(row => row[0])], _type)
            : TensorBuilder.FromRows(_rows, _type));
    }

    private void Add(object item)
    {
        _objects++;
        if (Property is not null)
        {
            PSObject source = PSObject.AsPSObject(item);
            _scalars &= Property.Length == 1;
            _rows.Add([.. Property.Select(name => Number(PropertyOf(source, name), name))]);
        }
        else if (Items(item) is { } row)
        {
            _scalars = false;
            _rows.Add([.. row.Cast<object>().Select(value => Number(value, "an element"))]);
        }
        else
        {
            _rows.Add([Number(item, "the value")]);
        }
    }

    private object? PropertyOf(PSObject source, string name)
    {
        if (name.Length > 0 && source.Properties[name] is { } property) return property.Value;
        var names = new NameTable<string>("property", source.Properties.Select(known => known.Name).Distinct().Select(known => (known, new[] { known })));
        IReadOnlyList<string> near = names.NearMatches(name);
        string advice = near.Count > 0 ? $" Did you mean {string.Join(" or ", near)}?" : "";
        throw new InitToolsException(
            "PropertyNotFound", $"Object {_rows.Count + 1} has no property '{name}'.{advice}", FaultKind.InvalidData, name);
    }

    private double Number(object? value, string what)
    {
        object? number = value is PSObject wrapped ? wrapped.BaseObject : value;
        // PowerShell reads '1,5' as 15: its comma groups digits, where it was meant for a point.
        bool isGrouped = number is string text && text.Contains(',', StringComparison.Ordinal);
        if (number is not null && !isGrouped && LanguagePrimitives.TryConvertTo(number, out double result)) return result;
        throw new InitToolsException(
            "NotANumber", $"In object {_rows.Count + 1}, {what} is {(number is IEnumerable and not string ? "an array" : InitToolsException.Show(number))}; it must be a number.",
            FaultKind.InvalidData, number);
    }

    private static IEnumerable? Items(object value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) is IEnumerable items and not string ? items : null;
}
