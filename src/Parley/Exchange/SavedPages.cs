using System.Net;
using System.Runtime.InteropServices;
using AngleSharp.Dom;
using Parley.Data;

namespace Parley.Exchange;

/// <summary>
/// The comments of saved pages. One page may have been captured several times: its comments are put together by their numbers, each as it
/// stood last. What a later capture lacks that shows others from before and after it was taken down there, or may have been: it is not
/// shown here either, but waits for a person.
/// </summary>
internal sealed class SavedPages(ForeignFile into, ForeignPlaces places)
{
    /// <summary>Signs of it that are kept of what can't be read.</summary>
    private const int LongestSaid = 2000;

    private readonly ForeignComment comment = new();

    /// <summary>By page and number: where it lies, when it was captured, from which address.</summary>
    private readonly Dictionary<(int Page, ulong Id), (int Index, DateTimeOffset CapturedAt, ulong From)> known = [];

    /// <summary>The last that shows comments of each address.</summary>
    private readonly Dictionary<(int Page, ulong From), Capture> captures = [];

    private sealed record Capture(DateTimeOffset At)
    {
        public HashSet<ulong> Ids { get; } = [];
        public long First { get; set; } = long.MaxValue;
        public long Last { get; set; }
    }

    /// <summary>Pages on which no comment was found.</summary>
    public int Silent { get; private set; }

    /// <summary>Titles and closings are those of the last capture.</summary>
    private readonly Dictionary<int, DateTimeOffset> described = [];

    /// <param name="from">Where it was fetched; null: nobody says.</param>
    /// <param name="line">Of the archive's record; null: the lines of the page are told.</param>
    /// <param name="said">Its address as whoever imports it says; null: its own counts.</param>
    public void Add(string html, Uri? from, DateTimeOffset capturedAt, bool isCut, int? line = null, Uri? said = null)
    {
        SavedPage page;
        try
        {
            page = new SavedPage(html, isCut);
        }
        catch (InvalidDataException error)
        {
            into.Reject(line ?? 1, $"This page is not taken. {error.Message}", from?.AbsoluteUri ?? "");
            return;
        }
        var all = HtmlMarkup.Of(page, script => into.Reject(line ?? LineOf(script),
            "What this script says to search engines can't be read as JSON.", Short(script.TextContent)));
        if (all.Count == 0) Silent++;
        else if ((said ?? page.Address(from)) is not { } address)
            throw new SetupException("The page doesn't say its address. Give it, and import it again: --url https://www.example.org/story. "
                + "Nothing was changed.");
        else Add(page, all, address, from ?? address, capturedAt, line);
    }

    private void Add(SavedPage page, List<HtmlComment> all, Uri address, Uri from, DateTimeOffset capturedAt, int? line)
    {
        var host = address.IdnHost.StartsWith("www.", StringComparison.Ordinal) ? address.IdnHost[4..] : address.IdnHost;
        var (thread, number) = places.Numbered(host + address.PathAndQuery.TrimEnd('/'));
        if (!described.TryGetValue(number, out var before) || before <= capturedAt)
        {
            described[number] = capturedAt;
            (thread.Link, thread.IsKnown, thread.IsClosed) = (address.AbsoluteUri, true, page.IsClosed);
            thread.Title = WebUtility.HtmlEncode(page.Title);
            thread.At = page.At ?? thread.At;
        }
        var capture = new Capture(capturedAt);
        var source = ForeignFile.Hash(from.AbsoluteUri);
        var broken = BrokenIn(page, all);
        foreach (var one in all) Add(one, host, number, (capture, source), one == broken, line);
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(captures, (number, source), out _);
        if (capture.Ids.Count > 0 && !(last?.At > capturedAt)) last = capture;
    }

    private void Add(HtmlComment one, string host, int page, (Capture Of, ulong From) capture, bool isBroken, int? line)
    {
        var raw = Short(one.Text);
        (comment.Line, comment.Id, comment.Parent) = (line ?? LineOf(one.Element), one.Id, one.Parent);
        (comment.Name, comment.User, comment.IsSigned) = (one.Name, $"{host}\n{one.User}", one.User.Length > 0);
        comment.Date(one.At, one.Words, places.Zone);
        (comment.Text, comment.Marks, comment.State) = (one.Text, one.Marks, one.State);
        (comment.Up, comment.Down, comment.IsPinned) = (one.Up, one.Down, one.IsPinned);
        var count = into.Count;
        if (isBroken) into.Reject(comment.Line, "The page breaks off in this comment.", raw);
        else if (comment.At is null && into.Threads[page].At is null
            && !(count > 0 && into[count - 1] is var before && before.Thread == page))
            into.Reject(comment.Line, "It has no time that can be read, and neither has its page.", raw);
        else into.Add(comment, page, raw);
        if (into.Count == count) return;

        var made = into[count];
        var id = made.Id != 0 ? made.Id : made.Same;
        capture.Of.Ids.Add(id);
        if (made.IsDated)
            (capture.Of.First, capture.Of.Last) = (Math.Min(capture.Of.First, made.WrittenAt), Math.Max(capture.Of.Last, made.WrittenAt));
        if (!known.TryGetValue((page, id), out var earlier)) known[(page, id)] = (count, capture.Of.At, capture.From);
        else
        {
            var isNewer = earlier.CapturedAt <= capture.Of.At;
            into.Merge(earlier.Index, keepsLast: isNewer);
            if (isNewer) known[(page, id)] = (earlier.Index, capture.Of.At, capture.From);
        }
    }

    // The innermost: what it answers was whole before it began.
    private static HtmlComment? BrokenIn(SavedPage page, List<HtmlComment> all)
    {
        var elements = all.Where(x => x.Element is not null).ToDictionary(x => x.Element!);
        for (var at = page.BreaksIn; at is not null; at = at.ParentElement)
            if (elements.TryGetValue(at, out var broken)) return broken;
        return null;
    }

    /// <summary>When all pages are read.</summary>
    public void Complete()
    {
        foreach (var ((page, id), (index, at, from)) in known)
        {
            if (captures.GetValueOrDefault((page, from)) is not { } last || last.At <= at || last.Ids.Contains(id)) continue;
            if (into[index] is { IsDated: true, State: ForeignState.Shown } one && one.WrittenAt > last.First && one.WrittenAt < last.Last)
                into.Hold(index);
        }
    }

    private static int LineOf(IElement? element) => element?.SourceReference?.Position.Line is > 0 and var line ? line : 1;

    private static string Short(string text) => text.Length > LongestSaid ? text[..LongestSaid] : text;
}
