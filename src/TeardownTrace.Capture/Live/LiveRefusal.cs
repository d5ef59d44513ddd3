using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture.Live;

/// <summary>Why an interface could not be opened.</summary>
/// <param name="Status">What libpcap returned.</param>
/// <param name="Reason">The reason, in libpcap's words.</param>
internal readonly record struct LiveRefusal(int Status, string Reason)
{
    /// <summary>The reason and what to do, in one line without the interface.</summary>
    /// <param name="name">The interface.</param>
    public string Advice(string name) => Status switch
    {
        PcapStatus.NoSuchDevice => $"there is no such interface; {Others()}",
        PcapStatus.PermissionDenied or PcapStatus.PromiscuousPermissionDenied => $"capturing is not permitted; {HowToBePermitted()}",
        PcapStatus.InterfaceNotUp => $"the interface is down; {HowToBringUp(name)}",
        _ => Reason,
    };

    private static string HowToBePermitted()
    {
        if (OperatingSystem.IsWindows())
            return "run it as administrator";
        if (!OperatingSystem.IsLinux())
            return "run it with sudo, or get read access to /dev/bpf*";
        return Environment.IsPrivilegedProcess
            ? "root lacks the capability CAP_NET_RAW here; start the container with it (--cap-add=NET_RAW)"
            : $"run it with sudo, or allow it once: sudo setcap cap_net_raw,cap_net_admin=eip {Environment.ProcessPath}";
    }

    private static string HowToBringUp(string name) => OperatingSystem.IsLinux() ? $"bring it up: ip link set {name} up" : "bring it up";

    private static string Others()
    {
        string[] names = [.. LiveDevices.Find().Select(device => device.Name)];
        return names.Length == 0 ? "none is found here" : $"there are {string.Join(", ", names)}";
    }
}
