using System.Net;
using TeardownTrace.Analysis;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Cli.Tests.Metrics;

/// <summary>Connections that nobody answered, to services by number: the cheapest kind there is, one packet each.</summary>
internal sealed class Attempts
{
    private const int FirstPort = 10_000;

    private readonly List<MemoryPacket> _packets = [];

    /// <summary>The address of a service.</summary>
    internal static string Address(int service) => $"10.1.{service / 250}.{(service % 250) + 1}";

    /// <summary>Adds connections to a service, port 80.</summary>
    internal Attempts To(int service, int connections)
    {
        for (int i = 0; i < connections; i++)
        {
            var syn = new TcpPacket
            {
                Flags = "S",
                Destination = IPAddress.Parse(Address(service)),
                SourcePort = (ushort)(FirstPort + _packets.Count),
            };
            _packets.Add(new MemoryPacket(_packets.Count * 1000L, PacketBuilder.Of(syn).OnLink(1)));
        }

        return this;
    }

    /// <summary>Runs them through an engine, as one capture more.</summary>
    internal void Run(TeardownAnalysis analysis)
    {
        using var source = new MemoryPacketSource(_packets);
        while (analysis.Advance(source))
        {
        }
    }
}
