using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Testing.Traces;

/// <summary>A captured frame together with the line that describes it and the states it expects afterwards.</summary>
/// <param name="Number">1-based line in the file.</param>
/// <param name="Text">The line as written.</param>
/// <param name="Frame">What the capture holds.</param>
/// <param name="Client">The client's state after it, where stated.</param>
/// <param name="Server">The server's state after it, where stated.</param>
internal sealed record TraceLine(int Number, string Text, TraceFrame Frame, TcpState? Client, TcpState? Server);
