using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Comments;
using Parley.Conduct;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Writing;

/// <summary>Post later: what becomes of a comment between its writing and its saying.</summary>
public sealed class Resting(
    Database db, WriteQueue queue, Reads reads, CurrentSite site, Addresses addresses, Identity identity, Standings standings,
    Posting posting, Pace pace, SameRequests same, Forgetting forgetting, TimeProvider clock)
{
    public static readonly Refusal BadRest = new(422, "bad-rest", "rest is hour or morning: until then the comment rests.");
    private static readonly Refusal TooMany = new(409, "resting-too-many",
        "{0} comments of yours rest already. Post one of them or throw it away; your text is still here.") { Args = [RestingComment.Most] };

    /// <summary>Lets a comment rest, or one that rests already rest again as it is now.</summary>
    /// <param name="rest">See <see cref="RestTime"/>.</param>
    public async Task<Outcome<RestingComment>> Lay(Draft draft, string? rest, CancellationToken ct)
    {
        // Judge. What could not be said by its words shall not be found out tomorrow; all else is judged when it is said.
        var now = clock.Now();
        if (RestTime.Of(rest, now, site.Zone) is not { } until) return BadRest;
        if (WritingBan.Of(draft.Author, site, now) is { } ban) return ban;
        var may = await standings.MayOf(draft.Author, ct);
        if (HouseRules.Judge(new() { Text = draft.Text.Text, MostLinks = may.Links, Honeypot = draft.Honeypot, OpenFor = draft.OpenFor,
                ByProgram = draft.ByProgram, AtAnyPace = pace.IsOff }) is { } refusal)
            return refusal;
        if (draft.Quote?.Exact.Length > Passage.LongestExact) return PointedAt.TooLong;
        draft = draft with { Quote = Clipped(draft.Quote) };

        // Change, save, answer
        var outcome = await queue.Run(draft.Author.Id, turn => InTurn(turn, draft, until, now), ct);
        // The words before these are on the disk as those of one that is thrown away are.
        if (draft.Rested is not null) forgetting.Soon();
        return outcome;
    }

    private async Task<Outcome<RestingComment>> InTurn(WriteTurn turn, Draft draft, DateTimeOffset until, DateTimeOffset now)
    {
        // Load. One after another for one reader, also on two nodes, so that they are counted.
        await turn.Lend(db);
        var writer = identity.FirstOf(turn.Statements, draft.Author);
        var owner = draft.Formerly ?? draft.Rested?.ReaderId ?? writer.Id;
        await db.TakeTurn(owner, CancellationToken.None);
        var all = await db.RestingComments.Where(x => x.SiteId == site.Id && x.ReaderId == owner).ToListAsync();
        // Sent twice, the first has taken them along.
        if (owner != writer.Id)
            all.AddRange(await db.RestingComments.Where(x => x.SiteId == site.Id && x.ReaderId == writer.Id).ToListAsync());
        var resting = draft.Rested is { } known ? all.Find(x => x.Id == known.Id) : all.Find(x => x.Says(draft));

        // Judge
        if (draft.Rested is not null && resting is null) return Undo(turn, Rested.Gone);
        if (resting is null && all.Count >= RestingComment.Most) return Undo(turn, TooMany);
        if (identity.Admit(writer) is { } tooMany) return Undo(turn, tooMany);

        // Change, save
        if (resting is null) db.RestingComments.Add(resting = RestingComment.Of(draft, writer, until, now));
        else resting.Become(draft, writer, until);
        await db.SaveChangesAsync(CancellationToken.None);
        if (draft.Formerly is { } former) turn.Statements.CarryRested(site.Id, former, writer.Id);
        // As in Posting: nobody could reach what a guest says who has just become an account.
        if (writer.Kind == ReaderKind.Guest && turn.Statements.ReaderWith(site.Id, writer.TokenHash ?? []) is null)
            return Undo(turn, PublisherToken.Expired);
        return resting;
    }

    private static Refusal Undo(WriteTurn turn, Refusal instead)
    {
        turn.Undo();
        return instead;
    }

    // Nobody needs more of its neighbours to find a passage. Half a character would be found nowhere.
    private static TextQuote? Clipped(TextQuote? quote)
    {
        if (quote is null) return null;
        var prefix = quote.Prefix[^Math.Min(quote.Prefix.Length, Passage.LongestNeighbour)..];
        var suffix = quote.Suffix[..Math.Min(quote.Suffix.Length, Passage.LongestNeighbour)];
        if (prefix.Length > 0 && char.IsLowSurrogate(prefix[0])) prefix = prefix[1..];
        if (suffix.Length > 0 && char.IsHighSurrogate(suffix[^1])) suffix = suffix[..^1];
        return new(CleanText.Storable(quote.Exact), CleanText.Storable(prefix), CleanText.Storable(suffix));
    }

    /// <summary>All that rests of a reader, in the order in which its time comes; all of one morning as it was written.</summary>
    public Task<List<RestingComment>> Of(Reader reader, CancellationToken ct) =>
        db.RestingComments.AsNoTracking().Where(x => x.SiteId == site.Id && x.ReaderId == reader.Id)
            .OrderBy(x => x.RestsUntil).ThenBy(x => x.Id).ToListAsync(ct);

    /// <summary>Likewise of one discussion, with what its discussion has taken in.</summary>
    public async Task<List<RestingComment>> In(Guid discussion, Reader reader, CancellationToken ct)
    {
        var all = await Of(reader, ct);
        var elsewhere = all.Where(x => x.DiscussionId != discussion).Select(x => x.DiscussionId).Distinct().ToList();
        if (elsewhere.Count == 0) return all;
        // Those that stand where they stood are known at once; the way of the few others is gone for each.
        var still = await db.Discussions.Where(x => x.SiteId == site.Id && elsewhere.Contains(x.Id) && x.IntoId == null).Select(x => x.Id)
            .ToListAsync(ct);
        var here = new List<RestingComment>();
        foreach (var one in all)
            if (one.DiscussionId == discussion || (!still.Contains(one.DiscussionId) && await IsIn(one, discussion, ct))) here.Add(one);
        return here;
    }

    /// <summary>Whether that is where it will be said.</summary>
    public async Task<bool> IsIn(RestingComment resting, Guid discussion, CancellationToken ct) =>
        ((await HomeOf(resting, ct))?.Id ?? resting.DiscussionId) == discussion;

    public async Task<RestingComment?> Find(Reader? reader, Guid id, CancellationToken ct) => reader is null ? null
        : await db.RestingComments.AsNoTracking()
            .FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id && x.ReaderId == reader.Id, ct);

    /// <summary>The discussion in which it will be said: wherever its own has gone. Null where none has begun.</summary>
    public async Task<Discussion?> HomeOf(RestingComment resting, CancellationToken ct)
    {
        var home = await At(resting.DiscussionId)
            ?? (resting.Address is { } address ? await addresses.Find(db, address, ct) : null);
        while (home?.IntoId is { } into) home = await At(into);
        return home;

        Task<Discussion?> At(Guid id) => db.Discussions.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id, ct);
    }

    /// <summary>Its writer says it as it is, on the road of every comment. Refused it rests on.</summary>
    /// <returns><see cref="Problems.NotFound"/> where nothing of theirs rests there.</returns>
    public async Task<Outcome<Posted>> Post(Guid id, Reader writer, string network, CancellationToken ct)
    {
        using var place = await same.InLine($"rested {writer.Id} {id}", ct);
        if (await Find(writer, id, ct) is not { } resting) return await PostedBefore(id, writer) ?? (Outcome<Posted>)Problems.NotFound;
        var draft = new Draft
        {
            DiscussionId = (await HomeOf(resting, ct))?.Id ?? resting.DiscussionId, Address = resting.Address, ParentId = resting.ParentId,
            Author = writer, Text = WrittenText.Of(resting.Text), Quote = resting.Quote, ByProgram = true,
            Rested = new(id, writer.Id), IdempotencyKey = RestingComment.KeyOf(id), FromNetwork = network,
        };
        return await posting.Answered(draft, ct)
            ?? (pace.Check(Limits.NetworkPosts, network) is { } tooMany ? tooMany : await posting.Post(draft, ct));
    }

    private async Task<Outcome<Posted>?> PostedBefore(Guid id, Reader writer) =>
        await reads.FirstAnswer(writer, RestingComment.KeyOf(id)) is { } first
            ? new Posted(JsonSerializer.Deserialize<JsonElement>(first.Answer).GetProperty("id").GetGuid(),
                Encoding.UTF8.GetBytes(first.Answer))
            : (Outcome<Posted>?)null;

    /// <summary>Throws it away. False where nothing of theirs rests there.</summary>
    public async Task<bool> End(Guid id, Reader writer, CancellationToken ct)
    {
        var gone = await queue.Run(writer.Id, turn => Task.FromResult(turn.Statements.TakeRested(site.Id, new(id, writer.Id))), ct);
        forgetting.Soon();
        return gone;
    }

    /// <summary>A guest leaves their name: nobody could say it any more, unless somebody goes on in their place.</summary>
    public async Task Left(Reader guest, Reader? into)
    {
        // Whatever is laid to rest meanwhile is here by now, or finds that its writer is nobody any more.
        await db.TakeTurn(guest.Id, CancellationToken.None);
        var all = db.RestingComments.Where(x => x.SiteId == site.Id && x.ReaderId == guest.Id);
        if (into is null) await all.ExecuteDeleteAsync(CancellationToken.None);
        else await all.ExecuteUpdateAsync(set => set.SetProperty(x => x.ReaderId, into.Id), CancellationToken.None);
        forgetting.Soon();
    }
}
