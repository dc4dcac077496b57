using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;

namespace Parley.Moderation;

/// <summary>
/// What an author takes back is taken back here too. The decision, its rule and its facts stay, since they are about what was done; what
/// could prove that the text was this one is destroyed, and from then on no entry of the log says anything about it.
/// </summary>
public sealed class Erasure(Database db)
{
    public async Task Of(Comment comment, DateTimeOffset at)
    {
        // The reason of a suspension is a moderator's words: its proof stays with them.
        var decisions = await db.Decisions.Where(x => x.SiteId == comment.SiteId && x.CommentId == comment.Id
            && x.Kind != DecisionKind.Suspension).Select(x => x.Id).ToListAsync();
        if (decisions.Count == 0) return;
        await db.DestroySalts(comment.SiteId, decisions, CancellationToken.None);
        // There is nothing left to look at a second time.
        foreach (var look in await db.Cases.Where(x => x.SiteId == comment.SiteId && x.CommentId == comment.Id && x.ClosedAt == null
            && x.Kind == CaseKind.SecondLook).ToListAsync()) look.Close(at);
    }
}
