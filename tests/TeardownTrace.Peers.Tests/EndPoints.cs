using System.Net;

namespace TeardownTrace.Peers.Tests;

/// <summary>Two ends of a connection in a fixed order, whoever sent first: what ours and a peer's rows have in common.</summary>
internal readonly record struct EndPoints
{
    private EndPoints(string low, string high)
    {
        Low = low;
        High = high;
    }

    private string Low { get; }

    private string High { get; }

    public static EndPoints Of(string end, string otherEnd) =>
        StringComparer.Ordinal.Compare(end, otherEnd) <= 0 ? new(end, otherEnd) : new(otherEnd, end);

    /// <summary>One end as text; both sides write IPv6 addresses alike.</summary>
    public static string End(string address, string port) => $"{IPAddress.Parse(address)}.{port}";

    public override string ToString() => $"{Low} - {High}";
}
