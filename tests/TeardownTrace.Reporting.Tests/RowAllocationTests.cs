using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing;

namespace TeardownTrace.Reporting.Tests;

/// <summary>What a row costs once everything is warm: nothing. What several threads allocate is the whole process's, so nothing runs beside these tests.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class RowAllocationTests
{
    [Theory]
    [MemberData(nameof(ReportWriterConformanceTests.Formats), MemberType = typeof(ReportWriterConformanceTests))]
    public void A_batch_on_several_threads_allocates_nothing(string format)
    {
        const int Batches = 20;
        using IReportWriter writer = ReportWriterConformanceTests.Open(format, Stream.Null, threads: 2);
        ConnectionReport[] reports = [.. Enumerable.Range(1, 1024).Select(ReportWriterConformanceTests.Varied)];
        for (int i = 0; i < Batches; i++)
            writer.Write(reports);

        long bytes = AllocatedBytes.OnAllThreads(() =>
        {
            for (int i = 0; i < Batches; i++)
                writer.Write(reports);
        });
        Assert.Equal(0, bytes / (Batches * reports.Length));
    }

    [Theory]
    [MemberData(nameof(ReportWriterConformanceTests.Formats), MemberType = typeof(ReportWriterConformanceTests))]
    public void A_row_allocates_nothing(string format)
    {
        const int Rows = 5_000;
        using IReportWriter writer = ReportWriterConformanceTests.Open(format, Stream.Null);
        ConnectionReport report = Reports.Graceful with { ServerAddress = Reports.IPv6("2001:db8::2"), ClientAddress = Reports.IPv6("2001:db8::1") };
        for (int i = 0; i < Rows; i++)
            writer.Write(new ReadOnlySpan<ConnectionReport>(in report));

        long bytes = AllocatedBytes.OnThisThread(() =>
        {
            for (int i = 0; i < Rows; i++)
                writer.Write(new ReadOnlySpan<ConnectionReport>(in report));
        });
        Assert.Equal(0, bytes / Rows);
    }
}
