using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;

namespace Parley.Embedding;

/// <summary>
/// Who proves a mail address gets back what came with an import under it: the comments, the names where they spoke, what others have given
/// them for it, and what was decided about it. The people of the import stay as rows, so that a longer export finds them again.
/// </summary>
public sealed class Homecoming(Database db, CurrentSite site, Addresses addresses)
{
    /// <summary>Of what waits under the address of a token, what is the reader's by the names in it.</summary>
    /// <param name="isStaff">Of the house, or about to be.</param>
    /// <param name="voters">The account and the guest whom it takes over, as far as they are here.</param>
    public async Task<Found> Find(Vouched vouched, bool isStaff, IReadOnlyList<Guid> voters)
    {
        if (vouched.Mail is not { } mail) return new(null, false);
        var people = await Under(ImportedKeys.OfMail(site.Site, mail)).ToListAsync();
        // Guests typed any address: nobody's joke of then gets the mark of the newsroom.
        if (isStaff) people.RemoveAll(x => !ImportedKeys.IsSigned(site.Site, x, mail));
        // Whoever spoke under another name may have meant not to be known by this one.
        var names = vouched.FormerNames.Prepend(vouched.Name).Select(Skeleton.OfName).ToHashSet(StringComparer.Ordinal);
        var others = people.RemoveAll(x => !ImportedKeys.NamesOf(x).Any(name => names.Contains(Skeleton.OfName(name))));
        return new(await Of(people, vouched.Issuer, voters), others > 0 && !isStaff);
    }

    /// <summary>Of several who come with one address at once one gets it all.</summary>
    public static Guid TurnOf(string mailKey) => new(Convert.FromHexString(mailKey));

    /// <summary>People of imports whose address has this key and who have said something that is still theirs.</summary>
    public IQueryable<Reader> Under(string mailKey) =>
        db.Readers.AsNoTracking().Where(x => x.SiteId == site.Id && x.MailKey == mailKey && x.Kind == ReaderKind.Imported
            && db.Comments.Any(comment => comment.SiteId == x.SiteId && comment.AuthorId == x.Id));

    /// <param name="issuer">The site by whose word it is given back.</param>
    /// <returns>Null: nothing of theirs stands on a page for which that site speaks.</returns>
    public async Task<Former?> Of(IReadOnlyList<Reader> people, string issuer, IReadOnlyList<Guid> voters)
    {
        if (people.Count == 0) return null;
        // An import may be being taken back: what is read from here on is as it was before, or as it is when it is gone.
        await db.ShareTurn(ImportedKeys.Turn, CancellationToken.None);
        var ids = people.Select(x => x.Id).ToList();
        var said = new List<(Guid Discussion, DateTimeOffset At)>();
        foreach (var id in ids)
            said.AddRange((await db.Comments.Where(x => x.SiteId == site.Id && x.AuthorId == id)
                .Select(x => new { x.DiscussionId, x.CreatedAt }).ToListAsync()).Select(x => (x.DiscussionId, x.CreatedAt)));
        var places = said.OrderByDescending(x => x.At).Select(x => x.Discussion).Distinct().ToList();
        var theirs = await PagesOf(issuer, places);
        places.RemoveAll(x => !theirs.Contains(x));
        if (places.Count == 0) return null;
        var voted = new List<Guid>();
        foreach (var voter in voters) voted.AddRange((await VotesOf(voter, ids).ToListAsync()).Select(x => x.Discussion));
        return new(people, places, voted);
    }

    /// <summary>
    /// Those of some discussions for which a site speaks: its own pages, and no other's; one that is alone speaks also for those of this
    /// server.
    /// </summary>
    public async Task<HashSet<Guid>> PagesOf(string issuer, IReadOnlyCollection<Guid> discussions)
    {
        List<string?> home = [HomeOf(issuer + "/"), site.Origins.Count == 1 ? "/" : null];
        return [.. (await db.Discussions.Where(x => x.SiteId == site.Id && discussions.Contains(x.Id)).Select(x => new { x.Id, x.Url })
            .ToListAsync()).Where(x => HomeOf(x.Url) is { } there && home.Contains(there)).Select(x => x.Id)];
    }

