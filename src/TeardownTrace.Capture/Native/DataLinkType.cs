namespace TeardownTrace.Capture.Native;

/// <summary>
/// libpcap's own numbers (DLT_) for link types. They are those of capture files (LINKTYPE_) except where systems once disagreed
/// (pcap-common.c in libpcap).
/// </summary>
internal static class DataLinkType
{
    private const int DltAtmRfc1483 = 11;
    private const int DltRaw = 12;
    private const int DltRawOpenBsd = 14;
    private const int DltSlipBsdOs = 15;
    private const int DltPppBsdOs = 16;
    private const int DltAtmClip = 19;

    /// <summary>The number libpcap's functions take.</summary>
    public static int Of(LinkType linkType) => linkType.Number switch
    {
        100 => DltAtmRfc1483,
        101 => DltRaw,
        102 => DltSlipBsdOs,
        103 => DltPppBsdOs,
        106 => DltAtmClip,
        _ => linkType.Number,
    };

    /// <summary>The link type of a number that libpcap's functions return. Linux, macOS and Windows number raw IP 12, OpenBSD 14.</summary>
    public static LinkType ToLinkType(int dataLinkType) => new(dataLinkType switch
    {
        DltAtmRfc1483 => 100,
        DltRaw or DltRawOpenBsd => 101,
        DltSlipBsdOs => 102,
        DltPppBsdOs => 103,
        DltAtmClip => 106,
        _ => dataLinkType,
    });
}
