using Microsoft.EntityFrameworkCore;
using Parley.Readers;

namespace Parley.Reputation;

/// <summary>What a standing is made of. A vote against a comment is none of these: nobody can be voted down in standing.</summary>
public enum Deed
{
    /// <summary>Said something.</summary>
    Comment,

    /// <summary>Was answered by another reader.</summary>
    Answer,

    /// <summary>Another reader voted for what they said.</summary>
    Recognition,

    /// <summary>As <see cref="Recognition"/>, by the very reader they had answered.</summary>
    Thanks,

    /// <summary>An editor featured what they said.</summary>
    Featured,

    /// <summary>A moderator agreed with their report.</summary>
    ReportUpheld,

    /// <summary>What they said was removed, and no appeal has changed that.</summary>
    Removal,
}

/// <summary>
/// One line of the ledger: what happened, once. It is never deleted and never given another time: what is undone says since
/// when, and what is done again counts from the first time, so that nobody stays fresh by voting anew.
/// </summary>
public sealed class LedgerEntry
{
    private LedgerEntry() { }

    public int SiteId { get; private set; }

    /// <summary>What it is about: a comment, or a decision.</summary>
    public Guid SubjectId { get; private set; }
    public Deed Deed { get; private set; }

    /// <summary>Who did it; for <see cref="Deed.Comment"/> the reader themselves.</summary>
    public Guid ById { get; private set; }

    /// <summary>Whose standing it speaks of.</summary>
    public Guid ReaderId { get; private set; }

    /// <summary>The conversation in which it happened.</summary>
    public Guid Within { get; private set; }

    public DateTimeOffset At { get; private set; }
    public DateTimeOffset? UndoneAt { get; private set; }

    public static LedgerEntry Of(int siteId, Deed deed, Guid subject, Guid by, Guid reader, Guid within, DateTimeOffset at) =>
        new() { SiteId = siteId, SubjectId = subject, Deed = deed, ById = by, ReaderId = reader, Within = within, At = at };

    public void Undo(DateTimeOffset at) => UndoneAt ??= at;

    public void Redo() => UndoneAt = null;
}

public static class LedgerTable
{
    public static void MapLedger(this ModelBuilder model) => model.Entity<LedgerEntry>(entry =>
    {
        entry.ToTable("ledger");
        // One line for one deed: said twice, by a retry or a clock that was set back, it is still one.
        entry.HasKey(x => new { x.SiteId, x.SubjectId, x.Deed, x.ById });
        entry.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ReaderId });
        entry.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ById });
    });

    public static IQueryable<LedgerEntry> InForce(this IQueryable<LedgerEntry> ledger, int siteId) =>
        ledger.Where(x => x.SiteId == siteId && x.UndoneAt == null);
}
