namespace TeardownTrace.Benchmarks.Checking;

/// <summary>Which incarnation of which 4-tuple.</summary>
/// <param name="Addresses">Client's address in the upper half, server's in the lower.</param>
/// <param name="PortsAndIncarnation">Client's port, server's port, and the number of the incarnation from 1.</param>
internal readonly record struct LabelKey(ulong Addresses, ulong PortsAndIncarnation)
{
    /// <summary>Makes a key.</summary>
    public static LabelKey Create(uint client, ushort clientPort, uint server, ushort serverPort, uint incarnation) =>
        new(((ulong)client << 32) | server, ((ulong)clientPort << 48) | ((ulong)serverPort << 32) | incarnation);

    /// <summary>The incarnation after this one.</summary>
    public LabelKey Next => this with { PortsAndIncarnation = PortsAndIncarnation + 1 };
}
