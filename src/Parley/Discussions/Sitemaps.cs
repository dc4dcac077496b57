using System.Globalization;
using System.Text;
using System.Xml;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>What search engines look for: where they may go (RFC 9309), and every published article (sitemaps.org), in parts.</summary>
public static class Sitemaps
{
    public const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

    /// <summary>As many addresses as one file may hold.</summary>
    public const int MostPerPart = 50_000;

    private const string Xml = "application/xml; charset=utf-8";

    /// <summary>Pages for one reader, forms, lists of other pages, and what is for programs.</summary>
    private static readonly string[] NotForAnIndex =
    [
        "/account", "/search", "/sign-in/", "/api/", "/readers/*/standing",
        "/articles/*/search", "/articles/*/editing", "/articles/*/questions-and-answers", "/articles/*/shares/", "/articles/*/comments/new",
        "/articles/*/comments/*/edit", "/articles/*/comments/*/options", "/articles/*/comments/*/history",
    ];

    private static readonly string[] OtherPages = ["/", "/guidelines", "/accessibility"];

    public static void MapSitemaps(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/robots.txt", ["GET", "HEAD"], Robots).ExcludeFromDescription();
        routes.MapMethods("/sitemap.xml", ["GET", "HEAD"], Index).ExcludeFromDescription();
        routes.MapMethods("/sitemap-pages.xml", ["GET", "HEAD"], OfPages).ExcludeFromDescription();
        routes.MapMethods("/sitemap-articles.xml", ["GET", "HEAD"], OfArticles).ExcludeFromDescription();
    }

    private static async Task Robots(HttpContext http, CurrentSite site, PublicPath publicPath, Snapshots snapshots)
    {
        var root = publicPath.Base;
        var text = new StringBuilder("User-agent: *\nAllow: /\n");
        foreach (var path in NotForAnIndex) text.Append(CultureInfo.InvariantCulture, $"Disallow: {root}{path}\n");
        text.Append('\n');
        foreach (var map in new[] { "/sitemap.xml", "/sitemap-news.xml" })
            text.Append(CultureInfo.InvariantCulture, $"Sitemap: {site.Absolute(map)}\n");
        await PageRenderer.Answer(http, await snapshots.Get(new("robots", site.Id, "/"), _ => Task.FromResult<Made?>(
            new Made(new Snapshot(Encoding.UTF8.GetBytes(text.ToString()), "text/plain; charset=utf-8"), Guid.Empty, 0))));
    }

    private static Task Index(HttpContext http, CurrentSite site, Snapshots snapshots, Renderings renderings) =>
        Answer(http, "sitemap", "", site, snapshots, renderings, async (db, now) =>
        {
            var parts = await Parts(db, site.Id, now, MostPerPart);
            return xml =>
            {
                xml.WriteStartElement("sitemapindex", Namespace);
                One(xml, "sitemap", site.Absolute("/sitemap-pages.xml"), null);
                foreach (var part in parts)
                    One(xml, "sitemap", site.Absolute("/sitemap-articles.xml"
                        + (part.After is null ? "" : "?after=" + part.After.Sealed(site.Site.Secret))), part.ChangedAt);
                xml.WriteEndElement();
            };
        });

    private static Task OfPages(HttpContext http, CurrentSite site, Snapshots snapshots, Renderings renderings) =>
        Answer(http, "sitemap-pages", "", site, snapshots, renderings, (_, _) => Task.FromResult<Action<XmlWriter>>(xml =>
        {
            xml.WriteStartElement("urlset", Namespace);
            foreach (var path in OtherPages) One(xml, "url", site.Absolute(path), null);
            xml.WriteEndElement();
        }));

    private static async Task OfArticles(HttpContext http, string? after, CurrentSite site, Snapshots snapshots, Renderings renderings)
    {
        if (!Cursor.TryParse(after, "sitemap", site.Site.Secret, out var cursor))
        {
            await Problems.Write(http, Problems.BadCursor);
            return;
        }
        await Answer(http, "sitemap-articles", after ?? "", site, snapshots, renderings, async (db, now) =>
        {
            var articles = await Within(db, site.Id, cursor, now, MostPerPart);
            return xml =>
            {
                xml.WriteStartElement("urlset", Namespace);
                foreach (var article in articles)
                    One(xml, "url", site.Absolute("/articles/" + Uri.EscapeDataString(article.Slug)), article.ChangedAt);
                xml.WriteEndElement();
            };
        });
    }

    private static async Task Answer(
        HttpContext http, string kind, string after, CurrentSite site, Snapshots snapshots, Renderings renderings,
        Func<Database, DateTimeOffset, Task<Action<XmlWriter>>> tell) =>
        await PageRenderer.Answer(http,
            await snapshots.Get(new(kind, site.Id, "/", Cursor: after), _ => renderings.Make(async (services, now) =>
            {
                var version = snapshots.Latest(CurrentSite.Stories);
                var db = services.GetRequiredService<Database>();
                var write = await tell(db, now);
                var next = await db.Articles.Where(x => x.SiteId == site.Id && x.PublishedAt > now)
                    .MinAsync(x => (DateTimeOffset?)x.PublishedAt);
                return new Made(new Snapshot(Atom.Write(write), Xml, next ?? default), CurrentSite.Stories, version);
            })));

    private static void One(XmlWriter xml, string name, string place, DateTimeOffset? changed)
    {
        xml.WriteStartElement(name, Namespace);
        xml.WriteElementString("loc", Namespace, place);
        if (changed is { } at) xml.WriteElementString("lastmod", Namespace, Times.Machine(at));
        xml.WriteEndElement();
    }

    /// <summary>Where each part begins. One walk along the index, oldest first, so that a part that is full stays as it is.</summary>
    public static async Task<IReadOnlyList<SitemapPart>> Parts(Database db, int siteId, DateTimeOffset now, int size)
    {
        var parts = new List<SitemapPart>();
        var (seen, last) = (0, (Cursor?)null);
        var keys = Published(db, siteId, now).Select(x => new { x.PublishedAt, x.Id, x.UpdatedAt }).AsAsyncEnumerable();
        await foreach (var key in keys)
        {
            var changed = key.UpdatedAt ?? key.PublishedAt;
            if (seen++ % size == 0) parts.Add(new(last, changed));
            else if (changed > parts[^1].ChangedAt) parts[^1] = parts[^1] with { ChangedAt = changed };
            if (seen % size == 0) last = new Cursor("sitemap", 0, key.PublishedAt, key.Id, 0);
        }
        return parts;
    }

    public static async Task<IReadOnlyList<SitemapArticle>> Within(Database db, int siteId, Cursor? after, DateTimeOffset now, int size)
    {
        var articles = Published(db, siteId, now);
        if (after is not null)
            articles = articles.Where(x => x.PublishedAt > after.At || (x.PublishedAt == after.At && x.Id.CompareTo(after.Id) > 0));
        return await articles.Take(size).Select(x => new SitemapArticle(x.Slug, x.UpdatedAt ?? x.PublishedAt)).ToListAsync();
    }

    private static IQueryable<Article> Published(Database db, int siteId, DateTimeOffset now) =>
        db.Articles.AsNoTracking().Out(siteId, now).OrderBy(x => x.PublishedAt).ThenBy(x => x.Id);
}

/// <param name="After">The last article of the part before; null for the first.</param>
public sealed record SitemapPart(Cursor? After, DateTimeOffset ChangedAt);

public sealed record SitemapArticle(string Slug, DateTimeOffset ChangedAt);
