using Parley.Data;
using Parley.Sites;

namespace Parley.Exchange;

/// <summary>
/// The pages of an export that are known only by the comments on them: by a whole address, or by a path on a site that the file may not
/// name.
/// </summary>
/// <param name="page">What <c>--url</c> says; null: nothing.</param>
/// <param name="only">The one origin that is registered here; null where there are several or none.</param>
/// <param name="zone">The site's own: of times that say none and were meant to be read.</param>
internal sealed class ForeignPlaces(ForeignFile into, Uri? page, string? only, TimeZoneInfo zone)
{
    public TimeZoneInfo Zone => zone;

    private readonly string? home = page is null ? null : SiteOrigin.Of(page);
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

    /// <summary>On which site pages are that have but a path; null: nobody has said.</summary>
    public string? Home => home ?? only;

    /// <summary>The page that <c>--url</c> names; null: none.</summary>
    public string? Page => page?.AbsoluteUri;

    /// <summary>The page that the other system numbers so. What the file says of it may come later, or never.</summary>
    public (ForeignThread Thread, int Number) Numbered(string id)
    {
        if (numbers.TryGetValue(id, out var number)) return (into.Threads[number], number);
        var made = into.NewThread();
        made.Thread.Id = id;
        numbers[id] = made.Number;
        return made;
    }

    /// <summary>The page at a path, or at a whole address in its place.</summary>
    /// <param name="whole">The same page's whole address as far as the file knows it; null: it doesn't.</param>
    public (ForeignThread Thread, int Number) At(string path, string? whole = null)
    {
        var link = LinkOf(path, whole);
        var page = Numbered(link);
        // By what the file says: whoever spells the site in another way the next time means the same page.
        (page.Thread.Id, page.Thread.Link, page.Thread.IsKnown) = (path.Trim(), link, true);
        return page;
    }

    /// <summary>The page's whole address; whose export it is, is told by its host where nothing else tells.</summary>
    /// <exception cref="SetupException">The file has nothing but the path, and nobody has said whose.</exception>
    public string LinkOf(string path, string? whole = null)
    {
        var link = Link(path.Trim(), whole);
        KnowOrigin(link);
        return link;
    }

    /// <summary>The host of the pages, in one spelling, where the file has no name of its own.</summary>
    public void KnowOrigin(string? link)
    {
        if (into.Origin.Length > 0 || !Uri.TryCreate(link, UriKind.Absolute, out var url)) return;
        into.Origin = url.Host.StartsWith("www.", StringComparison.Ordinal) ? url.Host[4..] : url.Host;
    }

    private string Link(string path, string? whole)
    {
        if (IsWhole(path)) return path;
        if (home is null && whole is not null && IsWhole(whole)) return whole;
        if (path.Length == 0) return "";
        // Read as what it is, so that what stands in it leads nowhere else.
        var relative = "/" + path.TrimStart('/', '\\');
        if (Home is not { } site)
            throw new SetupException("This export names its pages by their paths alone. Say on which site they are, and import it again: "
                + "--url https://www.example.org. Nothing was changed.");
        return site + relative;
    }

    private static bool IsWhole(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
}
