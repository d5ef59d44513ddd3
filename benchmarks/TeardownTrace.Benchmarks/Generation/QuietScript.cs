using System.Text;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary>A connection that keeps alive once a second and closes.</summary>
internal static class QuietScript
{
    /// <summary>Makes the script for a time.</summary>
    public static Script For(long quietNs)
    {
        var steps = new StringBuilder(">S <S. >. >P100 <P100 >.");
        for (long left = quietNs; left > 0; left -= Timestamp.NanosecondsPerSecond)
            steps.Append(" +1s >K <.");
        return new Script(1, steps.Append(" >F <F >.").ToString(), new Truth(CloseKind.Graceful) { ActiveCloser = Party.Client, TimeWaitHolder = Party.Client });
    }
}
