namespace TeardownTrace.Reporting.Screen;

/// <summary>One capture that was read: a file, or the pieces of a rotated one.</summary>
/// <param name="Files">Its files as given on the command line.</param>
/// <param name="Bytes">Bytes it has; bytes read where that is not known (a pipe), or reading was interrupted.</param>
public sealed record ReadCapture(IReadOnlyList<string> Files, long Bytes);
