using System.Net;
using System.Net.Sockets;

namespace Parley.Web;

/// <summary>
/// Whether an address belongs to the public internet: after the special-purpose registries of IANA (RFC 6890 and its successors).
/// </summary>
public static class PublicAddress
{
    /// <summary>Private, shared (CGNAT), loopback, link-local, documentation, benchmarks, multicast and reserved.</summary>
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            // Of the global unicast addresses (2000::/3) those that aren't: Teredo and its neighbours, documentation, 6to4,
            // which has an IPv4 address in it.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(address)) return false;
        return !Special.Any(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }
}
