using System.Net;

namespace TeardownTrace.Capture.Tests.Live;

/// <summary>The list of interfaces, where it is known what there is.</summary>
public sealed class LiveDevicesTests
{
    [Fact]
    public void Interfaces_are_listed_with_their_state_addresses_and_link_type()
    {
        using VethLine line = VethLine.Make();
        line.AddAddress(VethLine.Near, "10.1.2.3/24");
        line.SetUp("lo");

        IReadOnlyList<LiveDevice> devices = line.Run(LiveDevices.List);

        LiveDevice near = Assert.Single(devices, device => device.Name == VethLine.Near);
        Assert.Equal(LiveDeviceStates.Up | LiveDeviceStates.Running, near.States & (LiveDeviceStates.Up | LiveDeviceStates.Running | LiveDeviceStates.Loopback));
        Assert.Equal([IPAddress.Parse("10.1.2.3")], near.Addresses);
        Assert.Equal((new LinkType(1), "Ethernet", null), (near.LinkType, near.LinkTypeText, near.Refusal));

        LiveDevice loopback = Assert.Single(devices, device => device.Name == "lo");
        Assert.True(loopback.States.HasFlag(LiveDeviceStates.Loopback));
        Assert.Contains(IPAddress.Loopback, loopback.Addresses);

        LiveDevice any = Assert.Single(devices, device => device.Name == "any");
        Assert.Equal(new LinkType(276), any.LinkType);
        Assert.NotNull(any.Description);
    }

    [Fact]
    public void IPv6_addresses_are_told_too()
    {
        using VethLine line = VethLine.Make();
        line.Set($"ipv6/conf/{VethLine.Near}/disable_ipv6", "0");
        line.AddAddress(VethLine.Near, "2001:db8::7/64");

        LiveDevice near = Assert.Single(line.Run(LiveDevices.List), device => device.Name == VethLine.Near);

        Assert.Contains(IPAddress.Parse("2001:db8::7"), near.Addresses);
    }

    [Fact]
    public void An_interface_that_is_down_is_listed_without_its_link_type()
    {
        using VethLine line = VethLine.Make();
        line.SetDown(VethLine.Far);

        LiveDevice far = Assert.Single(line.Run(LiveDevices.List), device => device.Name == VethLine.Far);

        Assert.Equal((false, null, null), (far.States.HasFlag(LiveDeviceStates.Up), far.LinkType, far.Refusal));
    }
}
