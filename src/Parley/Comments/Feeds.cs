using System.ServiceModel.Syndication;
using System.Text;
using System.Xml;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Comments;

/// <summary>For programs that follow: Atom (RFC 4287) of the site and of each discussion, and the news sitemap.</summary>
public static class Feeds
{
    private const int Newest = 50;
    private const string Atom = "application/atom+xml; charset=utf-8";
    private const string NewsNamespace = "http://www.google.com/schemas/sitemap-news/0.9";

    /// <summary>Search engines take articles of two days, a thousand at most.</summary>
    private static readonly TimeSpan IsNews = TimeSpan.FromDays(2);
    private const int MostNews = 1000;

    public static void MapFeeds(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/feed.xml", ["GET", "HEAD"], OfSite).ExcludeFromDescription();
        routes.MapMethods("/articles/{slug}/comments.xml", ["GET", "HEAD"], OfDiscussion).ExcludeFromDescription();
        routes.MapMethods("/sitemap-news.xml", ["GET", "HEAD"], News).ExcludeFromDescription();
    }

    private static async Task OfSite(HttpContext http, CurrentSite site, Snapshots snapshots, Renderings renderings) =>
        await ArticlePages.Answer(http, await snapshots.Get(new SnapshotKey("feed", site.Id, "/"), _ => renderings.Make(async (services, now) =>
        {
            var version = snapshots.Latest(CurrentSite.Front);
            var db = services.GetRequiredService<Database>();
            var articles = await db.Articles.AsNoTracking().Where(x => x.SiteId == site.Id && x.PublishedAt <= now)
                .OrderByDescending(x => x.PublishedAt).ThenByDescending(x => x.Id).Take(Newest).ToListAsync();
            var next = await db.Articles.Where(x => x.SiteId == site.Id && x.PublishedAt > now).MinAsync(x => (DateTimeOffset?)x.PublishedAt);
            var feed = Feed(site, site.Site.Name, "/feed.xml", "/", articles.Count > 0 ? articles.Max(x => x.UpdatedAt ?? x.PublishedAt) : site.Site.CreatedAt, articles.Select(article =>
                Item(article.Id, article.Title, site.Absolute("/articles/" + Uri.EscapeDataString(article.Slug)), Markup.Article(article.Body), article.Byline, article.PublishedAt, article.UpdatedAt)));
            return new Made(new Snapshot(Write(feed.SaveAsAtom10), Atom, next ?? default), CurrentSite.Front, version);
        })));

    private static async Task OfDiscussion(HttpContext http, string slug, CurrentSite site, Snapshots snapshots, Renderings renderings) =>
        await ArticlePages.Answer(http, await snapshots.Get(new SnapshotKey("comments-feed", site.Id, slug), _ => renderings.Make(async (services, now) =>
        {
            var db = services.GetRequiredService<Database>();
            if (await db.FindArticle(site.Id, slug, now) is not var (article, discussion)) return null;
            var place = Place.Of(article, discussion, site, now);
            var comments = await (from comment in db.Comments.AsNoTracking().In(discussion).Published()
                                  join author in db.Readers on new { comment.SiteId, Id = comment.AuthorId } equals new { author.SiteId, author.Id }
                                  orderby comment.CreatedAt descending, comment.Id descending
                                  select new { comment, author.Name }).Take(Newest).ToListAsync();
            var feed = Feed(site, $"Comments on {article.Title}", place.Path + "/comments.xml", place.Path, discussion.ChangedAt, comments.Select(x =>
                Item(x.comment.Id, $"{x.Name} on {article.Title}", site.Absolute(place.Of(x.comment.Id)), Markup.Comment(x.comment.Text, x.comment.Format), x.Name, x.comment.CreatedAt, x.comment.EditedAt)));
            return new Made(new Snapshot(Write(feed.SaveAsAtom10), Atom), discussion.Id, discussion.Version);
        })));

    private static async Task News(HttpContext http, CurrentSite site, Snapshots snapshots, Renderings renderings) =>
        await ArticlePages.Answer(http, await snapshots.Get(new SnapshotKey("news", site.Id, "/"), _ => renderings.Make(async (services, now) =>
        {
            var version = snapshots.Latest(CurrentSite.Front);
            var since = now - IsNews;
            var articles = await services.GetRequiredService<Database>().Articles.AsNoTracking().Where(x => x.SiteId == site.Id && x.PublishedAt <= now && x.PublishedAt > since)
                .OrderByDescending(x => x.PublishedAt).Take(MostNews).ToListAsync();
            return new Made(new Snapshot(Write(xml => Sitemap(xml, site, articles)), "application/xml; charset=utf-8", now.AddMinutes(5)), CurrentSite.Front, version);
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
            xml.WriteElementString("name", NewsNamespace, Fit(site.Site.Name));
            xml.WriteElementString("language", NewsNamespace, site.Site.Language);
            xml.WriteEndElement();
            xml.WriteElementString("publication_date", NewsNamespace, Times.Machine(article.PublishedAt));
            xml.WriteElementString("title", NewsNamespace, Fit(article.Title));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static SyndicationFeed Feed(CurrentSite site, string title, string self, string page, DateTimeOffset updated, IEnumerable<SyndicationItem> items)
    {
        var feed = new SyndicationFeed(items)
        {
            Id = site.Absolute(self), Title = new TextSyndicationContent(Fit(title)), LastUpdatedTime = updated, Language = site.Site.Language,
        };
        feed.Authors.Add(new SyndicationPerson { Name = Fit(site.Site.Name) });
        feed.Links.Add(SyndicationLink.CreateSelfLink(new Uri(site.Absolute(self)), "application/atom+xml"));
        feed.Links.Add(SyndicationLink.CreateAlternateLink(new Uri(site.Absolute(page)), "text/html"));
        return feed;
    }

    private static SyndicationItem Item(Guid id, string title, string url, string html, string? author, DateTimeOffset published, DateTimeOffset? updated)
    {
        var item = new SyndicationItem
        {
            Id = $"urn:uuid:{id}", Title = new TextSyndicationContent(Fit(title)), Content = SyndicationContent.CreateHtmlContent(Fit(html)),
            PublishDate = published, LastUpdatedTime = updated ?? published,
        };
        item.Links.Add(SyndicationLink.CreateAlternateLink(new Uri(url), "text/html"));
        if (author is { Length: > 0 }) item.Authors.Add(new SyndicationPerson { Name = Fit(author) });
        return item;
    }

    // XML can't hold every character that somebody may have written; what it can't is left out.
    private static string Fit(string text) =>
        string.Concat(CleanText.Of(text).EnumerateRunes().Where(rune => !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value)));

    private static byte[] Write(Action<XmlWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false) })) write(xml);
        return bytes.ToArray();
    }
}
