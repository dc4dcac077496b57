using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Moderation;
using Parley.Sites;
using Parley.Web;
using Parley.Writing;
using Database = Parley.Data.Database;

namespace Parley.Exchange;

/// <summary>Some hundreds of comments of an export, stored together.</summary>
public sealed class ForeignBatch(
    Database db, CurrentSite site, Addresses addresses, Imports imports, ForeignPeople people, Holds holds, TimeProvider clock)
{
    /// <summary>As many as editors may put above all orders.</summary>
    private const int MostPinned = 3;

    private WriteTransaction? writing;

    /// <summary>When the last transaction had its turn.</summary>
    public long Begun { get; private set; }

    /// <summary>Comments that are written and not committed.</summary>
    public int Open { get; private set; }
    public int Done { get; private set; }
    public int Discussions { get; private set; }
    public int Comments { get; private set; }
    public int Held { get; private set; }
    public int PlaceHolders { get; private set; }
    public int Already { get; private set; }

    internal async Task Write(List<ForeignItem> batch, string format, bool rehearse, CancellationToken ct)
    {
        if (rehearse) await Rehearse(batch, format, ct);
        else
        {
            if (Done == 0 && db.IsServed) await AskOnce(batch, ct);
            if (writing is null) Begun = (writing = await db.BeginWrite(ct)).Begun;
            await Inside(batch, format, ct);
            db.ChangeTracker.Clear();
            Open += batch.Count;
        }
        Done += batch.Count;
    }

    /// <summary>What was written since the last time is on disk when it returns.</summary>
    public async Task Commit(CancellationToken ct)
    {
        if (writing is null) return;
        await writing.Commit(ct);
        await writing.DisposeAsync();
        (writing, Open) = (null, 0);
    }

    /// <summary>Undoes what is not committed.</summary>
    public async Task Abandon()
    {
        if (writing is null) return;
        people.Forget();
        await writing.DisposeAsync();
        (writing, Open) = (null, 0);
    }

    private async Task Rehearse(List<ForeignItem> batch, string format, CancellationToken ct)
    {
        using var statements = new Statements(await Connection(ct));
        foreach (var item in await Strange(batch, format, ct))
        {
            if (!item.Page.IsChanged && statements.DiscussionAt(site.Id, item.Page.Address) is null) Discussions++;
            item.Page.IsChanged = true;
            Count(item);
        }
    }

    private async Task<System.Data.Common.DbConnection> Connection(CancellationToken ct)
    {
        var connection = db.Database.GetDbConnection();
        if (connection.State != System.Data.ConnectionState.Open) await connection.OpenAsync(ct);
        return connection;
    }

    // Whatever is asked for the first time is compiled then: not while others wait for the turn that this has.
    private async Task AskOnce(List<ForeignItem> batch, CancellationToken ct)
    {
        await Find(batch.Select(x => x.Page).Distinct().ToDictionary(x => x.Address), ct);
        await people.AskOnce(ct);
        await imports.AskOnce(ct);
    }

    private async Task Inside(List<ForeignItem> batch, string format, CancellationToken ct)
    {
        // Load
        var items = await Strange(batch, format, ct);
        var now = clock.Now();
        using var statements = new Statements(db.Database.GetDbConnection())
            { Transaction = db.Database.CurrentTransaction!.GetDbTransaction() };
        if (items.Count > 0)
        {
            var import = await imports.Number(ct);
            var (discussions, shown, held) = (Discussions, Comments, Held);
            var begun = await Begin(items, import, statements, now, ct);
            var locked = Lock(items, statements, now);
            await people.Meet(items.Where(x => !x.IsPlaceHolder), import, imports.MayBeHere, statements, ct);
            var nobody = items.Exists(x => x.IsPlaceHolder) ? await people.Nobody(ct) : Guid.Empty;

            // Change
            var pins = await Pins(items, locked, import, ct);
            var comments = Make(items, locked, pins, import, format, nobody, statements, now);
            var waiting = await holds.Bring(
                [.. items.Zip(comments).Where(x => x.First.Entry.State == ForeignState.Pending).Select(x => x.Second)], statements, now);
            // The log is locked from the first of them on.
            statements.BringAlong(comments);
            statements.BringAlong(waiting, now);
            statements.NameSpeakers(site.Id, await Free(Named(items), begun, ct));
            items.ForEach(Count);
            items.ForEach(item => item.Page.IsChanged = true);
            await imports.Brought(0, Discussions - discussions, Comments - shown, Held - held, ct);
        }
        foreach (var page in batch.Where(x => x is { IsLast: true, Page.Parts: > 1 }).Select(x => x.Page)) Settle(page, statements);

        // Save
        await db.SaveChangesAsync(ct);
    }

    // Those that are not here yet, under their own number or as one of their copies.
    private async Task<List<ForeignItem>> Strange(List<ForeignItem> batch, string format, CancellationToken ct)
    {
        if (!imports.MayBeHere) return batch;
        var ids = batch.SelectMany(x => x.Copies.Prepend(x.SourceId)).ToList();
        var present = await db.Comments.AsNoTracking().Where(x => x.SiteId == site.Id && x.Source == format && ids.Contains(x.SourceId!))
            .Select(x => new { x.SourceId, x.Id }).ToDictionaryAsync(x => x.SourceId!, x => x.Id, ct);
        var strange = new List<ForeignItem>(batch.Count);
        foreach (var item in batch)
        {
            if (item.Copies.Prepend(item.SourceId).FirstOrDefault(present.ContainsKey) is not { } known)
            {
                strange.Add(item);
                continue;
            }
            item.Tree.Ids[item.Node] = present[known];
            if (!item.IsPlaceHolder) Already++;
        }
        return strange;
    }

    // Finds the discussion of each page, and begins those that are missing.
    private async Task<HashSet<Guid>> Begin(
        List<ForeignItem> items, int import, Statements statements, DateTimeOffset now, CancellationToken ct)
    {
        var pages = items.Select(x => x.Page).Distinct().ToDictionary(x => x.Address);
        await Find(pages, ct);
        var missing = pages.Values.Where(x => x.Discussion is null).ToDictionary(x => x.Address);
        if (missing.Count > 0)
        {
            await db.TakeTurns(missing.Keys.Select(addresses.IdAt), ct);
            await Find(missing, ct);
        }
        var begun = missing.Values.Where(x => x.Discussion is null).Select(page =>
            Discussion.FromImport(site.Id, addresses.IdAt(page.Address), page.Address, page.Title, page.IsClosed, import, now)).ToList();
        statements.BringAlong(begun);
        foreach (var one in begun) pages[one.Url].Discussion = one.Id;
        Discussions += begun.Count;
        return [.. begun.Select(x => x.Id)];
    }

    // Anew in each transaction: an editor may have moved it meanwhile.
    private async Task Find(Dictionary<string, ForeignPage> pages, CancellationToken ct)
    {
        var known = pages.Keys.ToList();
        var found = await db.DiscussionAddresses.AsNoTracking().Where(x => x.SiteId == site.Id && known.Contains(x.Address))
            .Select(x => new { x.Address, x.DiscussionId }).ToDictionaryAsync(x => x.Address, x => x.DiscussionId, ct);
        foreach (var (address, page) in pages) page.Discussion = found.TryGetValue(address, out var id) ? id : null;
    }

    // In the order of their ids, as every import locks them; whoever writes in one of them holds no other.
    private Dictionary<ForeignPage, Discussion> Lock(List<ForeignItem> items, Statements statements, DateTimeOffset now)
    {
        var pages = items.GroupBy(x => x.Page).OrderBy(x => x.Key.Discussion).ToList();
        foreach (var some in pages) some.Key.Parts++;
        return Discussion.LockAll(statements, site.Id,
            pages.ConvertAll(x => (x.Key.Discussion!.Value, x.Count(item => item.Entry.State == ForeignState.Shown))), now)
            .Zip(pages).ToDictionary(x => x.Second.Key, x => x.First);
    }

    // How many more may be put above all orders: on pages that this import has begun, in this run or in one that was broken off.
    private async Task<Dictionary<Guid, int>> Pins(
        List<ForeignItem> items, Dictionary<ForeignPage, Discussion> locked, int import, CancellationToken ct)
    {
        var pages = items.Where(x => x is { Said.IsPinned: true, Entry.State: ForeignState.Shown }).Select(x => locked[x.Page].Id)
            .Distinct().ToList();
        if (pages.Count == 0) return [];
        return await db.Discussions.Where(x => x.SiteId == site.Id && pages.Contains(x.Id) && x.ImportNumber == import)
            .Select(x => new
            {
                x.Id, Taken = db.Comments.Count(y => y.SiteId == x.SiteId && y.DiscussionId == x.Id && y.PinnedAt != null),
            }).ToDictionaryAsync(x => x.Id, x => MostPinned - x.Taken, ct);
    }

    private List<Comment> Make(List<ForeignItem> items, Dictionary<ForeignPage, Discussion> locked, Dictionary<Guid, int> pins, int import,
        string format, Guid nobody, Statements statements, DateTimeOffset now)
    {
        var (made, since) = (new Dictionary<(ForeignTree, int), Comment>(), ImportedText.NothingBefore(now));
        var here = items.Select(x => (x.Tree, x.Node)).ToHashSet();
        // Those above came with an earlier batch: what is put below them now comes after all that they have.
        var rooms = items.Where(x => x.Tree.Parents[x.Node] >= 0 && !here.Contains((x.Tree, x.Tree.Parents[x.Node])))
            .GroupBy(x => (x.Page, x.Tree, Parent: x.Tree.Parents[x.Node]))
            .ToDictionary(x => (x.Key.Tree, x.Key.Parent), x =>
                statements.MoreRoomBelow(locked[x.Key.Page], x.Key.Tree.Ids[x.Key.Parent], x.Count()) is { } last
                    ? last with { Ordinal = last.Ordinal - x.Count() } : null);
        foreach (var item in items)
        {
            Below? below = null;
            if (item.Tree.Parents[item.Node] is >= 0 and var parent)
            {
                if (made.TryGetValue((item.Tree, parent), out var above)) below = above.MakeRoom();
                else if (rooms[(item.Tree, parent)] is { } room)
                    below = rooms[(item.Tree, parent)] = room with { Ordinal = room.Ordinal + 1 };
            }
            var comment = Comment.Import(locked[item.Page], below, item.IsPlaceHolder ? nobody : people[item.Said.Person],
                new(format, item.SourceId, item.Text, item.At > now ? now : item.At, Up: item.IsPlaceHolder ? 0 : item.Said.Up,
                    Down: item.IsPlaceHolder ? 0 : item.Said.Down)
                    { Import = import, EditedAt = item.Said.EditedAt, ComparedSince = since });
            if (item.IsPlaceHolder) comment.Withdraw(now);
            else if (item is { Said.IsPinned: true, Entry.State: ForeignState.Shown }
                && pins.GetValueOrDefault(comment.DiscussionId) is > 0 and var left)
            {
                comment.Pin(item.At);
                pins[comment.DiscussionId] = left - 1;
            }
            made[(item.Tree, item.Node)] = comment;
            item.Tree.Ids[item.Node] = comment.Id;
        }
        return [.. items.Select(x => made[(x.Tree, x.Node)])];
    }

    private void Count(ForeignItem item)
    {
        if (item.IsPlaceHolder) PlaceHolders++;
        else if (item.Entry.State == ForeignState.Pending) Held++;
        else Comments++;
    }

    // With what they said, so that nobody else takes their name while the rest of a long page comes.
    private List<(Guid Discussion, string Key, Guid Reader)> Named(List<ForeignItem> items)
    {
        // Two addresses may lead to one discussion.
        var (named, here) = (new List<(Guid, string, Guid)>(), new HashSet<(Guid, string)>());
        foreach (var item in items.Where(x => x is { Entry.State: ForeignState.Shown, Name: not null }).OrderBy(x => x.At))
        {
            var (page, person) = (item.Page, people[item.Said.Person]);
            if (page.Named.Add(item.Said.Person) && page.Given.TryAdd(item.Name!.Key, person)
                && here.Add((page.Discussion!.Value, item.Name.Key))) named.Add((page.Discussion.Value, item.Name.Key, person));
        }
        return named;
    }

    // Without those that somebody has in a discussion that was here before.
    private async Task<IEnumerable<(Guid Discussion, string Key, Guid Reader)>> Free(
        List<(Guid Discussion, string Key, Guid Reader)> named, HashSet<Guid> begun, CancellationToken ct)
    {
        var taken = new HashSet<(Guid, string)>();
        foreach (var some in named.Where(x => !begun.Contains(x.Discussion)).GroupBy(x => x.Discussion, x => x.Key))
        {
            var keys = some.ToList();
            taken.UnionWith((await db.Speakers.AsNoTracking().Where(x => x.SiteId == site.Id && x.DiscussionId == some.Key
                && keys.Contains(x.Name)).Select(x => x.Name).ToListAsync(ct)).Select(name => (some.Key, name)));
        }
        return named.Where(x => !taken.Contains((x.Discussion, x.Key)));
    }

    // Of two names that look alike, whoever spoke first under it has it: of a page in parts that is known at its end.
    private void Settle(ForeignPage page, Statements statements)
    {
        foreach (var said in page.Speakers.Values.Where(x => page.Named.Contains(x.Said.Person)).GroupBy(x => Speaker.KeyOf(x.Said.Name)))
        {
            var first = people[said.MinBy(x => x.At).Said.Person];
            if (page.Given[said.Key] is var given && given != first)
                statements.PassName(site.Id, page.Discussion!.Value, said.Key, given, first);
        }
    }
}
