using System.Buffers.Binary;
using System.Net;
using System.Text;
using TeardownTrace.Analysis;

namespace TeardownTrace.Reporting.Tests;

/// <summary>Addresses read as RFC 5952 section 4 and the framework write them.</summary>
public sealed class HostAddressTextTests
{
    [Theory]
    [InlineData("2001:db8::1")]
    [InlineData("2001:db8:0:1:1:1:1:1")]
    [InlineData("2001:0:0:1::1")]
    [InlineData("2001:db8::1:0:0:1")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::")]
    [InlineData("1::")]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData("1:2:3:4:5:6:7:8")]
    [InlineData("0:1::")]
    public void IPv6_is_written_as_RFC_5952_says(string text) => Assert.Equal(text, Format(Reports.IPv6(text)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("10.0.200.3")]
    public void IPv4_is_dotted_decimal(string text) => Assert.Equal(text, Format(Reports.IPv4(text)));

    [Fact]
    public void Addresses_are_ordered_by_number_and_not_by_text()
    {
        HostAddress[] inOrder = [Reports.IPv4("9.0.0.1"), Reports.IPv4("10.0.0.2"), Reports.IPv4("10.0.0.10"), Reports.IPv6("::1"), Reports.IPv6("9::"), Reports.IPv6("10::"), Reports.IPv6("10::2")];
        Assert.Equal(inOrder, inOrder.Reverse().Order());
        Assert.Equal(0, inOrder[1].CompareTo(Reports.IPv4("10.0.0.2")));
    }

    [Fact]
    public void IPv4_of_any_octet_agrees_with_the_framework()
    {
        byte[] bytes = new byte[sizeof(uint)];
        for (uint octet = 0; octet <= byte.MaxValue; octet++)
        {
            foreach (int shift in (int[])[0, 8, 16, 24])
            {
                uint address = 0x0a_64_ff_07 ^ (octet << shift);
                BinaryPrimitives.WriteUInt32BigEndian(bytes, address);
                Assert.Equal(new IPAddress(bytes).ToString(), Format(HostAddress.FromIPv4(address)));
            }
        }
    }

    [Fact]
    public void Random_addresses_agree_with_the_framework()
    {
        Random random = new(5952);
        byte[] bytes = new byte[16];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            bytes[0] = 0x20;
            for (int group = 1; group < 8; group++)
            {
                if (random.Next(2) == 0)
                    bytes[group * 2] = bytes[(group * 2) + 1] = 0;
            }

            // An interface identifier of 0:5efe marks ISATAP, which the framework alone writes with dotted decimal.
            Assert.Equal(new IPAddress(bytes).ToString(), Format(Reports.IPv6(bytes)));
        }
    }

    [Fact]
    public void Too_little_room_is_told()
    {
        Span<byte> room = stackalloc byte[6];
        Assert.False(Reports.IPv4("10.0.0.1").TryFormat(room, out int written, default, provider: null));
        Assert.False(Reports.IPv6("2001:db8::1").TryFormat(room, out written, default, provider: null));
        Assert.Equal(0, written);
    }

    private static string Format(HostAddress address)
    {
        Span<byte> room = stackalloc byte[64];
        Assert.True(address.TryFormat(room, out int written, default, provider: null));
        return Encoding.UTF8.GetString(room[..written]);
    }
}
