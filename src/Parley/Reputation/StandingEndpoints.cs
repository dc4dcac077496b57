using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Reputation;

/// <summary>Why a reader has this: for every reader, readable by everyone.</summary>
public static class StandingEndpoints
{
    public static void MapStanding(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/readers/{id}/standing", Page).ExcludeFromDescription();
        routes.MapGroup("/api/v1").WithTags("Readers").MapGet("/readers/{id}/standing", Get)
            .WithSummary("A reader's rank and badges, what they were counted from, and what the next ones need");
    }

    private static async Task<IResult> Page(Guid id, Database db, CurrentSite site, RulesInForce rules, Standings standings,
        PageRenderer pages, TimeProvider clock, CancellationToken ct)
    {
        if (await Find(id, db, site, rules, standings, ct) is not { } found) return Problems.NotFound.AsProblem();
        return await pages.Personal<StandingPage>(
            new StandingPage.StandingView(site.Words, site.Site.Name, found, new Times(clock.Now(), site.Zone, site.Words), site.Zone));
    }

    private static async Task<Results<Ok<StandingAnswer>, Refused>> Get(
        Guid id, Database db, CurrentSite site, RulesInForce rules, Standings standings, CancellationToken ct)
    {
        return await Find(id, db, site, rules, standings, ct) is { } found
            ? TypedResults.Ok(StandingAnswer.Of(found)) : Problems.NotFound.Refuse();
    }

    private static async Task<Explained?> Find(
        Guid id, Database db, CurrentSite site, RulesInForce rules, Standings standings, CancellationToken ct)
    {
        var reader = await db.Readers.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id && x.Name != "", ct);
        if (reader is null) return null;
        var badges = await db.Badges.Where(x => x.SiteId == site.Id && x.ReaderId == id).OrderBy(x => x.Position).Select(x => x.Name)
            .ToListAsync(ct);
        var standing = await db.Standings.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.ReaderId == id, ct);
        var counted = await db.StandingCounts.Where(x => x.SiteId == site.Id).Select(x => (DateTimeOffset?)x.CountedAt)
            .FirstOrDefaultAsync(ct);
        var firsts = await db.Ledger.InForce(site.Id).Where(x => x.ReaderId == id).GroupBy(x => x.Deed)
            .Select(x => new { Deed = x.Key, At = x.Min(y => y.At) }).ToDictionaryAsync(x => x.Deed, x => x.At, ct);
        var (brought, measures) = (new BroughtAlong(reader.Rank, badges), standing?.Measures ?? Measures.None);
        return new(standings.Show(id, reader.Name, reader.Role, brought, measures), brought, measures, firsts, counted, rules.Current);
    }
}

/// <param name="Reader">As shown beside the name.</param>
/// <param name="Firsts">When each kind of deed happened first, of those that are in force.</param>
/// <param name="CountedAt">Null while nothing has been counted.</param>
public sealed record Explained(
    AuthorView Reader, BroughtAlong Brought, Measures Measures, IReadOnlyDictionary<Deed, DateTimeOffset> Firsts, DateTimeOffset? CountedAt,
    StandingRules Rules)
{
    /// <summary>Since when there is something to count; null for nothing yet.</summary>
    public DateTimeOffset? Since(Measure measure)
    {
        Deed[] deeds = measure switch
        {
            Measure.Days or Measure.Discussions => [Deed.Comment],
            Measure.Answers => [Deed.Answer],
            Measure.Recognised => [Deed.Recognition, Deed.Thanks, Deed.Featured],
            Measure.Thanks => [Deed.Thanks],
            Measure.Decisions => [Deed.Featured, Deed.ReportUpheld],
            _ => [Deed.Removal],
        };
        var known = deeds.Where(Firsts.ContainsKey).Select(deed => Firsts[deed]).ToList();
        return Measures[measure] == 0 || known.Count == 0 ? null : known.Min();
    }
}

/// <param name="BroughtAlong">What the reader had where the discussion was before; null for nothing.</param>
/// <param name="Ranks">The lowest first; each includes those before it.</param>
/// <param name="Badges">Rows, each with its lowest first; the highest reached of each row is worn.</param>
public sealed record StandingAnswer(
    AuthorView Reader, BroughtAlong? BroughtAlong, DateTimeOffset? CountedAt, IReadOnlyList<RankAnswer> Ranks,
    IReadOnlyList<IReadOnlyList<StepAnswer>> Badges)
{
    public static StandingAnswer Of(Explained found) => new(
        found.Reader, found.Brought.IsSomething ? found.Brought : null, found.CountedAt,
        [.. found.Rules.Ranks.Index().Select(
            x => new RankAnswer(x.Item.Name, x.Index <= found.Rules.RankOf(found.Measures), Needs(found, x.Item.Needs), x.Item.May))],
        [.. found.Rules.Badges.Select(row => (IReadOnlyList<StepAnswer>)[.. row.Select(
            step => new StepAnswer(step.Name, step.IsMet(found.Measures), Needs(found, step.Needs)))])]);

    private static IReadOnlyList<NeedAnswer> Needs(Explained found, IReadOnlyList<Need> needs) => [.. needs.Select(need => new NeedAnswer(
        StandingFile.Vocabulary.First(x => x.Value == need.Measure).Key, Number(need.Amount), Number(found.Measures[need.Measure]),
        need.IsMet(found.Measures), found.Since(need.Measure)))];

    /// <summary>Cut, not rounded, to hundredths: 4.999 of 5 is not yet 5.</summary>
    public static decimal Number(long millionths) => decimal.Truncate(millionths / (decimal)Measures.One * 100) / 100;
}

public sealed record RankAnswer(string Name, bool Reached, IReadOnlyList<NeedAnswer> Needs, Perks May);

public sealed record StepAnswer(string Name, bool Reached, IReadOnlyList<NeedAnswer> Needs);

/// <param name="Measure">As in the rules: days, discussions, answers, recognised, thanks, decisions, or removals_below.</param>
/// <param name="Since">When there was something to count first.</param>
public sealed record NeedAnswer(string Measure, decimal Needed, decimal Has, bool Met, DateTimeOffset? Since);
