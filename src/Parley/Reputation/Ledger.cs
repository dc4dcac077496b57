using System.Data;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;

namespace Parley.Reputation;

/// <summary>Where other slices write down what bears on somebody's standing, inside the transaction of their own change.</summary>
public sealed class Ledger(Database db, CurrentSite site)
{
    /// <param name="subject">New with this change, so that no line can be there yet.</param>
    public void Note(Deed deed, Guid subject, Guid by, Guid reader, Guid within, DateTimeOffset at) =>
        db.Ledger.Add(LedgerEntry.Of(site.Id, deed, subject, by, reader, within, at));

    /// <summary>For what can be taken back and done again.</summary>
    /// <param name="stands">Whether it holds from now on.</param>
    public async Task Note(Deed deed, Guid subject, Guid by, Guid reader, Guid within, bool stands, DateTimeOffset at, CancellationToken ct)
    {
        var entry =
            await db.Ledger.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.SubjectId == subject && x.Deed == deed && x.ById == by, ct);
        if (!stands) entry?.Undo(at);
        else if (entry is null) Note(deed, subject, by, reader, within, at);
        else entry.Redo();
    }

    /// <summary>Nothing that was said or decided here counts any longer, for anybody.</summary>
    /// <param name="only">Null: whatever it was.</param>
    public Task Undo(Guid subject, DateTimeOffset at, CancellationToken ct, Deed? only = null) =>
        db.Ledger.InForce(site.Id).Where(x => x.SubjectId == subject && (only == null || x.Deed == only))
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.UndoneAt, at), ct);

    /// <summary>What was undone here at that moment counts again, as if it had never been undone.</summary>
    public Task Redo(Guid subject, DateTimeOffset undoneAt, CancellationToken ct) =>
        db.Ledger.Where(x => x.SiteId == site.Id && x.SubjectId == subject && x.UndoneAt == undoneAt)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.UndoneAt, (DateTimeOffset?)null), ct);
}

/// <summary>The same lines on the hot roads.</summary>
public static class LedgerStatements
{
    private static readonly (string, DbType)[] Line =
    [
        ("site", DbType.Int32), ("subject", DbType.Guid), ("deed", DbType.String), ("by", DbType.Guid), ("reader", DbType.Guid),
        ("within", DbType.Guid), ("at", DbType.DateTime),
    ];

    // Done again it keeps its first time, so that nobody stays fresh by voting anew.
    private static readonly Statement Insert = new("""
        INSERT INTO ledger ("SiteId", "SubjectId", "Deed", "ById", "ReaderId", "Within", "At")
        VALUES (@site, @subject, @deed, @by, @reader, @within, @at)
        ON CONFLICT ("SiteId", "SubjectId", "Deed", "ById") DO UPDATE SET "UndoneAt" = NULL
        """, Line);

    private static readonly Statement Undo = new("""
        UPDATE ledger SET "UndoneAt" = @at
        WHERE "SiteId" = @site AND "SubjectId" = @subject AND "Deed" = @deed AND "ById" = @by AND "UndoneAt" IS NULL
        """, ("at", DbType.DateTime), ("site", DbType.Int32), ("subject", DbType.Guid), ("deed", DbType.String), ("by", DbType.Guid));

    /// <param name="reader">Whose standing it speaks of.</param>
    public static void Note(this Statements statements, Deed deed, Guid subject, Guid reader, Reader by, Guid within, DateTimeOffset at) =>
        statements.Execute(Insert, by.SiteId, subject, deed.ToString(), by.Id, reader, within, at);

    public static void TakeBack(this Statements statements, Deed deed, Guid subject, Reader by, DateTimeOffset at) =>
        statements.Execute(Undo, at, by.SiteId, subject, deed.ToString(), by.Id);
}
