using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>Closes, slows and announces, with a reason that every reader sees, and takes it back.</summary>
public sealed class Interventions(Database db, CurrentSite site, Change change, TimeProvider clock)
{
    public const int LongestReason = 500, LongestAnnouncement = 2000;

    /// <summary>Slower than once a day is closed.</summary>
    public const int MostMinutes = 24 * 60;

    private static readonly Refusal NoReason = new(422, "reason-missing", "Say why: every reader of the discussion sees the reason.");
    private static readonly Refusal NoText = new(422, "announcement-missing", "An announcement needs a text.");
    private static readonly Refusal TooLong = new(422, "text-too-long", "This text has at most {0} characters.");
    private static readonly Refusal BadMinutes = new(422, "bad-minutes", "Between two comments of a reader lie from 1 to {0} minutes.")
        { Args = [MostMinutes] };
    private static readonly Refusal Over = new(422, "until-over", "The end lies in the past.");

    public async Task<Outcome<Intervention>> Take(
        Guid id, InterventionKind kind, string? raw, int? minutes, DateTimeOffset? until, Acting acting, CancellationToken ct)
    {
        // Judge
        var now = clock.Now();
        var text = CleanText.Storable((raw ?? "").ReplaceLineEndings("\n")).Trim();
        var longest = kind == InterventionKind.Announcement ? LongestAnnouncement : LongestReason;
        if (Markup.VisibleLength(text) == 0) return kind == InterventionKind.Announcement ? NoText : NoReason;
        if (text.Length > longest) return TooLong with { Args = [longest] };
        if (kind == InterventionKind.Slowdown && minutes is not (>= 1 and <= MostMinutes)) return BadMinutes;
        if (until <= now) return Over;

        // Change
        return await change.In<Intervention>(id, async (discussion, at) =>
        {
            await LiftBefore(id, kind, acting, at);
            var intervention = Intervention.Take(discussion, kind, text, kind == InterventionKind.Slowdown ? minutes : null, until,
                acting.Reader, at);
            db.Interventions.Add(intervention);
            if (kind == InterventionKind.Closure) discussion.Shut(at, until);
            if (kind == InterventionKind.Slowdown) discussion.Slow(minutes, until);
            return intervention;
        }, ct);
    }

    /// <summary>Ends it before its time; where there is none, nothing changes.</summary>
    public Task<Outcome<Discussion>> Lift(Guid id, InterventionKind kind, Acting acting, CancellationToken ct) =>
        change.In<Discussion>(id, async (discussion, at) =>
        {
            await LiftBefore(id, kind, acting, at);
            if (kind == InterventionKind.Closure) discussion.Shut(null, null);
            if (kind == InterventionKind.Slowdown) discussion.Slow(null, null);
            return discussion;
        }, ct);

    private async Task LiftBefore(Guid id, InterventionKind kind, Acting acting, DateTimeOffset at)
    {
        foreach (var before in await db.Interventions.InForce(site.Id, id, at).Where(x => x.Kind == kind).ToListAsync())
            before.Lift(acting.Reader, at);
    }
}
