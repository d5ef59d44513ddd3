namespace TeardownTrace.Testing.Traces;

/// <summary>A <c>.trace</c> file that cannot be read: file, line and what to write instead.</summary>
internal sealed class TraceSyntaxException(string file, int line, string advice) : FormatException($"{file}:{line}: {advice}");
