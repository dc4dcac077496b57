using Microsoft.EntityFrameworkCore;
using Parley.Data;
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
        var entry = await db.Ledger.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.SubjectId == subject && x.Deed == deed && x.ById == by, ct);
        if (!stands) entry?.Undo(at);
        else if (entry is null) Note(deed, subject, by, reader, within, at);
        else entry.Redo();
    }

    /// <summary>Nothing that was said or decided here counts any longer, for anybody.</summary>
    /// <param name="only">Null: whatever it was.</param>
    public Task Undo(Guid subject, DateTimeOffset at, CancellationToken ct, Deed? only = null) =>
        db.Ledger.InForce(site.Id).Where(x => x.SubjectId == subject && (only == null || x.Deed == only)).ExecuteUpdateAsync(set => set.SetProperty(x => x.UndoneAt, at), ct);
}
