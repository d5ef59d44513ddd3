using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture.Tests.Live;

/// <summary>libpcap's numbers for link types and those of capture files (pcap/dlt.h, and the registry of link-layer header types).</summary>
public sealed class DataLinkTypeTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(11, 100)]
    [InlineData(12, 101)]
    [InlineData(15, 102)]
    [InlineData(16, 103)]
    [InlineData(19, 106)]
    [InlineData(113, 113)]
    [InlineData(276, 276)]
    public void Numbers_are_translated_both_ways(int dataLinkType, int linkType)
    {
        Assert.Equal(new LinkType(linkType), DataLinkType.ToLinkType(dataLinkType));
        Assert.Equal(dataLinkType, DataLinkType.Of(new LinkType(linkType)));
    }

    [Fact]
    public void Raw_IP_has_another_number_on_OpenBSD() => Assert.Equal(new LinkType(101), DataLinkType.ToLinkType(14));
}
