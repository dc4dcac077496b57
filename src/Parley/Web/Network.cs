using System.Net;
using System.Net.Sockets;

namespace Parley.Web;

public static class Network
{
    /// <summary>
    /// The network a request comes from, for limits and counts of an hour only and never stored: an IPv4 address, or the /64 of an
    /// IPv6 address, since that is what one household is given.
    /// </summary>
    public static string Of(HttpContext http) => Of(http.Connection.RemoteIpAddress);

    public static string Of(IPAddress? address)
    {
        if (address is null) return "none";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes) + "/64";
    }
}
