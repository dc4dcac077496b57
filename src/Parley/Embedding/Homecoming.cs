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
    /// <param name="voters">The account and the guest whom it takes over, as far as they are here.</param>
    /// <returns>Null: nothing waits for whoever has this address.</returns>
    public async Task<Former?> Find(Vouched vouched, bool isStaff, IReadOnlyList<Guid> voters)
    {
        if (vouched.Mail is not { } mail) return null;
        var key = ImportedKeys.OfMail(site.Site, mail);
        var people = await db.Readers.AsNoTracking().Where(x => x.SiteId == site.Id && x.MailKey == key && x.Kind == ReaderKind.Imported
            && db.Comments.Any(comment => comment.SiteId == x.SiteId && comment.AuthorId == x.Id)).ToListAsync();
        // Guests typed any address: nobody's joke of then gets the mark of the newsroom.
        if (isStaff) people.RemoveAll(x => !ImportedKeys.IsSigned(site.Site, x, mail));
        // Whoever spoke under another name may have meant not to be known by this one.
        var names = vouched.FormerNames.Prepend(vouched.Name).Select(Skeleton.OfName).ToHashSet(StringComparer.Ordinal);
        people.RemoveAll(x => !ImportedKeys.NamesOf(x).Any(name => names.Contains(Skeleton.OfName(name))));
        if (people.Count == 0) return null;
        var ids = people.ConvertAll(x => x.Id);
        var said = new List<(Guid Discussion, DateTimeOffset At)>();
        foreach (var id in ids)
            said.AddRange((await db.Comments.Where(x => x.SiteId == site.Id && x.AuthorId == id)
                .Select(x => new { x.DiscussionId, x.CreatedAt }).ToListAsync()).Select(x => (x.DiscussionId, x.CreatedAt)));
        var places = said.OrderByDescending(x => x.At).Select(x => x.Discussion).Distinct().ToList();
        // Each site speaks for its own pages, and for the readers of no other; one that is alone also for those of this server.
        List<string?> home = [HomeOf(vouched.Issuer + "/"), site.Origins.Count == 1 ? "/" : null];
        var theirs = (await db.Discussions.Where(x => x.SiteId == site.Id && places.Contains(x.Id)).Select(x => new { x.Id, x.Url })
            .ToListAsync()).Where(x => HomeOf(x.Url) is { } there && home.Contains(there)).Select(x => x.Id).ToHashSet();
        places.RemoveAll(x => !theirs.Contains(x));
        if (places.Count == 0) return null;
        var voted = new List<Guid>();
        foreach (var voter in voters) voted.AddRange((await VotesOf(voter, ids).ToListAsync()).Select(x => x.Discussion));
        return new(people, places, voted);
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
        return count;
    }
}

/// <summary>What waits for somebody who has proved their address.</summary>
/// <param name="People">Of imports; one who wrote under several names is several.</param>
/// <param name="Places">The discussions in which it stands, the latest first.</param>
/// <param name="Voted">Those in which they have voted for it, as somebody else.</param>
public sealed record Former(IReadOnlyList<Reader> People, List<Guid> Places, IReadOnlyList<Guid> Voted);
