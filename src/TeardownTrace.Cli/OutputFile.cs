using TeardownTrace.Capture;
using TeardownTrace.Reporting;

namespace TeardownTrace.Cli;

/// <summary>Rows that are asked for.</summary>
/// <param name="Format">As what.</param>
/// <param name="Path">Where to.</param>
internal sealed record OutputFile(OutputFormat Format, string Path)
{
    /// <summary>Which file that is at the moment; null where it is no ordinary one.</summary>
    internal FileIdentity? Identity => Path == JudgingSettings.StandardStream ? FileIdentity.OfStandardOutput : FileIdentity.Of(Path);
}
