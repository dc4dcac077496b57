using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Readers;

namespace Parley.Votes;

/// <summary>One reader's opinion of one comment: −1 or 1. No vote is no row.</summary>
public sealed class Vote
{
    private Vote() { }

    public int SiteId { get; private set; }
    public Guid CommentId { get; private set; }
    public Guid ReaderId { get; private set; }
    public int Value { get; private set; }
    public DateTimeOffset At { get; private set; }

    public static Vote Cast(Comment comment, Reader reader, int value, DateTimeOffset at) =>
        new() { SiteId = comment.SiteId, CommentId = comment.Id, ReaderId = reader.Id, Value = value, At = at };

    public void Change(int value, DateTimeOffset at) => (Value, At) = (value, at);
}

public static class VoteTable
{
    public static void MapVotes(this ModelBuilder model) => model.Entity<Vote>(vote =>
    {
        vote.ToTable("votes");
        vote.HasKey(x => new { x.SiteId, x.CommentId, x.ReaderId });
        vote.HasOne<Comment>().WithMany().HasForeignKey(x => new { x.SiteId, x.CommentId });
        vote.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ReaderId });
        vote.HasIndex(x => new { x.SiteId, x.ReaderId });
    });
}
