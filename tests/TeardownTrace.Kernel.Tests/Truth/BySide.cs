namespace TeardownTrace.Kernel.Tests.Truth;

/// <summary>One value for each end of a connection.</summary>
internal sealed record BySide<T>
{
    public T? Client { get; init; }

    public T? Server { get; init; }

    /// <summary>The value of a side by its name in the truth files.</summary>
    public T? Of(string side) => side == Sides.Client ? Client : Server;
}
