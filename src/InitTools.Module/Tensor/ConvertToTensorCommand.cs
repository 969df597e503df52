using System.Collections;
using System.Management.Automation;
using TorchSharp;

namespace InitTools.Module;

/// <summary>Makes a tensor of numbers, arrays of numbers or properties of objects. The caller owns it.</summary>
[Cmdlet(VerbsData.ConvertTo, "Tensor")]
[OutputType(typeof(torch.Tensor))]
public sealed class ConvertToTensorCommand : InitToolsCommand
{
    private readonly List<double[]> _rows = [];
    private bool _scalars = true;

    /// <summary>Numbers make a vector; arrays of numbers, or objects with -Property, make the rows of a matrix.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public object InputObject { get; set; } = null!;

    /// <summary>The properties whose values make a row; a single one makes a vector.</summary>
    [Parameter]
    public string[]? Property { get; set; }

    /// <summary>The element type: Float32, Float64, Float16, BFloat16, Int64 or Int32.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DataTypeCompleter))]
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
    protected override void End() => WriteObject(_scalars
        ? TensorBuilder.FromValues([.. _rows.Select(row => row[0])], _type)
        : TensorBuilder.FromRows(_rows, _type));

    private void Add(object item)
    {
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

    private object? PropertyOf(PSObject source, string name) => (source.Properties[name] ?? throw new InitToolsException(
        "PropertyNotFound", $"Object {_rows.Count + 1} has no property '{name}'.", FaultKind.InvalidData, name)).Value;

    private double Number(object? value, string what)
    {
        object? number = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (number is not null && LanguagePrimitives.TryConvertTo(number, out double result)) return result;
        throw new InitToolsException(
            "NotANumber", $"In object {_rows.Count + 1}, {what} is {InitToolsException.Show(number)}; it must be a number.",
            FaultKind.InvalidData, number);
    }

    private static IEnumerable? Items(object value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) is IEnumerable items and not string ? items : null;
}
