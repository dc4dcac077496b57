using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Moderation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>
/// Puts a whole site that <see cref="SiteLines"/> wrote into a database that is empty yet: ids, times and all, so that it can leave again
/// as the same file. All of it is read and judged before the first line is stored; then a thousand lines, or fewer beside a server,
/// are a transaction, in which is noted how many there are, so that whatever breaks it off, the same import goes on where it was.
/// </summary>
public sealed class SiteImport(Database db, CurrentSite site, SiteRows rows, Pace pace, TimeProvider clock)
{
    private const int AtOnce = 1000;

    /// <summary>Discussions whose names are given together.</summary>
    private const int NamedAtOnce = 50;

    /// <summary>Clocks of two servers differ; what happens later than this has not happened.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(1);

    internal async Task<ImportResult> Run(
        ImportFile from, FileStream kept, Action<int, string, string> reject, bool rehearse, CancellationToken ct)
    {
        var hash = await from.Hash(ct);
        var before = await db.Imports.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Number == Import.Whole, ct);
        if (before is null || before.FileHash != hash) await Empty(ct);
        var judge = new SiteJudge();
        // Whatever is judged by the clock is judged as it was when the import was begun: what is stored already is counted by it.
        var now = (before?.BegunAt ?? clock.Now()) + Ahead;
        var file = new SiteFile(kept, SiteKind.All(db.Model), judge, now, reject);
        using (var bytes = from.OpenBytes()) file.Read(bytes);
        judge.CountShown();

        var (shown, held) = (judge.Shown.Values.Sum(), judge.Held);
        var all = new ImportResult(Import.Whole, judge.Articles, judge.Discussions.Count, shown, held, 0, file.Rejected, 0);
        if (rehearse || before?.EndedAt is not null) return Of(all, before, rehearse);
        await using var many = await db.ExpectMuch(ct);
        if (before is null) await Begin(file, hash, ct);
        await Store(file, judge, before?.Skipped ?? 0, ct);
        await Name(judge, ct);
        await End(all, ct);
        if (file.Language != site.Words.Tag)
            await Console.Error.WriteLineAsync(
                $"That site speaks {file.Language}, this one {site.Words.Tag}: Parley__Language says which.");
        if (rows.Renamed > 0)
            await Console.Error.WriteLineAsync($"{rows.Renamed} names claim to be of the staff, and are marked as guests' from now on");
        return all with { Comments = rows.Shown, Held = rows.Held, Already = shown + held - rows.Shown - rows.Held };
    }

    private static ImportResult Of(ImportResult all, Import? before, bool rehearse) => rehearse && before is null ? all
        : all with { Articles = 0, Discussions = 0, Comments = 0, Held = 0, Already = all.Comments + all.Held };

    // Two sites in one would be neither: whose names, whose rules, whose order would hold?
    private async Task Empty(CancellationToken ct)
    {
        var id = site.Id;
        if (await db.Articles.AnyAsync(x => x.SiteId == id, ct) || await db.Discussions.AnyAsync(x => x.SiteId == id, ct)
            || await db.Readers.AnyAsync(x => x.SiteId == id, ct) || await db.Imports.AnyAsync(x => x.SiteId == id, ct)
            || await db.SiteOrigins.AnyAsync(x => x.SiteId == id, ct)
            || (await db.SiteTexts.AsNoTracking().Where(x => x.SiteId == id).ToListAsync(ct)).Exists(IsOwn))
            throw new SetupException("A whole site comes into an empty database alone, before its server was used: name another with "
                + "ConnectionStrings__Parley. Nothing was changed.");
    }

    private static bool IsOwn(SiteText text) =>
        !Words.Languages.Any(language => Founding.Default(text.Kind, language) == text.Markdown);

    private async Task Begin(SiteFile file, string hash, CancellationToken ct)
    {
        await using var writing = await db.BeginWrite(ct);
        db.Imports.Add(Import.Begin(site.Id, Import.Whole, new(ExportRun.Whole, file.Name, hash), clock.Now()));
        var founded = await db.Sites.SingleAsync(x => x.Id == site.Id, ct);
        founded.Describe(file.Name, origin: null, file.TimeZone);
        // Whoever has a publication needs none to see what this is.
        founded.ShowDemo(clock.Now());
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        db.ChangeTracker.Clear();
    }

    private async Task Store(SiteFile file, SiteJudge judge, int stored, CancellationToken ct)
    {
        rows.Of(judge, file.Name);
        var progress = new ExportProgress();
        var (batch, most) = (new List<SiteRecord>(AtOnce), pace.Of(AtOnce));
        foreach (var record in file.Records().Skip(stored))
        {
            if (batch.Count >= most || batch is [var first, ..] && first.Kind != record.Kind) await Write();
            batch.Add(record);
            if (record.Kind.IsComment) progress.Count();
        }
        if (batch.Count > 0) await Write();

        async Task Write()
        {
            long begun;
            try
            {
                await using var writing = await db.BeginWrite(ct);
                begun = writing.Begun;
                // Those that every start writes where there are none; the site brings its own, with all their versions.
                if (stored == 0) await db.SiteTexts.Where(x => x.SiteId == site.Id).ExecuteDeleteAsync(ct);
                await rows.Store(batch, ct);
                (await db.Imports.SingleAsync(x => x.SiteId == site.Id && x.Number == Import.Whole, ct)).Reach(stored + batch.Count);
                await db.SaveChangesAsync(ct);
                await writing.Commit(ct);
            }
            catch (DbUpdateException error)
            {
                throw new SetupException("Somebody has written here while the site came, so that both have something of the same name. "
                    + $"Begin again with an empty database, before its server is used. {error.InnerException?.Message}", error);
            }
            db.ChangeTracker.Clear();
            var count = batch.Count;
            stored += count;
            batch.Clear();
            await pace.Since(begun, count, ct);
            most = pace.Of(AtOnce);
        }
    }

    // Whoever spoke first under a name has it.
    private async Task Name(SiteJudge judge, CancellationToken ct)
    {
        foreach (var some in judge.Shown.Keys.Order().Chunk(NamedAtOnce))
        {
            await using var writing = await db.BeginWrite(ct);
            foreach (var discussion in some) await db.NameSpeakers(site.Id, discussion, ct);
            await writing.Commit(ct);
            await pace.Since(writing.Begun, 0, ct);
        }
    }

    private async Task End(ImportResult all, CancellationToken ct)
    {
        await using var writing = await db.BeginWrite(ct);
        (await db.Imports.SingleAsync(x => x.SiteId == site.Id && x.Number == Import.Whole, ct)).Arrive(all, clock.Now());
        await db.SaveChangesAsync(ct);
        await db.InsightDays.CountAnew(site.Id, ct);
        await db.Sites.Change(site.Id, ct);
        await writing.Commit(ct);
        db.ChangeTracker.Clear();
        site.Reload();
    }
}
