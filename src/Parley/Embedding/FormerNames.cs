using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Pages;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Embedding;

/// <summary>
/// Other names under which somebody has spoken whose address a reader has proved. They may have been for not being known, so only what the
/// reader says themselves makes them theirs; what they leave stays as it is, and is kept from everybody else.
/// </summary>
public sealed class FormerNames(
    Database db, CurrentSite site, Homecoming homecoming, Change change, Changes changes, ILogger<FormerNames> log)
{
    public static readonly Refusal Unproved = new(403, "address-not-proved",
        "Only who has proved the address can say whose these names are. Open the page where you are signed in once more.");
    private static readonly Refusal Gone = new(409, "former-name-gone",
        "Under one of these names nothing waits for you any more. Nothing was changed; what is there now stands below.");

    /// <param name="mailKey">Of the address that the reader has proved; null for none.</param>
    public async Task<IReadOnlyList<FormerName>> Waiting(Reader? who, string? mailKey, CancellationToken ct) =>
        who is null || mailKey is null ? [] : (await Find(who, mailKey, ct)).ConvertAll(x => x.Name);

    /// <summary>Whether a reader has been told of what has come back, and has answered for the names that are here.</summary>
    public async Task<bool> HasNews(Reader who, string? mailKey, CancellationToken ct)
    {
        var read = who.ReturnReadAt ?? DateTimeOffset.MinValue;
        if (who.ReturnedAt > read) return true;
        if (mailKey is null || await Find(who, mailKey, ct) is not { Count: > 0 } found) return false;
        if (who.ReturnReadAt is null) return true;
        var imports = found.SelectMany(x => x.Imports).Distinct().ToList();
        return await db.Imports.AnyAsync(
            x => x.SiteId == site.Id && imports.Contains(x.Number) && (x.BegunAt > read || x.EndedAt > read), ct);
    }

    // The name by which they are told apart here is that which readers see.
    private async Task<List<(FormerName Name, IEnumerable<int> Imports)>> Find(Reader who, string mailKey, CancellationToken ct)
    {
        // Guests typed any address: nobody's joke of then gets the mark of the newsroom.
        if (who is not { IsVouched: true, IsStaff: false }) return [];
        var found = new List<(Reader Person, int Count, IEnumerable<int> Imports)>();
        foreach (var person in await homecoming.Under(mailKey).ToListAsync(ct))
        {
            var said = await db.Comments.Where(x => x.SiteId == site.Id && x.AuthorId == person.Id && x.WithdrawnAt == null)
                .Select(x => new { x.DiscussionId, Import = x.ImportNumber ?? 0 }).ToListAsync(ct);
            var theirs = await homecoming.PagesOf(who.Source!, [.. said.Select(x => x.DiscussionId).Distinct()]);
            said.RemoveAll(x => !theirs.Contains(x.DiscussionId));
            if (said.Count > 0) found.Add((person, said.Count, said.Select(x => x.Import).Distinct()));
        }
        return [.. found.GroupBy(x => x.Person.Name, StringComparer.Ordinal)
            .Select(x => (new FormerName(x.Min(y => y.Person.Id), x.Key, x.Sum(y => y.Count)), x.SelectMany(y => y.Imports)))
            .OrderByDescending(x => x.Item1.Count).ThenBy(x => x.Item1.Id)];
    }

    /// <summary>The reader says that they were it. All of it, or nothing.</summary>
    /// <param name="chosen">As <see cref="FormerName.Id"/> has them.</param>
    public async Task<Outcome<Claimed>> Claim(Reader who, string? mailKey, IReadOnlyCollection<Guid> chosen, CancellationToken ct)
    {
        if (mailKey is null || !who.IsVouched) return Unproved;
        var about = Accounts.TurnOf(who.Source!, who.SourceId!);
        var versions = new Dictionary<Guid, long>();
        var outcome = await change.Of<Claimed>(about, async now =>
        {
            // Load
            foreach (var turn in new[] { about, Homecoming.TurnOf(mailKey) }.Distinct().Order())
                await db.TakeTurn(turn, CancellationToken.None);
            var account = await db.Readers.SingleAsync(x => x.SiteId == site.Id && x.Id == who.Id);
            await db.Entry(account).ReloadAsync();
            var people = await db.Readers.AsNoTracking()
                .Where(x => x.SiteId == site.Id && x.MailKey == mailKey && x.Kind == ReaderKind.Imported).ToListAsync();

            // Judge: whoever was given a role since gets nothing that anybody may have typed
            if (account is not { IsVouched: true, IsStaff: false }) return Unproved;
            if (chosen.Count == 0 || chosen.Any(id => !people.Any(person => person.Id == id))) return Gone;

            // Change. What is theirs already, by a form that was sent twice, is no more than that.
            var names = people.Where(x => chosen.Contains(x.Id)).Select(x => x.Name).ToHashSet(StringComparer.Ordinal);
            people.RemoveAll(x => !names.Contains(x.Name));
            account.ReadReturn(now);
            if (await homecoming.Of(people, account.Source!, [account.Id]) is not { } former) return new Claimed(0);
            foreach (var discussion in former.Renewed.Distinct().Order())
                versions[discussion] = await db.Discussions.Lock(site.Id, discussion, now, CancellationToken.None);
            return new Claimed(await homecoming.Bring(former, account, versions, now));
        }, _ => null, ct);
        if (outcome.Refused(out _, out var claimed)) return outcome;
        foreach (var (discussion, version) in versions) changes.Announce(discussion, version, Affects.Counts);
        log.LogInformation("Reader {Reader} has said which names were theirs: {Count} imported comments are theirs", who.Id, claimed.Count);
        return outcome;
    }

    /// <summary>The reader knows what has come back, and leaves the names that wait as they are.</summary>
    public Task Read(Reader who, CancellationToken ct) => change.Of<Claimed>(who.Id, async now =>
    {
        await db.Readers.Where(x => x.SiteId == site.Id && x.Id == who.Id && x.Kind == ReaderKind.Account)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.ReturnReadAt, now));
        return new Claimed(0);
    }, _ => null, ct);
}

/// <param name="Count">Comments that have become the reader's.</param>
public sealed record Claimed(int Count);
