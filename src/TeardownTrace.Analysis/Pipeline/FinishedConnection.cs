using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Pipeline;

/// <summary>All that a report needs of a connection that has ended. A large value, filled where it stands.</summary>
internal struct FinishedConnection
{
    /// <summary>Addresses and ports.</summary>
    public FlowEnds Ends;

    /// <summary>What was seen of it.</summary>
    public Connection Connection;

    /// <summary>Its rare facts; default when it has none.</summary>
    public RareFacts Rare;

    /// <summary>Until when it was watched, nanoseconds.</summary>
    public long Until;
}
