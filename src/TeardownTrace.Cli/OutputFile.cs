using TeardownTrace.Reporting;

namespace TeardownTrace.Cli;

/// <summary>Rows that are asked for.</summary>
/// <param name="Format">As what.</param>
/// <param name="Path">Where to.</param>
internal sealed record OutputFile(OutputFormat Format, string Path);
