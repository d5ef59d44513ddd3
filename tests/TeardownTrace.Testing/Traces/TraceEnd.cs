using System.Net;
using System.Net.Sockets;

namespace TeardownTrace.Testing.Traces;

/// <summary>One end of a flow in a trace: address and port.</summary>
internal readonly record struct TraceEnd(IPAddress Address, ushort Port)
{
    public override string ToString() =>
        Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Address}]:{Port}" : $"{Address}:{Port}";

    /// <summary>Reads <c>10.0.0.1:80</c> or <c>[fd00::1]:80</c>.</summary>
    public static bool TryParse(string text, out TraceEnd end)
    {
        end = default;
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), out ushort port))
            return false;
        string address = text[..colon];
        bool isBracketed = address.StartsWith('[') && address.EndsWith(']');
        if (isBracketed)
            address = address[1..^1];
        if (!IPAddress.TryParse(address, out IPAddress? parsed) || parsed.AddressFamily == AddressFamily.InterNetworkV6 != isBracketed)
            return false;
        end = new TraceEnd(parsed, port);
        return true;
    }
}
