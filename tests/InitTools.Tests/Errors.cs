namespace InitTools.Tests;

/// <summary>Asserts on the one exception for bad input.</summary>
internal static class Errors
{
    /// <summary>Asserts that an action fails with an id, and that the message says what a user needs: parameter, value, remedy.</summary>
    public static InitToolsException Throws(string id, Action action, params string[] mentioned)
    {
        InitToolsException error = Assert.Throws<InitToolsException>(action);
        Assert.Equal("InitTools." + id, error.ErrorId);
        Assert.All(mentioned, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
        return error;
    }

    /// <summary>The same for something that would be made.</summary>
    public static InitToolsException Throws(string id, Func<object?> make, params string[] mentioned) =>
        Throws(id, () => { (make() as IDisposable)?.Dispose(); }, mentioned);
}
