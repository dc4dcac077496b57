using System.Data;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;

namespace Parley.Reputation;

/// <summary>
/// Readers as others see them: with the rank and the badges they have earned here, or those that an import brought along
/// while these say more.
/// </summary>
public sealed class Standings(Database db, Reads reads, CurrentSite site, RulesInForce rules)
{
    private static readonly Statement Counted = new("""
        SELECT "Days", "Discussions", "Answers", "Recognised", "Thanks", "Decisions", "Removals" FROM standings
        WHERE "SiteId" = @site AND "ReaderId" = @reader
        """, ("site", DbType.Int32), ("reader", DbType.Guid));

    private static readonly Compiled<Func<Database, int, Guid[], IAsyncEnumerable<Known>>> Find = new(
        () => EF.CompileAsyncQuery((Database db, int siteId, Guid[] ids) =>
            from reader in db.Readers.AsNoTracking()
            join standing in db.Standings.AsNoTracking()
                on new { reader.SiteId, reader.Id } equals new { standing.SiteId, Id = standing.ReaderId } into found
            from standing in found.DefaultIfEmpty()
            where reader.SiteId == siteId && ids.Contains(reader.Id)
            select new Known(reader.Id, reader.Name, reader.Role, reader.Rank, reader.Kind, standing)));

    /// <summary>What the write road wants to know of whoever speaks, asked once.</summary>
    public async ValueTask<SpeakerStanding> Of(Reader reader)
    {
        var measures = await reads.Ask(Counted, row => new Measures(
            row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6)), site.Id,
            reader.Id) ?? Measures.None;
        // Only an import brings badges of another house along.
        IReadOnlyList<string> badges = reader.Kind == ReaderKind.Imported
            ? [.. db.Badges.Where(x => x.SiteId == site.Id && x.ReaderId == reader.Id).OrderBy(x => x.Position).Select(x => x.Name)] : [];
        return new(MayOf(reader, measures), Show(reader.Id, reader.Name, reader.Role, new(reader.Rank, badges), measures));
    }

    public async Task<Dictionary<Guid, AuthorView>> Authors(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var known = new List<Known>(ids.Count);
        await foreach (var one in Find.For(db)(db, site.Id, [.. ids]).WithCancellation(ct)) known.Add(one);
        // Only an import brings badges of another house along.
        var isBrought = known.Any(x => x.Kind == ReaderKind.Imported);
        var badges = (!isBrought ? [] : await db.Badges.Where(x => x.SiteId == site.Id && ids.Contains(x.ReaderId)).OrderBy(x => x.Position)
            .Select(x => new { x.ReaderId, x.Name }).ToListAsync(ct)).ToLookup(x => x.ReaderId, x => x.Name);
        return known.ToDictionary(x => x.Id,
            x => Show(x.Id, x.Name, x.Role, new(x.Rank, [.. badges[x.Id]]), x.Standing?.Measures ?? Measures.None));
    }

    public async Task<AuthorView> Author(Reader reader, CancellationToken ct) =>
        (await Authors([reader.Id], ct)).GetValueOrDefault(reader.Id) ?? new(reader.Id, reader.Name, null, []);

    /// <summary>What a reader may do; null is someone who isn't known yet.</summary>
    public async Task<Perks> MayOf(Reader? reader, CancellationToken ct)
    {
        if (reader is null) return Perks.Everyone;
        var standing = await db.Standings.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.ReaderId == reader.Id, ct);
        return MayOf(reader, standing?.Measures ?? Measures.None);
    }

    private Perks MayOf(Reader reader, Measures measures)
    {
        // Who works for the house or was asked to answer needs no standing to give sources.
        if (reader.IsStaff || reader.Kind == ReaderKind.Invited) return rules.Current.Ranks[^1].May;
        var place = rules.Current.RankOf(measures);
        if (reader.Rank is { } brought) place = Math.Max(place, rules.Current.PlaceOf(brought));
        return place < 0 ? Perks.Everyone : rules.Current.Ranks[place].May;
    }

    public AuthorView Show(Guid id, string name, Role role, BroughtAlong brought, Measures measures)
    {
        var current = rules.Current;
        var own = current.RankOf(measures);
        // A rank under a name that the rules don't know says as much as the first.
        var keeps = brought.Rank is not null && own <= Math.Max(0, current.PlaceOf(brought.Rank));
        return new(id, name, keeps ? brought.Rank : own < 0 ? null : current.Ranks[own].Name,
            measures == Measures.None ? brought.Badges : Badges(current, brought, measures))
        {
            Newsroom = AuthorView.NewsroomOf(role, site), IsOfLowestRank = (keeps ? current.PlaceOf(brought.Rank!) : own) == 0,
        };
    }

    private sealed record Known(Guid Id, string Name, Role Role, string? Rank, ReaderKind Kind, Standing? Standing);

    private static List<string> Badges(StandingRules rules, BroughtAlong brought, Measures measures)
    {
        var left = brought.Badges.ToList();
        var shown = new List<string>();
        foreach (var row in rules.Badges)
        {
            var reached = row.TakeWhile(step => step.IsMet(measures)).Count() - 1;
            foreach (var (place, step) in row.Index())
                if (left.RemoveAll(badge => string.Equals(badge, step.Name, StringComparison.OrdinalIgnoreCase)) > 0)
                    reached = Math.Max(reached, place);
            if (reached >= 0) shown.Add(row[reached].Name);
        }
        return [.. shown, .. left];
    }
}

/// <summary>The standing that a reader had where the discussion was before.</summary>
public sealed record BroughtAlong(string? Rank, IReadOnlyList<string> Badges)
{
    public bool IsSomething => Rank is not null || Badges.Count > 0;
}

/// <summary>The rules of standing that this site has put in force, read once per version of them.</summary>
public sealed class RulesInForce(CurrentSite site)
{
    private volatile ReadOnce? read;

    public StandingRules Current
    {
        get
        {
            var text = site.Text(SiteTextKind.Standing);
            if (read is { } known && ReferenceEquals(known.Text, text)) return known.Rules;
            var rules = Read(text);
            read = new(text, rules);
            return rules;
        }
    }

    // Checked when it was written; a newer program may read it more strictly.
    private static StandingRules Read(string text)
    {
        try
        {
            return StandingFile.Read(text);
        }
        catch (FormatException)
        {
            return StandingFile.Default;
        }
    }

    private sealed record ReadOnce(string Text, StandingRules Rules);
}

/// <param name="May">What they may do.</param>
/// <param name="Author">As others see them.</param>
public sealed record SpeakerStanding(Perks May, AuthorView Author);
