using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Pages;

/// <summary>The comments of a discussion as they come, for programs that follow it.</summary>
public static class Feeds
{
    public static void MapFeeds(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/articles/{slug}/comments.xml", ["GET", "HEAD"], OfDiscussion).ExcludeFromDescription();

    private static async Task OfDiscussion(HttpContext http, string slug, CurrentSite site, Snapshots snapshots, Renderings renderings) =>
        await PageRenderer.Answer(http,
            await snapshots.Get(new SnapshotKey("comments-feed", site.Id, slug), _ => renderings.Make(async (services, now) =>
            {
                var db = services.GetRequiredService<Database>();
                if (await db.FindArticle(site.Id, slug, now) is not var (article, discussion)) return null;
                var place = Place.Of(article, discussion, site, now);
                var comments = await (from comment in db.Comments.AsNoTracking().In(discussion).Published()
                                      join author in db.Readers
                                          on new { comment.SiteId, Id = comment.AuthorId } equals new { author.SiteId, author.Id }
                                      orderby comment.CreatedAt descending, comment.Id descending
                                      select new { comment, author.Name, author.Role }).Take(Atom.Newest).ToListAsync();
                var feed = Atom.Feed(site.Absolute(""), site.Site.Name, place.T.Tag, place.T["Comments on {0}", article.Title],
                    place.Path + "/comments.xml", place.Path, discussion.ChangedAt, comments.Select(x =>
                    {
                        var author = AuthorView.Signed(x.Name, AuthorView.NewsroomOf(x.Role, site));
                        return Atom.Entry(site.Absolute(""), x.comment.Id, place.T["{0} on {1}", author, article.Title],
                            site.Absolute(place.Of(x.comment.Id)), Markup.Comment(x.comment.Text, x.comment.Format), author,
                            x.comment.CreatedAt, x.comment.EditedAt);
                    }));
                return new Made(feed, discussion.Id, discussion.Version);
            })));
}
