using System.Xml;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>What is new on the site, for programs: Atom, and the news sitemap.</summary>
public static class SiteFeeds
{
    private const string NewsNamespace = "http://www.google.com/schemas/sitemap-news/0.9";

    /// <summary>Search engines take articles of two days, a thousand at most.</summary>
    private static readonly TimeSpan IsNews = TimeSpan.FromDays(2);
    private const int MostNews = 1000;

    public static void MapSiteFeeds(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/feed.xml", ["GET", "HEAD"], Feed).ExcludeFromDescription();
        routes.MapMethods("/sitemap-news.xml", ["GET", "HEAD"], News).ExcludeFromDescription();
    }

    private static async Task Feed(HttpContext http, CurrentSite site, Snapshots snapshots, Renderings renderings) =>
        await PageRenderer.Answer(http,
            await snapshots.Get(new SnapshotKey("feed", site.Id, "/"), _ => renderings.Make(async (services, now) =>
            {
                var version = snapshots.Latest(CurrentSite.Stories);
                var db = services.GetRequiredService<Database>();
                var articles = await db.Articles.AsNoTracking().Out(site.Id, now)
                    .OrderByDescending(x => x.PublishedAt).ThenByDescending(x => x.Id).Take(Atom.Newest).ToListAsync();
                var next = await db.Articles.Where(x => x.SiteId == site.Id && x.PublishedAt > now)
                    .MinAsync(x => (DateTimeOffset?)x.PublishedAt);
                var updated = articles.Count > 0 ? articles.Max(x => x.UpdatedAt ?? x.PublishedAt) : site.Site.CreatedAt;
                var feed = Atom.Feed(site.Absolute(""), site.Site.Name, site.Words.Tag, site.Site.Name, "/feed.xml", "/", updated,
                    articles.Select(article =>
                        Atom.Entry(site.Absolute(""), article.Id, article.Title,
                            site.Absolute("/articles/" + Uri.EscapeDataString(article.Slug)), Markup.Article(article.Body), article.Byline,
                            article.PublishedAt, article.UpdatedAt)),
                    next ?? default);
                return new Made(feed, CurrentSite.Stories, version);
            })));

    private static async Task News(HttpContext http, CurrentSite site, Snapshots snapshots, Renderings renderings) =>
        await PageRenderer.Answer(http,
            await snapshots.Get(new SnapshotKey("news", site.Id, "/"), _ => renderings.Make(async (services, now) =>
            {
                var version = snapshots.Latest(CurrentSite.Stories);
                var since = now - IsNews;
                var articles = await services.GetRequiredService<Database>().Articles.AsNoTracking().Out(site.Id, now)
                    .Where(x => x.PublishedAt > since)
                    .OrderByDescending(x => x.PublishedAt).Take(MostNews).ToListAsync();
                return new Made(new Snapshot(Atom.Write(xml => Sitemap(xml, site, articles)), "application/xml; charset=utf-8",
                    now.AddMinutes(5)), CurrentSite.Stories, version);
            })));

    private static void Sitemap(XmlWriter xml, CurrentSite site, List<Article> articles)
    {
        xml.WriteStartElement("urlset", "http://www.sitemaps.org/schemas/sitemap/0.9");
        xml.WriteAttributeString("xmlns", "news", null, NewsNamespace);
        foreach (var article in articles)
        {
            xml.WriteStartElement("url");
            xml.WriteElementString("loc", article.CanonicalUrl ?? site.Absolute("/articles/" + Uri.EscapeDataString(article.Slug)));
            xml.WriteStartElement("news", NewsNamespace);
            xml.WriteStartElement("publication", NewsNamespace);
            xml.WriteElementString("name", NewsNamespace, Atom.Fit(site.Site.Name));
            xml.WriteElementString("language", NewsNamespace, Locale.ForNews(site.Words.Tag));
            xml.WriteEndElement();
            xml.WriteElementString("publication_date", NewsNamespace, Times.Machine(article.PublishedAt));
            xml.WriteElementString("title", NewsNamespace, Atom.Fit(article.Title));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }
}
