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
    public static string Of(string html, string page)
    {
        var from = new Uri(page);
        var body = new HtmlParser().ParseDocument(html).Body!;
        foreach (var element in body.QuerySelectorAll(string.Join(',', Addresses.Select(name => $"[{name}]"))))
            foreach (var name in Addresses)
                if (element.GetAttribute(name) is { } address && Uri.TryCreate(from, address, out var whole))
                    element.SetAttribute(name, whole.AbsoluteUri);
        return string.Concat(body.ChildNodes.Select(node => node.ToHtml(HtmlMarkupFormatter.Instance)));
    }
}
