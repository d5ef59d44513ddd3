using System.Globalization;

namespace TeardownTrace.Laboratory.Tests.Load;

/// <summary>The TCP counters of a namespace, as nstat reads them; a new namespace's begin at 0.</summary>
internal sealed class KernelCounters
{
    private readonly Dictionary<string, long> _values = new(StringComparer.Ordinal);

    public KernelCounters(NetworkNamespace host)
    {
        foreach (string line in host.Execute("nstat", "-asz").Split('\n'))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 1 && long.TryParse(fields[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out long value))
                _values[fields[0]] = value;
        }
    }

    /// <summary>Connections begun with connect().</summary>
    public long ActiveOpens => _values["TcpActiveOpens"];

    /// <summary>Connections accepted: their handshake was completed.</summary>
    public long PassiveOpens => _values["TcpPassiveOpens"];

    /// <summary>Sockets that went from ESTABLISHED or CLOSE_WAIT to CLOSED.</summary>
    public long EstablishedResets => _values["TcpEstabResets"];

    /// <summary>RSTs sent.</summary>
    public long ResetsSent => _values["TcpOutRsts"];

    /// <summary>Sockets that became minisockets: TIME_WAIT, or FIN_WAIT2 without an owner on the way there.</summary>
    public long TimeWaits => _values["TcpExtTW"];

    /// <summary>TIME_WAIT sockets taken over by a connect() of their own side.</summary>
    public long TimeWaitsRecycled => _values["TcpExtTWRecycled"];

    /// <summary>TIME_WAIT sockets that found no room.</summary>
    public long TimeWaitOverflows => _values["TcpExtTCPTimeWaitOverflow"];
}
