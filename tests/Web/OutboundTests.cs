using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Parley.Web;

namespace Parley.Tests.Web;

/// <summary>What leaves this server goes to the public internet, or where the house says.</summary>
[Once]
public sealed class OutboundTests
{
    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("2606:4700:4700::1111", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.8.8", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("203.0.113.9", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:0:1::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("ff02::1", false)]
    public void An_address_is_of_the_public_internet_or_it_is_not(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://127.0.0.1:{0}/", "address-not-public")]
    [InlineData("https://localhost:{0}/", "address-not-public")]
    [InlineData("https://[::1]:{0}/", "address-not-public")]
    [InlineData("https://2130706433:{0}/", "address-not-public")]
    [InlineData("https://0x7f.1:{0}/", "address-not-public")]
    [InlineData("http://127.0.0.1:{0}/", "address-not-allowed")]
    [InlineData("file:///etc/passwd", "address-not-allowed")]
    [InlineData("https://user:pass@127.0.0.1:{0}/", "address-not-allowed")]
    public async Task What_leads_inside_is_not_asked(string address, string why)
    {
        await using var host = await HostSite.Start();
        var asked = false;
        host.Otherwise = _ => { asked = true; return Task.CompletedTask; };
        using var outbound = With("");

        var fetched = await outbound.Get(new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, address, host.Port)),
            default);

        Assert.Equal(why, fetched.Failure);
        Assert.False(asked);
    }

    [Fact]
    public async Task Three_redirects_are_followed_and_not_a_fourth_nor_one_that_leads_inside()
    {
        await using var host = await HostSite.Start();
        host.Otherwise = http =>
        {
            var left = int.Parse(http.Request.Path.Value![1..], System.Globalization.CultureInfo.InvariantCulture);
            if (left == 99) http.Response.Redirect($"http://localhost:{host.Port}/0");
            else if (left > 0) http.Response.Redirect($"/{left - 1}");
            return left == 0 ? http.Response.WriteAsync("here") : Task.CompletedTask;
        };
        using var outbound = With("127.0.0.1");

        Assert.True((await outbound.Get(At(host, "/3"), default)).IsSuccess);
        Assert.Equal("too-many-redirects", (await outbound.Get(At(host, "/4"), default)).Failure);
        Assert.Equal("address-not-allowed", (await outbound.Get(At(host, "/99"), default)).Failure);
    }

    [Fact]
    public async Task Two_megabytes_are_read_and_not_one_byte_more_however_small_it_came()
    {
        await using var host = await HostSite.Start();
        host.Otherwise = async http =>
        {
            var size = Outbound.LargestAnswer + (http.Request.Path == "/more" ? 1 : 0);
            http.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new System.IO.Compression.GZipStream(http.Response.Body, System.IO.Compression.CompressionLevel.Fastest);
            await gzip.WriteAsync(new byte[size], http.RequestAborted);
        };
        using var outbound = With("127.0.0.1");

        Assert.Equal(Outbound.LargestAnswer, (await outbound.Get(At(host, "/enough"), default)).Body.Length);
        Assert.Equal("too-large", (await outbound.Get(At(host, "/more"), default)).Failure);
    }

    private static Uri At(HostSite host, string path) => new($"http://127.0.0.1:{host.Port}{path}");

    private static Outbound With(string hosts) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Parley:OutboundHosts"] = hosts }).Build(),
            TimeProvider.System);
}
