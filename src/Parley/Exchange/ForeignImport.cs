using System.Globalization;
using System.Threading.Channels;
using Parley.Data;
using Parley.Discussions;
using Parley.Sites;

namespace Parley.Exchange;

/// <summary>
/// Brings what was read of another system's export in: page after page, some thousand comments a transaction, and beside a server so few
/// that nobody notices who posts. Whatever breaks it off, the same import goes on where it was.
/// </summary>
public sealed class ForeignImport(
    Database db, CurrentSite site, Addresses addresses, Imports imports, ForeignBatch batches, Pace pace, TimeProvider clock)
{
    /// <summary>Comments that are stored together, and of a transaction; beside a server they are fewer.</summary>
    private const int Few = 1000;

    /// <summary>
    /// Stored together of a long import where nobody waits, and of a transaction: what is asked for them is asked for all at once, and a
    /// page of an index that many comments change is written once.
    /// </summary>
    private const int Some = 4000, Many = 8000;
    private const int Long = 50_000;

    /// <summary>As many times as many comments as there were: what was known of the tables then may not hold any more.</summary>
    private const int Grown = 8;

    /// <summary>A long import says where it is this often.</summary>
    private static readonly TimeSpan Stage = TimeSpan.FromSeconds(2);

    internal async Task<ImportResult> Run(ForeignFile file, string format, string hash, bool rehearse, CancellationToken ct)
    {
        var count = new ForeignCount();
        var strange = Place(file);
        await imports.Look(new(format, file.Origin, hash), ct);
        var origin = CaptureImport.Hash($"{format}\n{file.Origin}")[..12];

        await using var kept = await db.ExpectMuch(ct);
        var ready = Channel.CreateBounded<List<ForeignItem>>(1);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var making = Task.Run(
            () => Make(file, format == WxrFormat.Name || file.NumbersByPage, origin, count, ready.Writer, broken.Token),
            CancellationToken.None);
        var (progress, most, looked) = (new Progress(clock, file.Count), file.Count < Long ? Few : Many, 0);
        try
        {
            await foreach (var batch in Parts(ready.Reader.ReadAllAsync(ct), rehearse))
            {
                await batches.Write(batch, format, rehearse, ct);
                if (!rehearse && (batches.Open >= (looked == 0 ? Few : most) || db.IsServed))
                {
                    await batches.Commit(ct);
                    await pace.Since(batches.Begun, batch.Count, ct);
                    if (batches.Done >= looked * Grown)
                    {
                        await db.LookAnew(ct);
                        looked = batches.Done;
                    }
                }
                if (progress.Says(batches.Done, Stage) is { } line) await Console.Error.WriteLineAsync(line);
            }
            await batches.Commit(ct);
        }
        finally
        {
            await batches.Abandon();
            await broken.CancelAsync();
            await making;
        }
        var result = new ImportResult(0, 0, batches.Discussions, batches.Comments, batches.Held, count.Skipped.Values.Sum(), file.Rejected,
            batches.Already);
        result = rehearse ? result : await imports.End(result, ct);
        await Say(count, file, strange);
        return result;
    }

    // Beside a server, which may come at any time, smaller ones.
    private async IAsyncEnumerable<List<ForeignItem>> Parts(IAsyncEnumerable<List<ForeignItem>> batches, bool rehearse)
    {
        await foreach (var batch in batches)
        {
            for (var (at, count) = (0, 0); at < batch.Count; at += count)
            {
                count = rehearse ? batch.Count : Math.Min(pace.Of(batch.Count), batch.Count - at);
                yield return count == batch.Count ? batch : batch.GetRange(at, count);
            }
        }
    }

    // Which page here each page there is. What nobody could read there isn't even looked at.
    private SortedSet<string> Place(ForeignFile file)
    {
        var strange = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var thread in file.Threads.Where(x => x.Hidden is null && x.IsKnown))
        {
            thread.Address = addresses.Normalise(thread.Link, null);
            if (thread.Address is null && Uri.TryCreate(thread.Link, UriKind.Absolute, out var url) && SiteOrigin.Of(url) is { } of)
                strange.Add(of);
        }
        return strange;
    }

    private async Task Make(
        ForeignFile file, bool numbersByPage, string origin, ForeignCount count, ChannelWriter<List<ForeignItem>> ready,
        CancellationToken ct)
    {
        Exception? failed = null;
        try
        {
            var (batch, most, names, broom) = (new List<ForeignItem>(Few), Few, new ForeignNames(site.Site.Name), new Broom());
            var given = new HashSet<ulong>(file.Count);
            var last = new Dictionary<ulong, int>();
            foreach (var page in ForeignPage.Of(file, one => Belongs(file, one, count)))
            {
                var tree = new ForeignTree(file, page.Entries, count);
                for (var i = 0; i < tree.Order.Count; i++)
                {
                    var item = Item(file, page, tree, tree.Order[i], numbersByPage, origin, names);
                    batch.Add(item with { SourceId = Unlike(given, last, item.SourceId), IsLast = i + 1 == tree.Order.Count });
                    if (batch.Count < most) continue;
                    await ready.WriteAsync(batch, ct);
                    broom.Pass(batch.Count);
                    most = file.Count < Long ? Few : Some;
                    batch = new(most);
                }
            }
            if (batch.Count > 0) await ready.WriteAsync(batch, ct);
        }
        catch (Exception error)
        {
            failed = error;
        }
        ready.Complete(failed is OperationCanceledException ? null : failed);
    }

    // One number and one time on two pages of a forum: in the order of the file, which is the same whenever it is read.
    /// <param name="last">The number of the last copy, so that not all before it are tried again.</param>
    private static string Unlike(HashSet<ulong> given, Dictionary<ulong, int> last, string sourceId)
    {
        var hash = ForeignFile.Hash(sourceId);
        if (given.Add(hash)) return sourceId;
        for (var copy = last.GetValueOrDefault(hash, 1) + 1; ; copy++)
        {
            var own = string.Create(CultureInfo.InvariantCulture, $"{sourceId}~{copy}");
            if (!given.Add(ForeignFile.Hash(own))) continue;
            last[hash] = copy;
            return own;
        }
    }

    private static bool Belongs(ForeignFile file, ForeignFile.Stored one, ForeignCount count)
    {
        var thread = file.Threads[one.Thread];
        if (thread.Hidden is { } why) count.Skip($"page not public ({why})");
        else if (!thread.IsKnown) file.Reject(one.Line, $"Its page {thread.Id} is not in the file.", "");
        else if (thread.Address is null && string.IsNullOrEmpty(thread.Link)) file.Reject(one.Line, "Its page has no address.", "");
        else if (thread.Address is null) count.Skip("page of another site");
        else return true;
        return false;
    }

    private static ForeignItem Item(ForeignFile file, ForeignPage page, ForeignTree tree, int node, bool numbersByPage, string origin,
        ForeignNames names)
    {
        var (entry, said) = (file[tree.EntryOf(node)], file.Read(tree.EntryOf(node)));
        var text = ForeignTree.Speaks(entry.State) ? ForeignMarkup.Of(said) : new("");
        // What costs most is made here, beside the transaction that stores what came before.
        _ = text.Words;
        var item = new ForeignItem(page, tree, node, entry, said with { Text = "" }, text, SourceId(node))
        {
            Copies = [.. tree.CopiesOf(node).Select(SourceId)], Name = ForeignTree.Speaks(entry.State) ? names.Of(said) : null,
        };
        if (entry.State == ForeignState.Shown && said.Name.Length > 0
            && !(page.Speakers.TryGetValue(said.Person, out var first) && first.At <= item.At))
            page.Speakers[said.Person] = (item.At, item.Said);
        return item;

        string SourceId(int of)
        {
            var one = file[tree.EntryOf(of)];
            return ForeignItem.SourceIdOf(origin, numbersByPage ? file.Threads[one.Thread].Id : "", of == node ? said
                : file.Read(tree.EntryOf(of)), one, tree.IsDerived(of));
        }
    }

    private async Task Say(ForeignCount count, ForeignFile file, SortedSet<string> strange)
    {
        foreach (var (reason, skipped) in count.Skipped) await Console.Error.WriteLineAsync($"left out, {reason}: {skipped}");
        foreach (var (what, many) in new[]
        {
            ("answer what is not there, and stand on their own", count.Orphans), ("answer each other; the oldest was first", count.Cycles),
            ("are gone and were answered: their place stands", batches.PlaceHolders),
            ("have no time; that of their page stands", file.Undated),
        })
            if (many > 0) await Console.Error.WriteLineAsync($"{many} {what}");
        foreach (var note in file.Notes) await Console.Error.WriteLineAsync(note);
        foreach (var one in strange)
            await Console.Error.WriteLineAsync($"{one} is not registered here, so nothing of it came: parley site origin add {one}");
    }

    private sealed class Progress(TimeProvider clock, int all)
    {
        private readonly long begin = clock.GetTimestamp();
        private TimeSpan said;

        public string? Says(int done, TimeSpan every)
        {
            var took = clock.GetElapsedTime(begin);
            if (took - said < every) return null;
            said = took;
            var rate = done / took.TotalSeconds;
            return FormattableString.Invariant($"{done} of {all} comments, {rate:0} a second, {(all - done) / Math.Max(1, rate):0} s left");
        }
    }
}
