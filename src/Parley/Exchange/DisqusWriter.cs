using System.Globalization;
using System.Xml;

namespace Parley.Exchange;

/// <summary>
/// What Disqus exports, as Remark42, Isso, Comentario and others read it. Sources: the files that Disqus delivers;
/// backend/app/migrator/disqus.go of Remark42, which takes line ends out of texts.
/// </summary>
internal sealed class DisqusWriter(Stream to) : IPageWriter
{
    private const string Main = "http://disqus.com";
    private const string Inner = "http://disqus.com/disqus-internals";

    private readonly XmlWriter xml = XmlWriter.Create(to, WxrWriter.Settings);
    private string forum = "", thread = "";

    /// <summary>It can't say that a comment waits: a place is kept, as of what was taken away, where somebody answers it.</summary>
    public ExportedState? As(ExportedComment comment) =>
        comment.State == ExportedState.Shown ? comment.State : comment.HasReplies ? ExportedState.Place : null;

    public void Begin(ExportedSite site)
    {
        // As short names of forums are: letters, figures and hyphens.
        forum = string.Concat(new Uri(site.Url).IdnHost.Select(x => char.IsAsciiLetterOrDigit(x) ? x : '-'));
        xml.WriteStartDocument();
        xml.WriteStartElement("disqus", Main);
        xml.WriteAttributeString("xmlns", "dsq", null, Inner);
    }

    public void BeginPage(ExportedPage page)
    {
        thread = Number(page.Id);
        Begin("thread", thread);
        Say("id", "");
        Say("forum", forum);
        Say("link", ExportedText.Letters(page.Link));
        Say("title", ExportedText.Escaped(page.Title));
        Say("message", "");
        Say("createdAt", At(page.At));
        Say("isClosed", page.IsClosed);
        Say("isDeleted", false);
        xml.WriteEndElement();
    }

    public void Write(ExportedComment comment)
    {
        var speaks = comment.State == ExportedState.Shown;
        Begin("post", Number(comment.Id));
        Say("id", "");
        xml.WriteStartElement("message", Main);
        xml.WriteCData(speaks ? ExportedText.Html(comment.Text, comment.Format) : "");
        xml.WriteEndElement();
        Say("createdAt", At(comment.CreatedAt));
        Say("isDeleted", !speaks);
        Say("isSpam", false);
        xml.WriteStartElement("author", Main);
        Say("name", speaks ? ExportedText.Name(comment.Name) : "");
        Say("isAnonymous", true);
        // It tells two of one name apart.
        if (speaks) Say("username", $"parley-{Number(comment.AuthorId)}");
        xml.WriteEndElement();
        Named("thread", thread);
        if (comment.ParentId is { } parent) Named("parent", Number(parent));
        xml.WriteEndElement();
    }

    public void EndPage() { }

    public void End()
    {
        xml.WriteRaw("\n");
        xml.WriteEndDocument();
        xml.Flush();
    }

    private void Begin(string name, string number)
    {
        xml.WriteRaw("\n");
        xml.WriteStartElement(name, Main);
        xml.WriteAttributeString("id", Inner, number);
    }

    private void Named(string name, string number)
    {
        xml.WriteStartElement(name, Main);
        xml.WriteAttributeString("id", Inner, number);
        xml.WriteEndElement();
    }

    private void Say(string name, bool value) => Say(name, value ? "true" : "false");

    private void Say(string name, string value) => xml.WriteElementString(name, Main, value);

    private static string Number(Guid id) => ExportedText.Number(id, 63).ToString(CultureInfo.InvariantCulture);

    // Some who read it know no fractions.
    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public void Dispose() => xml.Dispose();
}
