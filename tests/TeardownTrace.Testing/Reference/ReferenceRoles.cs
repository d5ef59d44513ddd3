using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Testing.Reference;

/// <summary>Who is client and who is server (SPEC section 2).</summary>
internal static class ReferenceRoles
{
    private const int FirstUserPort = 1024;

    public static (TraceEnd Client, TraceEnd Server, string Basis) Of(IReadOnlyList<ReferenceSegment> segments)
    {
        if (segments.FirstOrDefault(segment => segment.IsSynOnly) is ReferenceSegment syn)
            return (syn.Frame.Source, syn.Frame.Destination, "syn");
        if (segments.FirstOrDefault(segment => segment.IsSynAck) is ReferenceSegment synAck)
            return (synAck.Frame.Destination, synAck.Frame.Source, "syn-ack");
        TraceEnd first = segments[0].Frame.Source;
        TraceEnd second = segments[0].Frame.Destination;
        return IsBetterKnown(first.Port, second.Port) ? (second, first, "port") : (first, second, "port");
    }

    // Two ports alike: who spoke first counts as the client.
    private static bool IsBetterKnown(ushort port, ushort other) =>
        port < FirstUserPort != other < FirstUserPort ? port < FirstUserPort : port < other;
}
