using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture.Live;

/// <summary>
/// Where libpcap's callback puts packets. It stands on the stack of the thread that dispatches, and what it points to is pinned
/// meanwhile: a packet costs one copy and no allocation.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal unsafe struct PacketCopy
{
    /// <summary>The capture, to be told when the block is full.</summary>
    public nint Capture;

    /// <summary>The batch's slots; libpcap is told how many there are.</summary>
    public CapturedPacket* Slots;

    /// <summary>Where the next packet's bytes go: at least <see cref="SnapLength"/> fit.</summary>
    public byte* Next;

    /// <summary>Behind the last byte of the block.</summary>
    public byte* End;

    /// <summary>Bytes of a packet at most.</summary>
    public int SnapLength;

    /// <summary>What the fraction of a second counts.</summary>
    public int NanosecondsPerTick;

    /// <summary>Index of the interface in the source.</summary>
    public int InterfaceIndex;

    /// <summary>Packets copied.</summary>
    public int Count;

    /// <summary>The callback; its first argument points to a <see cref="PacketCopy"/>.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Add(void* user, PcapPacketHeader* header, byte* bytes)
    {
        var copy = (PacketCopy*)user;
        // libpcap keeps to the snap length; the block does not depend on that.
        int length = (int)Math.Min(header->CapturedLength, (uint)copy->SnapLength);
        byte* destination = copy->Next;
        Buffer.MemoryCopy(bytes, destination, copy->End - destination, length);
        var time = new Timestamp((header->Seconds * Timestamp.NanosecondsPerSecond) + ((long)header->Fraction * copy->NanosecondsPerTick));
        copy->Slots[copy->Count++] = new CapturedPacket(destination, length, header->OriginalLength, time, copy->InterfaceIndex);
        copy->Next = destination + length;
        if (copy->End - copy->Next < copy->SnapLength)
            LibPcap.BreakLoop(copy->Capture);
    }
}
