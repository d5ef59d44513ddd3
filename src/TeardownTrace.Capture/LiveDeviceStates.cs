namespace TeardownTrace.Capture;

/// <summary>What libpcap says of an interface; numbered as it does (PCAP_IF_).</summary>
[Flags]
public enum LiveDeviceStates
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It talks to this machine only.</summary>
    Loopback = 1,

    /// <summary>It is switched on.</summary>
    Up = 2,

    /// <summary>It can send and receive.</summary>
    Running = 4,

    /// <summary>It has no line but a radio.</summary>
    Wireless = 8,

    /// <summary>It has a carrier, or is associated.</summary>
    Connected = 0x10,

    /// <summary>It has no carrier, or is not associated.</summary>
    Disconnected = 0x20,

    /// <summary>Nothing that could be connected: a loopback interface, all interfaces together, a source that is no network.</summary>
    NotConnectable = Connected | Disconnected,
}
