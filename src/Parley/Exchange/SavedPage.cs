using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens.Struct;

namespace Parley.Exchange;

/// <summary>
/// A page as it was saved or captured, read as browsers read it, within bounds that no page reaches that people have read.
/// </summary>
internal sealed partial class SavedPage
{
    /// <summary>Bytes.</summary>
    public const int Longest = 16 << 20;

    /// <summary>Elements in one another: the parser looks through all that are open, and some roads step into each.</summary>
    private const int Deepest = 512;

    /// <summary>Two dozen for each of ten thousand comments.</summary>
    private const int MostElements = 400_000;

    /// <summary>Of one tag; each is compared with all others.</summary>
    private const int MostAttributes = 64;

    private readonly IHtmlDocument document;

    /// <summary>Put where a page breaks off, behind whatever may be open there, so that it can be seen in what.</summary>
    private const string Break = "--></script></style></textarea></title>\"'><u id=\"here-it-breaks-off\">";

    /// <param name="isCut">It was not fetched to its end.</param>
    /// <exception cref="InvalidDataException">It is beyond these bounds; the message says which.</exception>
    public SavedPage(string html, bool isCut)
    {
        // Where no end can be seen either, what stands last may be half of it.
        isCut |= !html.Contains("</body", StringComparison.OrdinalIgnoreCase)
            && !html.Contains("</html", StringComparison.OrdinalIgnoreCase);
        document = Parse(isCut ? html + Break : html);
        Elements = [.. Below(document.DocumentElement)];
        Saved = SavedFrom().Match(html[..Math.Min(html.Length, 2048)]) is { Success: true } from
            && Uri.TryCreate(from.Groups[1].Value, UriKind.Absolute, out var at) ? at : null;
        BreaksIn = isCut ? document.GetElementById("here-it-breaks-off") ?? Elements[^1] : null;
    }

    /// <summary>All of them, in the order of the page.</summary>
    public List<IElement> Elements { get; }

    /// <summary>What it breaks off in, with all that this lies in; null: it is whole.</summary>
    public IElement? BreaksIn { get; }

    /// <summary>Where the browser that saved it says it was; null: it doesn't.</summary>
    public Uri? Saved { get; }

    private static IHtmlDocument Parse(string html)
    {
        var count = 0;
        IElement? before = null;
        return new HtmlParser(new HtmlParserOptions
        {
            SkipComments = true,
            IsKeepingSourceReferences = true,
            ShouldEmitAttribute = static (ref StructHtmlToken token, ReadOnlyMemory<char> _) => token.Attributes.Count < MostAttributes,
            OnCreated = (element, _) =>
            {
                if (++count > MostElements) throw new InvalidDataException($"It has more than {MostElements} elements.");
                var depth = 0;
                for (INode? at = before; at is not null; at = at.Parent)
                    if (++depth > Deepest) throw new InvalidDataException($"What stands on it lies more than {Deepest} deep.");
                before = element;
            },
        }).ParseDocument(html);
    }

    /// <summary>What lies in it, in the order of the page, without what lies in those that are passed over.</summary>
    public static IEnumerable<IElement> Below(IElement of, Func<IElement, bool>? isPassed = null)
    {
        var waiting = new Stack<IElement>();
        for (var child = of.LastElementChild; child is not null; child = child.PreviousElementSibling) waiting.Push(child);
        while (waiting.TryPop(out var at))
        {
            if (isPassed?.Invoke(at) == true) continue;
            yield return at;
            for (var child = at.LastElementChild; child is not null; child = child.PreviousElementSibling) waiting.Push(child);
        }
    }

    /// <summary>The page's own address; null where neither it nor whoever fetched it says one.</summary>
    /// <param name="from">Where it was fetched.</param>
    public Uri? Address(Uri? from)
    {
        from ??= Saved;
        var said = Resolve(Elements.Find(x => x.LocalName == "link" && Has(x.GetAttribute("rel"), "canonical"))?.GetAttribute("href"), from)
            ?? Resolve(Meta("og:url"), from);
        // Some programs call every page the first one.
        if (said is null || (said.AbsolutePath == "/" && from is { AbsolutePath: not "/" })) said = from;
        return said is null ? null : Plain(Framed(said));
    }

    // A frame of Disqus' says for which page it is.
    private static Uri Framed(Uri at) =>
        at.Host.EndsWith("disqus.com", StringComparison.Ordinal) && PageInFrame().Match(at.Query) is { Success: true } page
            && Uri.TryCreate(Uri.UnescapeDataString(page.Groups[1].Value), UriKind.Absolute, out var of) ? of : at;

    // A long discussion stands on several addresses of one page.
    private static Uri Plain(Uri at)
    {
        var query = CommentPages().Replace(at.Query, "").TrimStart('&', '?');
        return new UriBuilder(at) { Fragment = "", Path = CommentPage().Replace(at.AbsolutePath, "/"), Query = query }.Uri;
    }

    private static Uri? Resolve(string? address, Uri? from) =>
        !string.IsNullOrWhiteSpace(address) && (from is null ? Uri.TryCreate(address.Trim(), UriKind.Absolute, out var at)
            : Uri.TryCreate(from, address.Trim(), out at)) && at.Scheme is "http" or "https" ? at : null;

    public string Title => Meta("og:title") is { Length: > 0 } said ? said
        : First("h1") is { Length: > 0 } headline ? headline : First("title");

    private string First(string tag) => Elements.Find(x => x.LocalName == tag)?.TextContent.Trim() ?? "";

    /// <summary>When it was published; null where it doesn't say in a way that can be read but one way.</summary>
    public DateTimeOffset? At => HtmlTimes.Of(Meta("article:published_time"))
        ?? HtmlTimes.Of(Elements.Find(x => Has(x.GetAttribute("itemprop"), "datePublished")) is { } dated
            ? dated.GetAttribute("datetime") ?? dated.GetAttribute("content") : null)
        ?? HtmlTimes.Of(Elements.Find(x => x.LocalName == "time" && (Has(x.ClassName, "entry-date") || x.HasAttribute("pubdate")))
            ?.GetAttribute("datetime"));

    /// <summary>It says that nobody can write any more, as WordPress does.</summary>
    public bool IsClosed => Elements.Exists(x => Has(x.ClassName, "no-comments") || Has(x.ClassName, "nocomments"));

    private string? Meta(string property) => Elements.Find(x => x.LocalName == "meta"
        && (x.GetAttribute("property") ?? x.GetAttribute("name")) == property)?.GetAttribute("content")?.Trim();

    /// <summary>Whether a list of words, as attributes have them, has this one.</summary>
    public static bool Has(string? words, string word)
    {
        if (words is null) return false;
        for (int at = 0; (at = words.IndexOf(word, at, StringComparison.Ordinal)) >= 0; at += word.Length)
            if ((at == 0 || char.IsWhiteSpace(words[at - 1]))
                && (at + word.Length == words.Length || char.IsWhiteSpace(words[at + word.Length]))) return true;
        return false;
    }

    // As browsers note it at the top of what they save; the number is the length of the address.
    [GeneratedRegex(@"<!-- saved from url=\(\d+\)(\S{1,2000}) -->")]
    private static partial Regex SavedFrom();

    [GeneratedRegex(@"[?&]t_u=([^&]+)")]
    private static partial Regex PageInFrame();

    [GeneratedRegex(@"/comment-page-\d+/?$")]
    private static partial Regex CommentPage();

    [GeneratedRegex(@"(?<=[?&])cpage=\d+&?")]
    private static partial Regex CommentPages();
}
