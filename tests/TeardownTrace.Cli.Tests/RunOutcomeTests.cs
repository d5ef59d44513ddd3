namespace TeardownTrace.Cli.Tests;

/// <summary>Where several exit codes would do, the README's order decides.</summary>
public sealed class RunOutcomeTests
{
    [Theory]
    [InlineData(130, true, true, true, true)]
    [InlineData(3, false, true, true, true)]
    [InlineData(1, false, false, true, true)]
    [InlineData(4, false, false, false, true)]
    [InlineData(0, false, false, false, false)]
    public void The_first_of_130_3_1_and_4_is_returned(int code, bool isInterrupted, bool hasFailed, bool hasMatched, bool isDamaged)
    {
        RunOutcome outcome = new() { IsInterrupted = isInterrupted, HasFailed = hasFailed, HasMatched = hasMatched, IsDamaged = isDamaged };
        Assert.Equal(code, outcome.Code);
    }
}
