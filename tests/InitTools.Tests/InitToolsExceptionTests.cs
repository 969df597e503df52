namespace InitTools.Tests;

public sealed class InitToolsExceptionTests
{
    [Fact]
    public void The_id_has_the_prefix_once_however_often_the_error_is_raised_again()
    {
        var cause = InitToolsException.Argument("InvalidUnits", "Units", 0, "1 or more");
        Assert.Equal(("InitTools.InvalidUnits", "InvalidUnits"), (cause.ErrorId, cause.ShortId));
        var again = new InitToolsException(cause.ShortId, $"Run 1: {cause.Message}", cause.Kind, cause.Target, cause);
        Assert.Equal(cause.ErrorId, again.ErrorId);
    }
}
