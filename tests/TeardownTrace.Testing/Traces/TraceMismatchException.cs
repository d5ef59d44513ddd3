namespace TeardownTrace.Testing.Traces;

/// <summary>An analysis that differs from what a script or the reference says; the message lists every difference in the script's syntax.</summary>
internal sealed class TraceMismatchException(IReadOnlyList<string> differences) : Exception("\n" + string.Join('\n', differences))
{
    /// <summary>Throws where there is any difference.</summary>
    public static void ThrowIfAny(IReadOnlyList<string> differences)
    {
        if (differences.Count > 0)
            throw new TraceMismatchException(differences);
    }
}
