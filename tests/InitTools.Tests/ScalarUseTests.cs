using System.Reflection;
using System.Reflection.Emit;
using TorchSharp;

namespace InitTools.Tests;

/// <summary>
/// No number goes into libtorch in a <see cref="Scalar"/> that nobody holds (see <see cref="ScalarArithmetic"/>): the compiled code of
/// the library is searched for conversions whose result isn't put into a variable, and for methods of tensors that have such a
/// conversion inside, as a + b and add(b) have.
/// </summary>
public sealed class ScalarUseTests
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    [Fact]
    public void Every_number_is_held_until_libtorch_has_read_it()
    {
        HashSet<MethodBase> careless = [.. MethodsOf(typeof(torch.Tensor)).Where(method => Calls(method).Any(IsCareless))];
        Assert.Contains(careless, method => method.Name == "op_Addition");
        string[] found = [.. typeof(Layer).Assembly.GetTypes().SelectMany(MethodsOf)
            .SelectMany(method => Calls(method).Where(call => IsCareless(call) || careless.Contains(call.Callee))
                .Select(call => $"{method.DeclaringType!.FullName}.{method.Name} calls {call.Callee.DeclaringType!.Name}.{call.Callee}"))];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    private static bool IsCareless((MethodBase Callee, bool Stored) call) =>
        call.Callee.Name == "op_Implicit" && call.Callee.DeclaringType == typeof(Scalar) && !call.Stored;

    private static IEnumerable<MethodBase> MethodsOf(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All));
    }

    // What a method calls, and whether the next thing is to store the result.
    private static IEnumerable<(MethodBase Callee, bool Stored)> Calls(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        Type[]? types = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        Type[]? arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int i = 0; i < code.Length;)
        {
            OpCode operation = Read(code, ref i);
            int operand = i;
            i += SizeOf(operation, code, i);
            if (operation.OperandType != OperandType.InlineMethod || operation == OpCodes.Ldftn || operation == OpCodes.Ldvirtftn) continue;
            if (method.Module.ResolveMethod(BitConverter.ToInt32(code, operand), types, arguments) is not { } callee) continue;
            int next = i;
            yield return (callee, i < code.Length && Read(code, ref next).Name!.StartsWith("stloc", StringComparison.Ordinal));
        }
    }

    private static OpCode Read(byte[] code, ref int place)
    {
        short value = code[place++];
        if (value == 0xFE) value = unchecked((short)(0xFE00 | code[place++]));
        return Codes[value];
    }

    private static int SizeOf(OpCode operation, byte[] code, int place) => operation.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, place)),
        _ => 4,
    };
}
