using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Pipeline;

/// <summary>A connection that waits on disk for its row; its <see cref="RareFacts"/> wait apart, because few have any.</summary>
/// <param name="Key">Its flow.</param>
/// <param name="Connection">What was seen of it; <see cref="Connection.Rare"/> is the number of its rare facts where they wait.</param>
/// <param name="Until">Until when it was watched, nanoseconds.</param>
internal readonly record struct SpilledConnection<TKey>(TKey Key, Connection Connection, long Until)
    where TKey : unmanaged;
