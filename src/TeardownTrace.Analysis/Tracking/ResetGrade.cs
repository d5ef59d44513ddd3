namespace TeardownTrace.Analysis.Tracking;

/// <summary>How well a RST's sequence number fits what its receiver expects next, as far as the vantage bounds that (RFC 5961 3.2).</summary>
internal enum ResetGrade : byte
{
    /// <summary>Before what the receiver has acknowledged (stale), or outside everything it could accept (blind).</summary>
    Unacceptable,

    /// <summary>In the receive window, but not what it expects next.</summary>
    Plausible,

    /// <summary>Between the highest ACK of the receiver and the highest sequence number seen toward it.</summary>
    Exact,
}
