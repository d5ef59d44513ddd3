namespace TeardownTrace.Testing.Traces;

/// <summary>Initial sequence numbers that relative numbers count from.</summary>
internal readonly record struct TraceNumbering(uint Client, uint Server)
{
    public uint Of(bool fromClient) => fromClient ? Client : Server;
}
