using AngleSharp;
using AngleSharp.Html;
using AngleSharp.Html.Parser;

namespace Parley.Web;

/// <summary>HTML that is read elsewhere: every address in it is whole.</summary>
public static class AbsoluteHtml
{
    private static readonly string[] Addresses = ["href", "src", "cite", "poster", "longdesc"];

    /// <param name="html">Safe HTML.</param>
    /// <param name="page">The whole address of the page it stands on.</param>
    /// <param name="root">Of the site, without a slash at its end: addresses that begin with a slash begin there.</param>
    public static string Of(string html, string page, string root)
    {
        var from = new Uri(page);
        var body = new HtmlParser().ParseDocument(html).Body!;
        foreach (var element in body.QuerySelectorAll(string.Join(',', Addresses.Select(name => $"[{name}]"))))
            foreach (var name in Addresses)
                if (element.GetAttribute(name) is { } address
                        && Uri.TryCreate(from, IsOwn(address) ? root + address : address, out var whole))
                    element.SetAttribute(name, whole.AbsoluteUri);
        // A feed reader has widths of its own.
        foreach (var image in body.QuerySelectorAll("img[srcset]"))
        {
            image.RemoveAttribute("srcset");
            image.RemoveAttribute("sizes");
        }
        return string.Concat(body.ChildNodes.Select(node => node.ToHtml(HtmlMarkupFormatter.Instance)));
    }

    private static bool IsOwn(string address) => address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal);
}
