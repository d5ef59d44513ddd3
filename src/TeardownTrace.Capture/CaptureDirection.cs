namespace TeardownTrace.Capture;

/// <summary>Which packets of an interface are captured; numbered as libpcap does (PCAP_D_).</summary>
public enum CaptureDirection
{
    /// <summary>Received and sent ones.</summary>
    Both = 0,

    /// <summary>Those that this machine receives.</summary>
    Received = 1,

    /// <summary>Those that this machine sends.</summary>
    Sent = 2,
}
