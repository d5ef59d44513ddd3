namespace TeardownTrace.Kernel.Tests.Truth;

/// <summary>One incarnation of a connection.</summary>
internal sealed record TruthConnection
{
    public required string Id { get; init; }

    /// <summary><c>address:port</c>, IPv6 in brackets.</summary>
    public required string Client { get; init; }

    /// <summary><c>address:port</c>, IPv6 in brackets.</summary>
    public required string Server { get; init; }

    /// <summary>Counts connections of the same ends from 1.</summary>
    public int Incarnation { get; init; }

    public int FramesInCapture { get; init; }

    public required BySide<TruthEndpoint> Endpoints { get; init; }

    public required TruthLabels Expected { get; init; }
}
