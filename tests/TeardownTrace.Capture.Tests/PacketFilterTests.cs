using TeardownTrace.Testing;
using TeardownTrace.Testing.CaptureFiles;

namespace TeardownTrace.Capture.Tests;

/// <summary>BPF expressions through the system's libpcap.</summary>
public class PacketFilterTests
{
    private static readonly byte[] Ipv4TcpPort80 = Convert.FromHexString(
        "4500002800000000400600000A0000010A000002" + "C3500050" + "00000001" + "00000000" + "50020000" + "00000000");

    private static readonly byte[] EthernetHeader = Convert.FromHexString("0200000000020200000000010800");

    [Theory]
    [InlineData("tcp port 80", true)]
    [InlineData("tcp port 81", false)]
    [InlineData("host 10.0.0.1 and tcp[tcpflags] & tcp-syn != 0", true)]
    [InlineData("", true)]
    public void The_same_expression_is_compiled_for_each_link_type(string expression, bool matches)
    {
        using PacketFilter filter = Compile(expression);

        // Ethernet, then raw IP, whose number in files (101) is not libpcap's own (12).
        Assert.Equal([matches, matches], Matches(filter, ([.. EthernetHeader, .. Ipv4TcpPort80], 1), (Ipv4TcpPort80, 101)));
        Assert.Empty(filter.Problems);
    }

    [Fact]
    public void A_wrong_expression_is_refused_in_libpcaps_words_before_anything_is_read()
    {
        Compile(string.Empty).Dispose();

        PacketFilterException exception = Assert.Throws<PacketFilterException>(() => PacketFilter.Compile("tcp prot 80"));

        Assert.Contains("\"tcp prot 80\"", exception.Message, StringComparison.Ordinal);
        Assert.Contains("syntax error", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_type_that_the_expression_does_not_fit_matches_nothing_and_says_so_once()
    {
        using PacketFilter filter = Compile("ether host 02:00:00:00:00:01");
        byte[] ethernet = [.. EthernetHeader, .. Ipv4TcpPort80];

        Assert.Equal([false, false, true], Matches(filter, (Ipv4TcpPort80, 101), (Ipv4TcpPort80, 101), (ethernet, 1)));
        string problem = Assert.Single(filter.Problems);
        Assert.Contains("link type 101", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_threads_may_ask_at_once()
    {
        using PacketFilter filter = Compile("tcp port 80");
        byte[] ethernet = [.. EthernetHeader, .. Ipv4TcpPort80];
        int wrong = 0;

        Parallel.For(0, 64, _ =>
        {
            if (!Matches(filter, (ethernet, 1), (Ipv4TcpPort80, 101), (Ipv4TcpPort80, 228)).SequenceEqual([true, true, true]))
                Interlocked.Increment(ref wrong);
        });

        Assert.Equal(0, wrong);
    }

    private static PacketFilter Compile(string expression)
    {
        try
        {
            return PacketFilter.Compile(expression);
        }
        catch (PacketFilterException exception) when (exception.InnerException is DllNotFoundException)
        {
            Assert.Contains("install", exception.Message, StringComparison.Ordinal);
            Assert.Skip("libpcap is not installed");
            throw;
        }
    }

    private static bool[] Matches(PacketFilter filter, params (byte[] Packet, int LinkType)[] packets)
    {
        using var file = new MemoryStream();
        var writer = new PcapNgFileWriter(file);
        uint interfaceId = 0;
        foreach ((byte[] packet, int linkType) in packets)
        {
            writer.AddInterface(linkType);
            writer.WritePacket(0, packet, interfaceId++);
        }

        using var folder = new TemporaryFolder();
        using IPacketSource source = CaptureFiles.Open(folder.Write("c", file.ToArray()), new CaptureFileOptions());
        var batch = new PacketBatch();
        var matches = new List<bool>();
        while (source.TryRead(batch))
        {
            foreach (ref readonly CapturedPacket packet in batch.Packets)
                matches.Add(filter.Matches(packet, source.Interfaces[packet.InterfaceIndex].LinkType));
        }

        return [.. matches];
    }
}
