namespace TeardownTrace.Cli;

/// <summary>When the screen is coloured, by the words of --color.</summary>
internal enum ColorUse
{
    /// <summary>On a terminal that wants it.</summary>
    Auto,

    /// <summary>Always.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}
