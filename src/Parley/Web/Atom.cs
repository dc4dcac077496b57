using System.ServiceModel.Syndication;
using System.Text;
using System.Xml;

namespace Parley.Web;

/// <summary>Atom (RFC 4287) as bytes. What XML can't hold of what somebody wrote is left out.</summary>
public static class Atom
{
    /// <summary>Entries of a feed; programs that ask often enough miss none.</summary>
    public const int Newest = 50;

    /// <param name="origin">Scheme and host that every path here stands on.</param>
    public static Snapshot Feed(string origin, string publisher, string language, string title, string self, string page,
        DateTimeOffset updated, IEnumerable<SyndicationItem> entries, DateTimeOffset trueUntil = default)
    {
        var feed = new SyndicationFeed(entries)
        {
            Id = origin + self, Title = new TextSyndicationContent(Fit(title)), LastUpdatedTime = updated, Language = language,
        };
        feed.Authors.Add(new SyndicationPerson { Name = Fit(publisher) });
        feed.Links.Add(SyndicationLink.CreateSelfLink(new Uri(origin + self), "application/atom+xml"));
        feed.Links.Add(SyndicationLink.CreateAlternateLink(new Uri(origin + page), "text/html"));
        return new Snapshot(Write(feed.SaveAsAtom10), "application/atom+xml; charset=utf-8", trueUntil);
    }

    /// <param name="root">Scheme, host and path of the site.</param>
    /// <param name="html">Safe HTML.</param>
    public static SyndicationItem Entry(
        string root, Guid id, string title, string url, string html, string? author, DateTimeOffset published, DateTimeOffset? updated)
    {
        var item = new SyndicationItem
        {
            Id = $"urn:uuid:{id}", Title = new TextSyndicationContent(Fit(title)),
            Content = SyndicationContent.CreateHtmlContent(Fit(AbsoluteHtml.Of(html, url, root))),
            PublishDate = published, LastUpdatedTime = updated ?? published,
        };
        item.Links.Add(SyndicationLink.CreateAlternateLink(new Uri(url), "text/html"));
        if (author is { Length: > 0 }) item.Authors.Add(new SyndicationPerson { Name = Fit(author) });
        return item;
    }

    /// <summary>The characters of <paramref name="text"/> that XML 1.0 has.</summary>
    public static string Fit(string text) =>
        string.Concat(CleanText.Of(text).EnumerateRunes().Where(rune => !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value)));

    public static byte[] Write(Action<XmlWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false) })) write(xml);
        return bytes.ToArray();
    }
}
