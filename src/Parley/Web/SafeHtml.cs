using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Ganss.Xss;

namespace Parley.Web;

/// <summary>
/// The last word on what reaches a page: a short list of elements, three schemes, and no attribute that isn't ours.
/// </summary>
internal static partial class SafeHtml
{
    public const string ReadersLink = "nofollow ugc noopener";
    public const string AlignedToEnd = "end";
    public const string Centred = "centred";

    private const string EditorsLink = "noopener";
    private const string Blocks = "p, pre, h2, h3, h4, td, th, figcaption, li:not(:has(p, ul, ol, blockquote, pre))";
    private const string Containers = "blockquote, ul, ol, table, li:has(p, ul, ol, blockquote, pre)";
    private const string CommentTags = "p br em strong del code pre blockquote ul ol li a";

    private const string ArticleTags =
        CommentTags + " h2 h3 h4 hr img figure figcaption table thead tbody tr th td sup div";

    // Imports use these for the ones above; they are renamed once they are safe.
    private static readonly Dictionary<string, string> Synonyms = new()
    {
        ["b"] = "strong", ["i"] = "em", ["s"] = "del", ["strike"] = "del", ["tt"] = "code",
    };

    private static readonly HashSet<string> Silent =
        ["script", "style", "template", "noscript", "iframe", "object", "svg", "math"];

    // What makes an HTML parser slow or deep: length, tags, attributes (each is compared with all others of its tag)
    // and formatting elements (each is opened again in every block that follows).
    private const int LongestImport = 50_000;
    private const int MostTags = 1_000;
    private const int LongestTag = 1_500;
    private const int MostReopenings = 20_000;

    // One each for the life of the process: configured here, only read afterwards, and then safe from any thread.
    private static readonly HtmlSanitizer Comments = CommentSanitizer();
    private static readonly HtmlSanitizer Articles = ArticleSanitizer();

    public static string ForComment(string html) => Comments.Sanitize(html);

    public static string ForArticle(string html) => Articles.Sanitize(html);

