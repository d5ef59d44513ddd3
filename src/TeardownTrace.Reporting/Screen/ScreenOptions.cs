namespace TeardownTrace.Reporting.Screen;

/// <summary>What the screen may use.</summary>
/// <param name="Colors">Whether to colour: a terminal that wants it.</param>
/// <param name="Unicode">Whether bars and arrows may be drawn beyond ASCII.</param>
/// <param name="Width">Columns to fill at most.</param>
public readonly record struct ScreenOptions(bool Colors, bool Unicode, int Width)
{
    /// <summary>Columns the screen is made for; wider terminals are not filled.</summary>
    public const int MaxWidth = 100;

    /// <summary>Columns below which nothing lines up any more.</summary>
    internal const int MinWidth = 60;
}
