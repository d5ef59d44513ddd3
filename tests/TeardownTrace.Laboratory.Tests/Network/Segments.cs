namespace TeardownTrace.Laboratory.Tests.Network;

/// <summary>Kinds of segments that the router can drop.</summary>
internal enum Segments
{
    All,
    Syn,
    SynAck,
    PureAck,
    Fin,
    Rst,
}
