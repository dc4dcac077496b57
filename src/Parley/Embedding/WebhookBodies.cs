using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Sites;
using Parley.Web;
using Parley.Webhooks;

namespace Parley.Embedding;

/// <summary>What a webhook is told of a comment, a decision or a move: as it is when it is sent. Who reported is never told.</summary>
public sealed class WebhookBodies(Database db, CurrentSite site, Threads threads)
{
    /// <param name="kind">One of <see cref="Happening.All"/>.</param>
    public async Task<JsonObject> Of(string kind, Guid subject) => kind switch
    {
        Happening.Moved => await Move(subject),
        Happening.Appealed => await Appeal(subject),
        Happening.Reported => await Report(subject),
        _ => await Comment(subject),
    };

    private async Task<JsonObject> Comment(Guid id)
    {
        var found = await (from comment in db.Comments.AsNoTracking()
                           join talk in db.Discussions
                               on new { comment.SiteId, Id = comment.DiscussionId } equals new { talk.SiteId, talk.Id }
                           join story in db.Articles on new { talk.SiteId, Id = talk.ArticleId!.Value }
                               equals new { story.SiteId, story.Id } into stories
                           from article in stories.DefaultIfEmpty()
                           where comment.SiteId == site.Id && comment.Id == id && talk.HiddenAt == null
                           select new { comment, talk.Id, talk.Url, Slug = article == null ? null : article.Slug }).FirstOrDefaultAsync();
        // A story that was taken back with its discussion hides what was said of it.
        if (found is null) return new JsonObject { ["comment"] = null, ["id"] = id };
        var page = site.AddressRules.Shown(found.Url);
        return new JsonObject
        {
            ["url"] = Absolute(Place.LinkTo(id, found.Slug, page)),
            ["discussion"] = new JsonObject
            {
                ["id"] = found.Id, ["url"] = Absolute(found.Slug is null ? page : "/articles/" + Uri.EscapeDataString(found.Slug)),
            },
            ["comment"] = JsonSerializer.SerializeToNode(await threads.Alone(found.comment, CancellationToken.None), Json.Plain),
        };
    }

    private async Task<JsonObject> Report(Guid id)
    {
        var said = await Comment(id);
        said["reports"] = await db.Reports.CountAsync(x => x.SiteId == site.Id && x.CommentId == id);
        return said;
    }

    private async Task<JsonObject> Appeal(Guid id)
    {
        var decision = await db.Decisions.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id);
        var said = decision?.CommentId is { } comment ? await Comment(comment) : new JsonObject();
        said["decision"] = new JsonObject { ["id"] = id, ["rule"] = decision?.RuleId, ["url"] = site.Absolute($"/decisions/{id}") };
        return said;
    }

    private async Task<JsonObject> Move(Guid id)
    {
        var move = await db.AddressMoves.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id);
        if (move is null) return new JsonObject { ["from"] = null, ["to"] = null };
        // One that was taken back says where the discussion is again, also where that was done before it was told.
        var isUndone = move.UndoneAt is not null;
        var (from, to) = isUndone ? (move.To, move.From) : (move.From, move.To);
        return new JsonObject
        {
            ["from"] = Absolute(from), ["to"] = Absolute(to), ["undone"] = isUndone,
            ["discussionId"] = isUndone ? move.DiscussionId : move.IntoId ?? move.DiscussionId,
            ["mergedFromId"] = isUndone || move.IntoId is null ? null : move.DiscussionId,
        };
    }

    private string Absolute(string address) => address.StartsWith('/') ? site.Absolute(address) : address;
}
