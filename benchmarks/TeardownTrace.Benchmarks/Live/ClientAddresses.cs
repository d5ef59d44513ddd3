using System.Net;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Benchmarks.Live;

/// <summary>Addresses of the client, so many that no 4-tuple need come twice: all of 10.0.0.0/8.</summary>
internal static class ClientAddresses
{
    /// <summary>How many there are.</summary>
    public const int Most = (1 << 24) - 2;

    private const string Net = "10.0.0.0/8";
    private const uint First = 0x0A000001; // 10.0.0.1

    /// <summary>TIME_WAIT of a minute at some ten thousand connections a second; beyond it the kernel would end it early.</summary>
    private const string TimeWaitSockets = "1048576";

    /// <summary>One of them.</summary>
    /// <param name="number">Which, from 0, below <see cref="Most"/>.</param>
    public static IPAddress Of(int number) => new((uint)IPAddress.HostToNetworkOrder((int)(First + number)));

    /// <summary>Gives them to the client, and prepares both hosts for as many connections.</summary>
    public static void GiveTo(TwoHosts hosts)
    {
        hosts.Client.Ip("route", "add", "local", Net, "dev", "lo");
        hosts.Server.Ip("route", "add", Net, "via", $"{TwoHosts.ClientAddress}");
        foreach (NetworkNamespace host in (NetworkNamespace[])[hosts.Client, hosts.Server])
        {
            host.Set("ipv4/tcp_max_tw_buckets", TimeWaitSockets);

            // The kernel would remember something of every peer.
            host.Set("ipv4/tcp_no_metrics_save", "1");
        }
    }
}
