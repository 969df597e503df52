namespace InitTools.Tests.Charts;

/// <summary>Telling apart what comes one behind the other.</summary>
public sealed class RowRunsTests
{
    [Fact]
    public void A_run_ends_where_a_row_does_not_continue_the_one_before() =>
        Assert.Equal([[1, 2, 5], [3], [3, 4]], RowRuns.Of([1, 2, 5, 3, 3, 4], (row, before) => row > before));

    [Fact]
    public void Runs_of_several_names_may_be_mixed_and_stand_in_the_order_of_their_first_rows() => Assert.Equal(
        [["a1", "a2"], ["b1", "b3"], ["a1"], ["A9"]],
        RowRuns.Of(["a1", "b1", "a2", "a1", "b3", "A9"], row => row[..1], (row, before) => row[1] > before[1]));

    [Fact]
    public void Of_nothing_there_are_no_runs() => Assert.Empty(RowRuns.Of(Array.Empty<int>(), (_, _) => true));
}
