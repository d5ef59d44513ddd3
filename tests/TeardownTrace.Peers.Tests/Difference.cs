namespace TeardownTrace.Peers.Tests;

/// <summary>One value that a peer gives otherwise.</summary>
/// <param name="Place">Where; what an explanation is for.</param>
/// <param name="Ours">Our value.</param>
/// <param name="Theirs">The peer's.</param>
internal sealed record Difference(DifferencePlace Place, string Ours, string Theirs)
{
    public override string ToString() => $"{Place}: ours {Ours}, theirs {Theirs}";
}
