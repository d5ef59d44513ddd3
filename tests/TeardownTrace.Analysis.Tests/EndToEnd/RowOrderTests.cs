using TeardownTrace.Testing;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.EndToEnd;

/// <summary>Rows come in the order of first frames (SPEC section 9), also where both address families are in one capture, and for any number of threads.</summary>
public sealed class RowOrderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Families_and_threads_do_not_disturb_the_order(int threads)
    {
        string path = Path.Combine(TraceFolder.TestData, "captures", "every-verdict.pcapng");
        AnalysedCapture one = AnalysedCapture.OfFile(path, threads: 1)!;
        AnalysedCapture many = AnalysedCapture.OfFile(path, threads)!;

        Assert.Contains(one.Rows, row => row.ClientAddress.IsIPv4);
        Assert.Contains(one.Rows, row => !row.ClientAddress.IsIPv4);
        many.AssertSums();
        Assert.Equal(one.Rows, many.Rows);
    }
}