    private IQueryable<GivenVote> VotesOf(Guid voter, List<Guid> authors) =>
        from vote in db.Votes
        join comment in db.Comments on new { vote.SiteId, Id = vote.CommentId } equals new { comment.SiteId, comment.Id }
        where vote.SiteId == site.Id && vote.ReaderId == voter && authors.Contains(comment.AuthorId)
        select new GivenVote(vote.CommentId, vote.ReaderId, vote.Value, comment.DiscussionId);

    // The site as it was registered, whichever spelling of it an address has; this server's own pages have theirs.
    private string? HomeOf(string url) => addresses.Normalise(url, null) is not { } address ? null
        : address.StartsWith('/') ? "/" : SiteOrigin.Of(new Uri(address));

    /// <param name="account">Stored by now.</param>
    /// <param name="versions">Of the discussions that are locked, those of <see cref="Former.Voted"/> among them.</param>
    /// <returns>How many comments are theirs from now on.</returns>
    public async Task<int> Bring(Former former, Reader account, IReadOnlyDictionary<Guid, long> versions, DateTimeOffset now)
    {
        var (ids, places, count) = (former.People.Select(x => x.Id).ToList(), former.Places, 0);
        foreach (var own in await VotesOf(account.Id, ids).ToListAsync())
            if (places.Contains(own.Discussion) && versions.TryGetValue(own.Discussion, out var version))
                await own.TakeBack(db, site.Id, version);
        foreach (var person in former.People)
        {
            var theirs = db.Comments.Where(x => x.SiteId == site.Id && x.AuthorId == person.Id && places.Contains(x.DiscussionId));
            await db.Ledger.Where(x => x.SiteId == site.Id && x.ReaderId == person.Id && theirs.Any(said => said.Id == x.SubjectId))
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.ReaderId, account.Id));
            await db.Decisions.Where(x => x.SiteId == site.Id && x.ReaderId == person.Id && theirs.Any(said => said.Id == x.CommentId))
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.ReaderId, account.Id));
            await db.Speakers.Where(x => x.SiteId == site.Id && x.ReaderId == person.Id && places.Contains(x.DiscussionId))
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.ReaderId, account.Id));
            count += await theirs.ExecuteUpdateAsync(set => set.SetProperty(x => x.AuthorId, account.Id));
            // A suspension goes with the comment that it was about.
            if (person.SuspensionId is { } suspension && await db.Decisions.AnyAsync(
                x => x.SiteId == site.Id && x.Id == suspension && x.ReaderId == account.Id))
            {
                account.TakeOver(person);
                await db.Readers.Where(x => x.SiteId == site.Id && x.Id == person.Id).ExecuteUpdateAsync(set => set
                    .SetProperty(x => x.SuspensionId, (Guid?)null).SetProperty(x => x.SuspendedUntil, (DateTimeOffset?)null));
            }
            // What is nobody's any more keeps its name from nobody.
            await db.Readers.Where(x => x.SiteId == site.Id && x.Id == person.Id && x.NameKeptAt != null
                    && !db.Comments.Any(said => said.SiteId == x.SiteId && said.AuthorId == x.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.NameKeptAt, (DateTimeOffset?)null));
        }
        // Nobody recognises or answers themselves.
        await db.Ledger.Where(x =>
                x.SiteId == site.Id && x.ById == account.Id && x.ReaderId == account.Id && x.Deed != Deed.Comment && x.UndoneAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.UndoneAt, now));
        if (count > 0) account.GetBack(now);
        return count;
    }
}

/// <param name="Former">What is theirs by the names that they have given; null for nothing.</param>
/// <param name="HasOthers">Under the same address somebody has spoken under other names.</param>
public sealed record Found(Former? Former, bool HasOthers);

/// <summary>What waits for somebody who has proved their address.</summary>
/// <param name="People">Of imports; one who wrote under several names is several.</param>
/// <param name="Places">The discussions in which it stands, the latest first.</param>
/// <param name="Voted">Those in which they have voted for it, as somebody else.</param>
public sealed record Former(IReadOnlyList<Reader> People, List<Guid> Places, IReadOnlyList<Guid> Voted)
{
    /// <summary>Pages that show whose it is are made anew, the latest first; older ones follow within hours by themselves.</summary>
    public const int MostRenewed = 200;

    /// <summary>What is to be locked before it changes hands.</summary>
    public IEnumerable<Guid> Renewed => Voted.Concat(Places.Take(MostRenewed));
}
