using Microsoft.EntityFrameworkCore;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>That a page's discussion went to another address, kept so that it can be undone.</summary>
public sealed class AddressMove
{
    private AddressMove() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }

    /// <summary>Moves are taken back in the order of these, the highest first.</summary>
    public long Number { get; private set; }

    /// <summary>All moves of one command: what is undone together.</summary>
    public Guid BatchId { get; private set; }

    public string From { get; private set; } = "";
    public string To { get; private set; } = "";
    public Guid DiscussionId { get; private set; }

    /// <summary>The discussion that was at the new address already and has taken this one in; null where there was none.</summary>
    public Guid? IntoId { get; private set; }

    /// <summary>The discussion's own address before.</summary>
    public string UrlBefore { get; private set; } = "";

    /// <summary>
    /// Of a discussion that was taken in, all its addresses, one a line; else the address that it got by this move,
    /// or nothing when it had it before.
    /// </summary>
    public string Addresses { get; private set; } = "";

    public DateTimeOffset MovedAt { get; private set; }
    public DateTimeOffset? UndoneAt { get; private set; }

    public static AddressMove Of(Guid batch, long number, Discussion discussion, string from, string to, DateTimeOffset at) => new()
    {
        SiteId = discussion.SiteId, Id = Clock.NewId(at), Number = number, BatchId = batch, From = from, To = to,
        DiscussionId = discussion.Id, UrlBefore = discussion.Url, MovedAt = at,
    };

    public void Added() => Addresses = To;

    public void TakenIn(Discussion into, IEnumerable<string> addresses) => (IntoId, Addresses) = (into.Id, string.Join('\n', addresses));

    public void Undo(DateTimeOffset at) => UndoneAt = at;
}

/// <summary>A comment of the top level that came into another discussion by a move; its replies go where it goes.</summary>
public sealed class MovedComment
{
    private MovedComment() { }

    public int SiteId { get; private set; }
    public Guid MoveId { get; private set; }
    public Guid CommentId { get; private set; }

    public static MovedComment Of(AddressMove move, Guid comment) => new() { SiteId = move.SiteId, MoveId = move.Id, CommentId = comment };
}

public static class AddressMoveTable
{
    public static void MapAddressMoves(this ModelBuilder model)
    {
        model.Entity<AddressMove>(move =>
        {
            move.ToTable("address_moves");
            move.HasKey(x => new { x.SiteId, x.Id });
            move.HasOne<Discussion>().WithMany().HasForeignKey(x => new { x.SiteId, x.DiscussionId });
            move.HasIndex(x => new { x.SiteId, x.BatchId });
            move.HasIndex(x => new { x.SiteId, x.IntoId });
            move.HasIndex(x => new { x.SiteId, x.Number }).IsUnique();
        });
        model.Entity<MovedComment>(comment =>
        {
            comment.ToTable("moved_comments");
            comment.HasKey(x => new { x.SiteId, x.MoveId, x.CommentId });
            comment.HasOne<AddressMove>().WithMany().HasForeignKey(x => new { x.SiteId, x.MoveId });
        });
    }
}
