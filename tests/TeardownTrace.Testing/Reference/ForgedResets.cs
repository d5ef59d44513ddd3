namespace TeardownTrace.Testing.Reference;

/// <summary>Where the sequence numbers of forged RSTs lie that a connection outlives.</summary>
internal enum ForgedResets
{
    /// <summary>Below the window or far beyond it: never acceptable.</summary>
    OutOfWindow,

    /// <summary>In the window and not exact: plausible until the connection goes on.</summary>
    InWindow,
}
