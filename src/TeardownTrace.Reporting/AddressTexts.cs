using TeardownTrace.Analysis;

namespace TeardownTrace.Reporting;

/// <summary>The texts of the two addresses asked for last: a row names its two up to three times each, and its server is often that of the row before.</summary>
internal sealed class AddressTexts
{
    private readonly Slot[] _slots = [new(), new()];
    private int _recent;

    internal ReadOnlySpan<byte> Of(HostAddress address)
    {
        Slot slot = _slots[_recent];
        if (!slot.Holds(address))
        {
            // The other of the two: what it holds is needed now, or was asked for longest ago.
            _recent = 1 - _recent;
            slot = _slots[_recent];
            if (!slot.Holds(address))
                slot.Take(address);
        }

        return slot.Text;
    }

    private sealed class Slot
    {
        private readonly byte[] _text = new byte[FieldText.Longest];
        private HostAddress _address;
        private int _length;

        internal ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

        internal bool Holds(HostAddress address) => _length > 0 && _address == address;

        internal void Take(HostAddress address)
        {
            _address = address;
            address.TryFormat(_text, out _length, default, provider: null);
        }
    }
}
