using System.Globalization;

namespace TeardownTrace.Laboratory.Tests.Kernel;

/// <summary>/proc/net/tcp of a namespace: the states of its sockets, minisockets of TIME_WAIT and FIN_WAIT2 included.</summary>
internal static class SocketTable
{
    public const string Closed = "CLOSED";

    /// <summary>RFC 9293's names by the numbers of linux/tcp_states.h.</summary>
    private static readonly string[] Names =
    [
        "", "ESTABLISHED", "SYN_SENT", "SYN_RECEIVED", "FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT", Closed, "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING", "SYN_RECEIVED",
    ];

    /// <summary>State by local and remote port; what is not in it is closed.</summary>
    public static Dictionary<(int Local, int Remote), string> Read(NetworkNamespace host)
    {
        string[] lines = host.Run(() => File.ReadAllLines("/proc/thread-self/net/tcp"));
        var states = new Dictionary<(int Local, int Remote), string>();
        foreach (string line in lines.Skip(1))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            states[(Port(fields[1]), Port(fields[2]))] = Names[int.Parse(fields[3], NumberStyles.HexNumber)];
        }

        return states;
    }

    private static int Port(string end) => int.Parse(end.AsSpan(end.IndexOf(':') + 1), NumberStyles.HexNumber);
}
