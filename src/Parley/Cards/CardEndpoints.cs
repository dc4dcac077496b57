using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Cards;

/// <summary>The pictures that other sites show beside a link to an article or a comment.</summary>
public static class CardEndpoints
{
    /// <summary>Long enough for a link that goes round; a headline that was mended, or a withdrawal, is seen soon after.</summary>
    private const string Kept = "public, max-age=600";

    /// <summary>About what fits in six lines; more would only be cut again.</summary>
    private const int QuotedGraphemes = 280;

    public static void AddCards(this IServiceCollection services) => services.AddSingleton<Easel>();

    public static void MapCards(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/articles/{slug}/card.png", ["GET", "HEAD"], Article).ExcludeFromDescription();
        routes.MapMethods("/articles/{slug}/comments/{id}/card.png", ["GET", "HEAD"], Comment).ExcludeFromDescription();
    }

    private static async Task Article(HttpContext http, string slug, Database db, CurrentSite site, Reads reads, Snapshots snapshots,
        Easel easel, Pace pace, TimeProvider clock)
    {
        if (await db.FindArticle(site.Id, slug, clock.Now()) is not var (article, discussion))
        {
            await Problems.Write(http, Problems.NotFound);
            return;
        }
        var place = Place.Of(article, discussion, site, clock.Now());
        var meta = string.Join(" · ", new[] { article.Byline, article.Dateline, place.T.Date(article.PublishedAt, site.Zone) }
            .Where(x => !string.IsNullOrWhiteSpace(x)));
        await Answer(http,
            new Card(site.Site.Name, place.T.Tag, article.Title, null, meta, place.TitleOf(discussion.CommentCount), article.Picture), site,
            reads, snapshots, easel, pace);
    }

    private static async Task Comment(HttpContext http, string slug, Guid id, Database db, CurrentSite site, Reads reads,
        Snapshots snapshots, Easel easel, Pace pace, TimeProvider clock)
    {
        if (await db.FindArticle(site.Id, slug, clock.Now()) is not var (article, discussion))
        {
            await Problems.Write(http, Problems.NotFound);
            return;
        }
        var comment = await db.Comments.AsNoTracking().In(discussion).Published().FirstOrDefaultAsync(x => x.Id == id, http.RequestAborted);
        if (comment is null) { await Problems.Write(http, Problems.NotFound); return; }
        var by = await db.Readers.Where(x => x.SiteId == site.Id && x.Id == comment.AuthorId).Select(x => new { x.Name, x.Role })
            .SingleAsync(http.RequestAborted);
        var author = AuthorView.Signed(by.Name, AuthorView.NewsroomOf(by.Role, site));
        var words = Markup.Excerpt(comment.Text, QuotedGraphemes, comment.Format);
        var place = Place.Of(article, discussion, site, clock.Now());
        await Answer(http, new Card(site.Site.Name, place.T.Tag, article.Title, words, author, place.TitleOf(discussion.CommentCount)),
            site, reads, snapshots, easel, pace);
    }

    private static async ValueTask<byte[]?> PictureOf(Card card, Reads reads, CurrentSite site) =>
        PictureAddress.Of(card.Picture) is { } picture
            ? await reads.PictureIn(site.Id, picture.Id, PictureAddress.WidthsOf(picture.Width)[^1]) : null;

    // Known by what is on it: votes and comments elsewhere leave a card as it is, and the same card is never drawn twice.
    private static async Task Answer(
        HttpContext http, Card card, CurrentSite site, Reads reads, Snapshots snapshots, Easel easel, Pace pace)
    {
        Refusal? tooMany = null;
        var content = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(card)));
        var picture = await snapshots.Get(new SnapshotKey("card", site.Id, content), async _ =>
            (tooMany = pace.Check(Limits.NetworkCards, Network.Of(http))) is null
                    && await easel.Draw(card, await PictureOf(card, reads, site)) is { } png
                ? new Made(new Snapshot(png, "image/png", cacheControl: Kept), Guid.Empty, 0) { IsRare = true } : null);
        await (picture is null ? Problems.Write(http, tooMany ?? Easel.Busy) : picture.Write(http));
    }
}
