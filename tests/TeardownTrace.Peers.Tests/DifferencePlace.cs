namespace TeardownTrace.Peers.Tests;

/// <summary>A cell of a peer's answer.</summary>
/// <param name="Capture">As <c>kind/file</c>.</param>
/// <param name="Row">The peer's number of the connection: a tshark stream, a row of PEERS.tsv.</param>
/// <param name="Column">Our name of the column, or <see cref="Cut"/>, <see cref="Unread"/>.</param>
internal readonly record struct DifferencePlace(string Capture, int Row, string Column)
{
    /// <summary>Where one incarnation ends and the next begins.</summary>
    public const string Cut = "cut";

    /// <summary>A capture that one of the two does not read.</summary>
    public const string Unread = "unread";

    public override string ToString() => $"{Capture} {Row} {Column}";
}
