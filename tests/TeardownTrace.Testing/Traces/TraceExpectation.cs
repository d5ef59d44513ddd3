namespace TeardownTrace.Testing.Traces;

/// <summary>One <c>column token</c> pair of a verdict line.</summary>
/// <param name="Line">1-based line in the file.</param>
/// <param name="Incarnation">Which incarnation, from 1 by first frame: its <c>id</c>.</param>
/// <param name="Column">A column of the connection table.</param>
/// <param name="Token">What stands in it; <c>-</c> for an empty field.</param>
internal sealed record TraceExpectation(int Line, int Incarnation, string Column, string Token)
{
    /// <summary>How an empty field is written.</summary>
    public const string Empty = "-";
}
