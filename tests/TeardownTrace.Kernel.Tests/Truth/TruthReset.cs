namespace TeardownTrace.Kernel.Tests.Truth;

/// <summary>A RST on the wire.</summary>
internal sealed record TruthReset
{
    public required string From { get; init; }

    /// <summary>The state of the socket that sent it.</summary>
    public required string SenderState { get; init; }

    /// <summary>The kernel's own reason.</summary>
    public required string Reason { get; init; }

    public bool Captured { get; init; }

    public bool Delivered { get; init; }
}
