namespace TeardownTrace.Analysis.Tracking;

/// <summary>Which incarnation of a flow a segment belongs to.</summary>
internal enum IncarnationDecision : byte
{
    /// <summary>The newest one.</summary>
    Current,

    /// <summary>The one before it, whose late segments still come.</summary>
    Previous,

    /// <summary>A new one begins.</summary>
    New,

    /// <summary>A new one, if it is answered; until then the old one lives on.</summary>
    Tentative,
}
