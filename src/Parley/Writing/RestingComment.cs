using System.Data;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Readers;
using Parley.Web;

namespace Parley.Writing;

/// <summary>
/// Words that their writer lets rest before they are said. Nobody else sees them, and nothing publishes them but the writer, who is asked
/// once more where they look anyway.
/// </summary>
public sealed class RestingComment
{
    /// <summary>Of one reader at a time: a box to cool down in, not a drawer for drafts.</summary>
    public const int Most = 5;

    private RestingComment() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public Guid ReaderId { get; private set; }

    /// <summary>
    /// Where it was written. That discussion may not have begun yet, and may have gone into another since: <see cref="Resting.HomeOf"/>.
    /// </summary>
    public Guid DiscussionId { get; private set; }

    /// <summary>Of a page whose discussion has not begun, as in <see cref="Draft.Address"/>.</summary>
    public string? Address { get; private set; }
    public Guid? ParentId { get; private set; }

    /// <summary>The words of the story that it speaks of, with their neighbours; null for none.</summary>
    public string? Exact { get; private set; }
    public string? Prefix { get; private set; }
    public string? Suffix { get; private set; }

    /// <summary>As it was typed.</summary>
    public string Text { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>From then on its writer is asked whether it shall be said. They may say it before.</summary>
    public DateTimeOffset RestsUntil { get; private set; }

    public TextQuote? Quote => Exact is null ? null : new(Exact, Prefix ?? "", Suffix ?? "");

    public bool HasRested(DateTimeOffset now) => RestsUntil <= now;

    /// <summary>Confirmed twice it is one comment.</summary>
    /// <remarks>No request can bring it as its own: a header is one line.</remarks>
    public static string KeyOf(Guid id) => $"rested\n{id}";

    public static RestingComment Of(Draft draft, Reader writer, DateTimeOffset until, DateTimeOffset at)
    {
        var made = new RestingComment { SiteId = writer.SiteId, Id = Clock.NewId(at), CreatedAt = at };
        made.Become(draft, writer, until);
        return made;
    }

    /// <summary>Its writer has changed it, and lets it rest again.</summary>
    public void Become(Draft draft, Reader writer, DateTimeOffset until)
    {
        (ReaderId, DiscussionId, Address, ParentId) = (writer.Id, draft.DiscussionId, draft.Address, draft.ParentId);
        (Exact, Prefix, Suffix) = (draft.Quote?.Exact, draft.Quote?.Prefix, draft.Quote?.Suffix);
        (Text, RestsUntil) = (draft.Text.Text, until);
    }

    /// <summary>The same words in the same place: whoever sends them twice, from two tabs too, lets one comment rest.</summary>
    public bool Says(Draft draft) =>
        DiscussionId == draft.DiscussionId && ParentId == draft.ParentId && Quote == draft.Quote && Text == draft.Text.Text;
}

/// <summary>Until when something rests.</summary>
public static class RestTime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Morning = TimeSpan.FromHours(8);

    /// <param name="asked">hour, or morning: eight o'clock in the newsroom's time, an hour from now at the earliest.</param>
    /// <returns>Null for anything else.</returns>
    public static DateTimeOffset? Of(string? asked, DateTimeOffset now, TimeZoneInfo zone) => asked switch
    {
        "hour" => now + Hour,
        "morning" => NextMorning(now + Hour, zone),
        _ => null,
    };

    private static DateTimeOffset NextMorning(DateTimeOffset from, TimeZoneInfo zone)
    {
        var day = TimeZoneInfo.ConvertTime(from, zone).Date;
        // Islands have moved across the date line: a day that was left out has its morning before that of today.
        while (At(day, zone) < from) day = day.AddDays(1);
        return At(day, zone);
    }

    // No clock has been put forward over breakfast yet; where one is, the hour that isn't there is the next.
    private static DateTimeOffset At(DateTime day, TimeZoneInfo zone)
    {
        var local = day + Morning;
        if (zone.IsInvalidTime(local)) local += Hour;
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}

public static class RestingTable
{
    private static readonly Statement Take = new("""
        DELETE FROM resting_comments WHERE "SiteId" = @site AND "Id" = @id AND "ReaderId" = @reader
        """, ("site", DbType.Int32), ("id", DbType.Guid), ("reader", DbType.Guid));

    private static readonly Statement Carry = new("""
        UPDATE resting_comments SET "ReaderId" = @into WHERE "SiteId" = @site AND "ReaderId" = @reader
        """, ("into", DbType.Guid), ("site", DbType.Int32), ("reader", DbType.Guid));

    // No key leads to a discussion: it may begin with the very comment that rests.
    public static void MapRestingComments(this ModelBuilder model) => model.Entity<RestingComment>(resting =>
    {
        resting.ToTable("resting_comments");
        resting.HasKey(x => new { x.SiteId, x.Id });
        resting.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ReaderId });
        resting.HasIndex(x => new { x.SiteId, x.ReaderId, x.RestsUntil });
        resting.HasIndex(x => new { x.SiteId, x.RestsUntil });
        resting.Ignore(x => x.Quote);
    });

    /// <summary>It rests no more: said or thrown away. False where it doesn't rest, or is another's.</summary>
    public static bool TakeRested(this Statements statements, int site, Rested rested) =>
        statements.Count(Take, site, rested.Id, rested.ReaderId) == 1;

    /// <summary>What rests of somebody who goes on as somebody else, whose row is there already, goes along.</summary>
    public static void CarryRested(this Statements statements, int site, Guid from, Guid into) =>
        statements.Count(Carry, into, site, from);
}

/// <summary>What a comment on its way in was before.</summary>
public sealed record Rested(Guid Id, Guid ReaderId)
{
    public static readonly Refusal Gone = new(409, "resting-gone",
        "This comment was posted or thrown away already, perhaps in another tab. Your text is still here: you can post it as a new one.");

    /// <summary>It rests on, and said anew it could be said twice.</summary>
    public static readonly Refusal Unknown = new(401, "resting-unknown",
        "You are no longer known here as who wrote this, so it rests on. Your text is still here: copy it, or sign in again.");
}
