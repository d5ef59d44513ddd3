namespace TeardownTrace.Capture.Formats;

/// <summary>
/// The interfaces of a source. A section or piece that describes its interfaces like the first one did shares its entries, so that
/// a capture of many pieces does not list the same interface many times.
/// </summary>
internal sealed class InterfaceTable
{
    private readonly List<CaptureInterface> _interfaces = [];

    public IReadOnlyList<CaptureInterface> All => _interfaces;

    /// <summary>Index of an interface in <see cref="All"/>.</summary>
    /// <param name="position">Its 0-based position in its section.</param>
    /// <param name="description">What the section says of it.</param>
    public int Add(int position, CaptureInterface description)
    {
        if (position < _interfaces.Count && _interfaces[position] == description)
            return position;
        _interfaces.Add(description);
        return _interfaces.Count - 1;
    }
}
