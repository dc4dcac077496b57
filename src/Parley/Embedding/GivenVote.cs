using Microsoft.EntityFrameworkCore;
using Parley.Data;

namespace Parley.Embedding;

/// <summary>A vote that turns out to be one too many: its reader has another on the same comment, or wrote it.</summary>
internal sealed record GivenVote(Guid Comment, Guid Reader, int Value, Guid Discussion)
{
    /// <param name="version">Of the discussion, which is locked.</param>
    public async Task TakeBack(Database db, int site, long version)
    {
        await db.Votes.Where(x => x.SiteId == site && x.CommentId == Comment && x.ReaderId == Reader).ExecuteDeleteAsync();
        var (up, down) = (Value == 1 ? 1 : 0, Value == -1 ? 1 : 0);
        await db.Comments.Where(x => x.SiteId == site && x.Id == Comment).ExecuteUpdateAsync(set => set
            .SetProperty(x => x.Up, x => x.Up - up).SetProperty(x => x.Down, x => x.Down - down)
            .SetProperty(x => x.Score, x => x.Score - up + down)
            .SetProperty(x => x.ChangedVersion, version));
    }
}
