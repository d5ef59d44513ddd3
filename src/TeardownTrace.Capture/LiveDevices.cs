using System.Net;
using TeardownTrace.Capture.Live;
using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture;

/// <summary>The interfaces that can be captured from.</summary>
public static class LiveDevices
{
    /// <summary>Buffer for an interface that is only opened to ask what its packets begin with.</summary>
    private const int ProbeBufferBytes = 64 << 10;

    /// <summary>Lists them in libpcap's order, the most likely ones first. Those that are up are opened for a moment, to learn their link type.</summary>
    /// <exception cref="CaptureException">libpcap is missing, or cannot list them.</exception>
    public static IReadOnlyList<LiveDevice> List()
    {
        try
        {
            return [.. Find().Select(WithLinkType)];
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new CaptureException(LiveCapture.LibraryMissing, exception);
        }
    }

    /// <summary>Lists them without opening any.</summary>
    /// <exception cref="CaptureException">libpcap cannot list them.</exception>
    internal static unsafe List<LiveDevice> Find()
    {
        byte* error = stackalloc byte[LibPcap.ErrorBufferSize];
        PcapInterface* first = null;
        if (LibPcap.FindAllDevices(&first, error) != 0)
            throw new CaptureException($"the interfaces cannot be listed: {LibPcap.Text(error)}");
        try
        {
            var devices = new List<LiveDevice>();
            for (PcapInterface* device = first; device != null; device = device->Next)
            {
                devices.Add(new LiveDevice(
                    LibPcap.Text(device->Name) ?? string.Empty,
                    LibPcap.Text(device->Description),
                    Addresses(device->Addresses),
                    (LiveDeviceStates)device->Flags));
            }

            return devices;
        }
        finally
        {
            LibPcap.FreeAllDevices(first);
        }
    }

    private static unsafe List<IPAddress> Addresses(PcapAddress* first)
    {
        var addresses = new List<IPAddress>();
        for (PcapAddress* address = first; address != null; address = address->Next)
        {
            if (SocketAddresses.ToIPAddress(address->Address) is IPAddress ip)
                addresses.Add(ip);
        }

        return addresses;
    }

    /// <summary>Only those that are up can be opened, and opening a source that is no network, such as a netfilter queue, would disturb it.</summary>
    private static LiveDevice WithLinkType(LiveDevice device)
    {
        if (!device.States.HasFlag(LiveDeviceStates.Up))
            return device;
        var options = new LiveCaptureOptions { Interface = device.Name, IsPromiscuous = false, BufferBytes = ProbeBufferBytes };
        using LiveSession? session = LiveSession.TryOpen(options, out LiveRefusal refusal);
        return session is null
            ? device with { Refusal = refusal.Advice(device.Name) }
            : device with { LinkType = session.Interface.LinkType, LinkTypeText = session.LinkTypeText };
    }
}
