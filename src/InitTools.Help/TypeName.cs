namespace InitTools.Help;

/// <summary>A type as PowerShell spells it.</summary>
/// <param name="Short">Without namespaces: <c>String[]</c>, <c>Module[Tensor,Tensor]</c>.</param>
/// <param name="Full">With namespaces, nested types behind a plus.</param>
internal sealed record TypeName(string Short, string Full)
{
    private const string Nullable = "System.Nullable`1";

    public bool IsSwitch => Full == "System.Management.Automation.SwitchParameter";

    /// <summary>Spells a type; what may be null is spelled like what may not.</summary>
    public static TypeName Of(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition().FullName == Nullable) return Of(type.GetGenericArguments()[0]);
        if (type.IsArray)
        {
            TypeName element = Of(type.GetElementType()!);
            return new TypeName($"{element.Short}[]", $"{element.Full}[]");
        }
        if (!type.IsGenericType) return new TypeName(type.Name, type.FullName!);
        TypeName[] arguments = [.. type.GetGenericArguments().Select(Of)];
        string fullName = type.GetGenericTypeDefinition().FullName!;
        return new TypeName(
            $"{WithoutArity(type.Name)}[{string.Join(',', arguments.Select(argument => argument.Short))}]",
            $"{WithoutArity(fullName)}[{string.Join(',', arguments.Select(argument => argument.Full))}]");
    }

    private static string WithoutArity(string name) => name[..name.LastIndexOf('`')];
}
