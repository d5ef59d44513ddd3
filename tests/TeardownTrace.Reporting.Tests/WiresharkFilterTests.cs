using System.Diagnostics;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Tests;

/// <summary>Display filters, and that tshark takes them.</summary>
public sealed class WiresharkFilterTests
{
    [Fact]
    public void One_file_is_bounded_by_frames() =>
        Assert.Equal(
            "((ip.src == 10.0.0.1 && tcp.srcport == 40000 && ip.dst == 10.0.0.2 && tcp.dstport == 80) || " +
            "(ip.src == 10.0.0.2 && tcp.srcport == 80 && ip.dst == 10.0.0.1 && tcp.dstport == 40000)) && !icmp && !icmpv6 && " +
            "frame.number >= 1 && frame.number <= 10",
            Of(Reports.Graceful));

    [Fact]
    public void Several_files_are_bounded_by_time() =>
        Assert.EndsWith(
            "frame.time_epoch >= 1795236631.123456789 && frame.time_epoch <= 1795236633.623456789",
            Of(Reports.Graceful with { LastFrame = Reports.At(2, file: 1) }),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    public void Tshark_takes_it(bool isIPv6, int lastFile)
    {
        ConnectionReport report = Reports.Graceful with { LastFrame = Reports.At(2, lastFile) };
        if (isIPv6)
            report = report with { ClientAddress = Reports.IPv6("2001:db8::1"), ServerAddress = Reports.IPv6("::ffff:192.0.2.1") };
        (int exitCode, string error) = Tshark("-Y", Of(report));
        Assert.True(exitCode == 0, error);
    }

    /// <summary>Reads an empty capture: only the filter is judged.</summary>
    private static (int ExitCode, string Error) Tshark(params string[] arguments)
    {
        byte[] emptyPcap = [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 1, 0, 0, 0];
        ProcessStartInfo start = new("tshark", ["-r", "-", .. arguments]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true };
        try
        {
            using Process tshark = Process.Start(start)!;
            tshark.StandardInput.BaseStream.Write(emptyPcap);
            tshark.StandardInput.Close();
            string error = tshark.StandardError.ReadToEnd();
            tshark.WaitForExit();
            return (tshark.ExitCode, error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("needs tshark");
            throw;
        }
    }

    private static string Of(in ConnectionReport report)
    {
        TextBuffer text = new();
        WiresharkFilter.Append(text, in report);
        return text.ToString();
    }
}