    public static bool IsReadersAddress(string? address) =>
        address is not null
        && (address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase));

    public static bool IsAffordable(string html)
    {
        if (html.Length > LongestImport)
            return false;

        int tags = 0, formatting = 0;
        for (var at = html.IndexOf('<'); at >= 0; at = html.IndexOf('<', at + 1))
        {
            var tag = html.AsSpan(at, Math.Min(LongestTag, html.Length - at));
            if (tag.Length == LongestTag && !tag.Contains('>'))
                return false;
            tags++;
            if (FormattingStart().IsMatch(tag))
                formatting++;
        }
        return tags <= MostTags && tags * formatting <= MostReopenings;
    }

    private static HtmlSanitizer CommentSanitizer()
    {
        var sanitizer = Strict(CommentTags.Split(' ').Concat(Synonyms.Keys), ["href"]);
        sanitizer.FilterUrl += (_, url) => url.SanitizedUrl = Kept(url, IsReadersAddress(url.SanitizedUrl));
        sanitizer.PostProcessDom += (_, dom) => FinishComment(dom.Document);
        return sanitizer;
    }

    private static HtmlSanitizer ArticleSanitizer()
    {
        var sanitizer = Strict(
            ArticleTags.Split(' '), ["href", "src", "alt", "title", "class", "id", "start"],
            AlignedToEnd, Centred, "footnotes", "footnote-ref", "footnote-back-ref");
        sanitizer.FilterUrl += (_, url) => url.SanitizedUrl = Kept(url, IsEditorsAddress(url));
        sanitizer.PostProcessDom += (_, dom) => FinishArticle(dom.Document);
        return sanitizer;
    }

    private static HtmlSanitizer Strict(IEnumerable<string> tags, string[] attributes, params string[] classes)
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = tags.ToHashSet(),
            AllowedAttributes = attributes.ToHashSet(),
            AllowedCssClasses = classes.ToHashSet(),
            AllowedSchemes = new HashSet<string> { "http", "https", "mailto" },
            UriAttributes = new HashSet<string> { "href", "src" },
        })
        {
            KeepChildNodes = true,
        };
        sanitizer.RemovingTag += (_, removing) => Silence(removing.Tag);
        return sanitizer;
    }

    // The words of an unknown element stay; those of a script were never meant to be read.
    private static void Silence(IElement element)
    {
        if (Silent.Contains(element.LocalName))
            element.TextContent = "";
    }

    private static string? Kept(FilterUrlEventArgs url, bool isAllowed) => isAllowed ? url.SanitizedUrl!.Trim() : null;

    private static bool IsEditorsAddress(FilterUrlEventArgs url)
    {
        var address = url.SanitizedUrl ?? "";
        if (IsSiteRelative(address))
            return true;
        return url.Tag is IHtmlImageElement
            ? address.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            : IsReadersAddress(address) || IsFootnote(address);
    }

    // "//host" and "/\host" leave the site.
    private static bool IsSiteRelative(string address) =>
        address.StartsWith('/') && !(address.Length > 1 && address[1] is '/' or '\\');

    private static bool IsFootnote(string address) => address.StartsWith('#') && FootnoteId().IsMatch(address[1..]);

    private static void FinishComment(IHtmlDocument document)
    {
        var body = document.Body!;
        foreach (var element in body.QuerySelectorAll("b, i, s, strike, tt"))
            Rename(element, Synonyms[element.LocalName]);
        foreach (var link in body.QuerySelectorAll("a"))
            FinishLink(link, ReadersLink);
        WrapLooseText(body);
        LetScrollByKey(body);
        LeaveDirectionToText(body);
    }

    private static void FinishArticle(IHtmlDocument document)
    {
        var body = document.Body!;
        foreach (var element in body.QuerySelectorAll("[id]").Where(e => !FootnoteId().IsMatch(e.Id!)))
            element.RemoveAttribute("id");
        foreach (var link in body.QuerySelectorAll("a"))
            FinishLink(link, EditorsLink);
        foreach (var image in body.QuerySelectorAll("img"))
            FinishImage(image);
        LetScrollByKey(body);
        LeaveDirectionToText(body);
    }

    // Wider than a phone they scroll, which takes a focus where there is no mouse.
    private static void LetScrollByKey(IElement body)
    {
        foreach (var wide in body.QuerySelectorAll("table, pre"))
            wide.SetAttribute("tabindex", "0");
    }

    private static void FinishLink(IElement link, string rel)
    {
        if (!link.HasAttribute("href"))
            Unwrap(link);
        else if (!link.GetAttribute("href")!.StartsWith('#'))
            link.SetAttribute("rel", rel);
    }

    private static void FinishImage(IElement image)
    {
        if (!image.HasAttribute("src"))
        {
            image.Replace(image.Owner!.CreateTextNode(image.GetAttribute("alt") ?? ""));
            return;
        }
        image.SetAttribute("loading", "lazy");
        if (PictureAddress.Of(image.GetAttribute("src")) is { } own)
        {
            // The page keeps its place before it has come, and a phone asks for no more than it shows.
            image.SetAttribute("srcset", own.Set());
            image.SetAttribute("sizes", own.SizesInText());
            image.SetAttribute("width", own.Width.ToString(System.Globalization.CultureInfo.InvariantCulture));
            image.SetAttribute("height", own.Height.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        if (image.ParentElement is { LocalName: "p", ChildNodes.Length: 1 } paragraph)
            paragraph.Replace(paragraph.ParentElement?.LocalName == "figure" ? image : FigureOf(image));
    }

    // An image alone in its paragraph is a figure, and its title the caption.
    private static IElement FigureOf(IElement image)
    {
        var figure = image.Owner!.CreateElement("figure");
        figure.Append(image);
        if (image.GetAttribute("title") is { Length: > 0 } title)
        {
            var caption = image.Owner!.CreateElement("figcaption");
            caption.TextContent = title;
            figure.Append(caption);
            image.RemoveAttribute("title");
        }
        return figure;
    }

    private static void LeaveDirectionToText(IElement body)
    {
        foreach (var block in body.QuerySelectorAll(Blocks))
            block.SetAttribute("dir", "auto");
        // "auto" passes over blocks that have a direction of their own, so a box around them takes that of its first words:
        // the bar of a quotation, the numbers of a list and the first column of a table stand where its reading begins.
        foreach (var box in body.QuerySelectorAll(Containers))
            box.SetAttribute("dir", RightToLeft.Begins(box.TextContent) ? "rtl" : "ltr");
    }

    private static void WrapLooseText(IElement body)
    {
        IElement? paragraph = null;
        foreach (var node in body.ChildNodes.ToList())
        {
            if (node is IElement { LocalName: "p" or "blockquote" or "ul" or "ol" or "li" or "pre" })
            {
                paragraph = null;
                continue;
            }
            if (paragraph is null && string.IsNullOrWhiteSpace(node.TextContent))
                continue;
            if (paragraph is null)
            {
                paragraph = body.Owner!.CreateElement("p");
                body.InsertBefore(paragraph, node);
            }
            paragraph.Append(node);
        }
    }

    private static void Rename(IElement element, string name)
    {
        var renamed = element.Owner!.CreateElement(name);
        renamed.Append([.. element.ChildNodes]);
        element.Replace(renamed);
    }

    private static void Unwrap(IElement element) => element.Replace([.. element.ChildNodes]);

    [GeneratedRegex(@"^<(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FormattingStart();

    [GeneratedRegex(@"^fn(ref)?:\d+(:\d+)?$")]
    private static partial Regex FootnoteId();
}
