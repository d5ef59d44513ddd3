using System.Net;

namespace TeardownTrace.Capture;

/// <summary>Something that can be captured from.</summary>
/// <param name="Name">What <see cref="LiveCaptureOptions.Interface"/> takes.</param>
/// <param name="Description">What the system says of it; null where it says nothing.</param>
/// <param name="Addresses">Its IP addresses.</param>
/// <param name="States">What it is and how it is now.</param>
public sealed record LiveDevice(string Name, string? Description, IReadOnlyList<IPAddress> Addresses, LiveDeviceStates States)
{
    /// <summary>What its packets begin with; null where that is not known: it is not up, or cannot be opened.</summary>
    public LinkType? LinkType { get; init; }

    /// <summary><see cref="LinkType"/> in libpcap's words.</summary>
    public string? LinkTypeText { get; init; }

    /// <summary>Why it cannot be opened though it is up, and what to do, in one line without its name; null where it can.</summary>
    public string? Refusal { get; init; }
}
