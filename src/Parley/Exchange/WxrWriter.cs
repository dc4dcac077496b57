using System.Globalization;
using System.Xml;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>
/// WXR 1.2 as WordPress exports it, with what wpDiscuz keeps. Sources: wp-admin/includes/export.php of WordPress; class-wp-import.php of
/// its importer, which stores the comments of a page in the order of their numbers, so that a smaller one must be answered by a larger.
/// </summary>
internal sealed class WxrWriter(Stream to) : IPageWriter
{
    private const string Wp = "http://wordpress.org/export/1.2/";
    private const string Content = "http://purl.org/rss/1.0/modules/content/";
    private const string Excerpt = "http://wordpress.org/export/1.2/excerpt/";
    private const string Dc = "http://purl.org/dc/elements/1.1/";

    /// <summary>Of 63: the rest tells how deep a comment stands.</summary>
    private const int NumberBits = 46;
    private const int Deepest = (1 << (63 - NumberBits)) - 1;

    /// <summary>WordPress counts on from the largest number of a page it has seen.</summary>
    private const int PageBits = 48;

    private readonly XmlWriter xml = XmlWriter.Create(to, Settings);
    private TimeZoneInfo zone = TimeZoneInfo.Utc;
    private string blog = "";

    internal static XmlWriterSettings Settings => new() { NewLineHandling = NewLineHandling.None, CloseOutput = false };

    /// <summary>Of what was taken away a place is kept where somebody answers it.</summary>
    public ExportedState? As(ExportedComment comment) =>
        comment.State != ExportedState.Place || comment.HasReplies ? comment.State : null;

    public void Begin(ExportedSite site)
    {
        (zone, blog) = (site.Zone, site.Url);
        xml.WriteStartDocument();
        xml.WriteStartElement("rss");
        xml.WriteAttributeString("version", "2.0");
        foreach (var (prefix, name) in new[] { ("excerpt", Excerpt), ("content", Content), ("dc", Dc), ("wp", Wp) })
            xml.WriteAttributeString("xmlns", prefix, null, name);
        xml.WriteStartElement("channel");
        xml.WriteElementString("title", ExportedText.Letters(site.Name));
        xml.WriteElementString("link", site.Url);
        xml.WriteElementString("description", "");
        xml.WriteElementString("language", site.Language);
        Say("wxr_version", "1.2");
        Say("base_site_url", site.Url);
        Say("base_blog_url", site.Url);
    }

    public void BeginPage(ExportedPage page)
    {
        var number = ExportedText.Number(page.Id, PageBits);
        xml.WriteRaw("\n");
        xml.WriteStartElement("item");
        // A page that says nothing of itself at all is refused there.
        Text("title", null, ExportedText.Escaped(page.Title.Length > 0 ? page.Title : page.Link));
        xml.WriteElementString("link", ExportedText.Letters(page.Link));
        xml.WriteElementString("pubDate", page.At.ToString("r", CultureInfo.InvariantCulture));
        Text("creator", Dc, ExportedText.Escaped(page.Story?.Byline ?? ""));
        xml.WriteStartElement("guid");
        xml.WriteAttributeString("isPermaLink", "false");
        xml.WriteString(string.Create(CultureInfo.InvariantCulture, $"{blog}/?p={number}"));
        xml.WriteEndElement();
        xml.WriteElementString("description", "");
        Text("encoded", Content, page.Story is { } story ? ExportedText.Letters(Markup.Article(story.Body)) : "");
        Text("encoded", Excerpt, ExportedText.Escaped(page.Story?.Summary ?? ""));
        Say("post_id", number);
        Say("post_date", Local(page.At));
        Say("post_date_gmt", Greenwich(page.At));
        Say("comment_status", page.IsClosed ? "closed" : "open");
        Say("ping_status", "closed");
        Say("post_name", page.Story?.Slug ?? "");
        Say("status", "publish");
        Say("post_parent", 0);
        Say("menu_order", 0);
        Say("post_type", "post");
        Say("post_password", "");
        Say("is_sticky", 0);
    }

    public void Write(ExportedComment comment)
    {
        xml.WriteRaw("\n");
        xml.WriteStartElement("comment", Wp);
        Say("comment_id", Number(comment.Id, comment.Depth));
        Text("comment_author", Wp, ExportedText.Escaped(comment.Name));
        Say("comment_author_email", "");
        Say("comment_author_url", "");
        Say("comment_author_IP", "");
        Say("comment_date", Local(comment.CreatedAt));
        Say("comment_date_gmt", Greenwich(comment.CreatedAt));
        Text("comment_content", Wp, ExportedText.BrokenHtml(comment.Text, comment.Format));
        Say("comment_approved", comment.State switch { ExportedState.Shown => "1", ExportedState.Held => "0", _ => "trash" });
        Say("comment_type", comment.IsPinned ? "wpdiscuz_sticky" : "comment");
        Say("comment_parent", comment.ParentId is { } parent ? Number(parent, comment.Depth - 1) : 0);
        // Nobody there has this number; it tells two of one name apart.
        Say("comment_user_id", comment.AuthorId == Guid.Empty ? 0 : ExportedText.Number(comment.AuthorId, 63));
        if (comment.Up + comment.Down > 0)
        {
            Meta("wpdiscuz_votes", string.Create(CultureInfo.InvariantCulture, $"{comment.Up - comment.Down}"));
            Meta("wpdiscuz_votes_seperate", string.Create(CultureInfo.InvariantCulture,
                $$"""a:2:{s:4:"like";i:{{comment.Up}};s:7:"dislike";i:{{comment.Down}};}"""));
        }
        if (comment.EditedAt is { } edited) Meta("wpdiscuz_last_edited_at", Greenwich(edited));
        xml.WriteEndElement();
    }

    public void EndPage() => xml.WriteEndElement();

    public void End()
    {
        xml.WriteRaw("\n");
        xml.WriteEndDocument();
        xml.Flush();
    }

    private static long Number(Guid id, int depth) =>
        ((long)Math.Min(depth, Deepest) << NumberBits) | ExportedText.Number(id, NumberBits);

    private void Say(string name, long number) => Say(name, number.ToString(CultureInfo.InvariantCulture));

    private void Say(string name, string value) => xml.WriteElementString(name, Wp, value);

    private void Text(string name, string? space, string value)
    {
        xml.WriteStartElement(name, space);
        xml.WriteCData(value);
        xml.WriteEndElement();
    }

    private void Meta(string key, string value)
    {
        xml.WriteStartElement("commentmeta", Wp);
        Say("meta_key", key);
        Text("meta_value", Wp, value);
        xml.WriteEndElement();
    }

    private string Local(DateTimeOffset at) => Greenwich(new(TimeZoneInfo.ConvertTime(at, zone).DateTime, TimeSpan.Zero));

    private static string Greenwich(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public void Dispose() => xml.Dispose();
}
