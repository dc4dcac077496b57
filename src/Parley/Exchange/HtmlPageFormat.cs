using Parley.Data;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>A page as a browser or <c>wget</c> saved it, with its comments in one of the ways of <see cref="HtmlMarkup"/>.</summary>
internal sealed class HtmlPageFormat(ForeignFile into, ForeignPlaces places)
{
    public const string Name = "html";

    public void Read(ImportFile file)
    {
        // Those of a forum, or of a search engine, are numbers on their page.
        into.NumbersByPage = true;
        using var bytes = file.OpenPieces();
        var kept = new byte[SavedPage.Longest + 1];
        var length = bytes.ReadAtLeast(kept, kept.Length, throwOnEndOfStream: false);
        if (length > SavedPage.Longest)
            throw new SetupException($"This page is longer than {SavedPage.Longest >> 20} MiB, as none is that people read. "
                + "Nothing was changed.");
        var pages = new SavedPages(into, places);
        pages.Add(HtmlLetters.Decode(kept.AsSpan(0, length), null), null, DateTimeOffset.UnixEpoch, isCut: false,
            said: places.Page is { } page ? new Uri(page) : null);
        pages.Complete();
        if (into.Count == 0 && into.Rejected == 0)
            throw new SetupException("No comments are marked up on this page in a way that is known here: a list of WordPress', wpDiscuz' "
                + "or Disqus' own, or schema.org. A frame with comments is a page of its own. Nothing was changed.");
    }
}
