using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Pipeline;

/// <summary>A connection that waits on disk for its row; its <see cref="RareFacts"/> wait apart, because few have any. A large value, filled where it stands.</summary>
internal struct SpilledConnection<TKey>
    where TKey : unmanaged
{
    /// <summary>Its flow.</summary>
    public TKey Key;

    /// <summary>What was seen of it; <see cref="Connection.Rare"/> is the number of its rare facts where they wait.</summary>
    public Connection Connection;

    /// <summary>Until when it was watched, nanoseconds.</summary>
    public long Until;
}
