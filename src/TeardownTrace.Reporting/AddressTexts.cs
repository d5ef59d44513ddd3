using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>The texts of the two addresses asked for last: a row names its two up to three times each, and its server is often that of the row before.</summary>
internal sealed class AddressTexts
{
    private const int LongestAddress = 45;

    private Slot _recent = new(new byte[LongestAddress]);
    private Slot _older = new(new byte[LongestAddress]);

    internal ReadOnlySpan<byte> Of(HostAddress address)
    {
        if (_recent.Length > 0 && _recent.Address == address)
            return _recent.Text.AsSpan(0, _recent.Length);

        (_recent, _older) = (_older, _recent);
        if (_recent.Length == 0 || _recent.Address != address)
        {
            _recent.Address = address;
            address.TryFormat(_recent.Text, out _recent.Length, default, provider: null);
        }

        return _recent.Text.AsSpan(0, _recent.Length);
    }

    private struct Slot(byte[] text)
    {
        public readonly byte[] Text = text;
        public HostAddress Address;
        public int Length;
    }
}
