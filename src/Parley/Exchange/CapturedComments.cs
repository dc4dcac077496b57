using System.Collections;
using System.Runtime.InteropServices;

namespace Parley.Exchange;

/// <summary>
/// The comments of a page: where each begins and ends, whom it answers, and what they have in common. A text is read when its
/// comment is asked for, so that a page of any length fits into memory.
/// </summary>
internal sealed class CapturedComments(CaptureLines lines) : IReadOnlyList<CapturedComment>
{
    private readonly List<CaptureHeader> headers = [];
    private readonly List<Extent> extents = [];
    // Nobody has two ranks, so whatever stands second with one reader is a badge with every other.
    private readonly HashSet<string> badges = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<ulong> severalTimes = [];
    private int withReply;
    private int withVotes;

    /// <param name="To">The line that is no longer its.</param>
    /// <param name="Parent">Index; −1: none.</param>
    /// <param name="LastReply">Likewise.</param>
    private record struct Extent(int To, int Parent, int LastReply);

    public int Count => headers.Count;

    public DateTime? FirstWrittenAt { get; private set; }

    public void Add(CaptureHeader header, int to, int? parent)
    {
        var tail = new CaptureTail(lines, header.End, to);
        if (tail.HasReply)
            withReply++;
        if (tail.HasVotes)
            withVotes++;
        badges.UnionWith(header.Labels.Where(label => !IsRole(label)).Skip(1));
        if (FirstWrittenAt is null || header.WrittenAt < FirstWrittenAt)
            FirstWrittenAt = header.WrittenAt;
        if (parent is { } above)
            CollectionsMarshal.AsSpan(extents)[above].LastReply = Count;
        headers.Add(header);
        extents.Add(new(to, parent ?? -1, -1));
    }

    /// <summary>Called when all are there: finds which of them share their author and time.</summary>
    public void Complete()
    {
        var keys = new ulong[Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = KeyOf(headers[i]);
        Array.Sort(keys);
        for (var i = 1; i < keys.Length; i++)
            if (keys[i] == keys[i - 1])
                severalTimes.Add(keys[i]);
    }

    // Two that only look alike are counted for nothing, and come to no harm.
    private static ulong KeyOf(CaptureHeader header) =>
        ((ulong)(uint)header.Name.GetHashCode(StringComparison.Ordinal) << 32) ^ (ulong)header.WrittenAt.Ticks;

    public CapturedComment this[int index]
    {
        get
        {
            var (header, extent) = (headers[index], extents[index]);
            var (replies, votes) = (withReply * 2 > Count, Count > 1 && withVotes * 2 > Count);
            var (textEnd, counted) = new CaptureTail(lines, header.End, extent.To).TakeOff(replies, votes);
            var text = lines.Text(header.End, textEnd);
            var isCut = TryCut(ref text);
            var (rank, labels) = RankOf(header);
            return new()
            {
                Line = header.Start + 1,
                AuthorName = header.Name,
                Rank = rank,
                Badges = labels,
                WrittenAt = header.WrittenAt,
                IsOneOfSeveral = severalTimes.Contains(KeyOf(header)),
                ReplyToName = header.ReplyTo,
                ParentIndex = extent.Parent < 0 ? null : extent.Parent,
                LastReplyIndex = extent.LastReply < 0 ? null : extent.LastReply,
                Text = text,
                CutOff = isCut,
                Votes = counted.Count > 0 ? counted[0] - Math.Abs(counted.ElementAtOrDefault(1)) : null,
                VotesUp = counted.Count == 2 ? counted[0] : null,
                VotesDown = counted.Count == 2 ? Math.Abs(counted[1]) : null,
            };
        }
    }

    public IEnumerator<CapturedComment> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private (string? Rank, List<string> Badges) RankOf(CaptureHeader header)
    {
        var labels = header.Labels.Where(label => !CaptureWords.IsGuest(label)).ToList();
        var rank = labels.Find(label => !CaptureWords.IsAuthor(label));
        if (rank is not null && (badges.Contains(rank) || CaptureWords.IsDefaultBadge(rank)))
            rank = null;
        if (rank is not null)
            labels.Remove(rank);
        return (rank, labels);
    }

    private static bool IsRole(string label) => CaptureWords.IsGuest(label) || CaptureWords.IsAuthor(label);

    // "…  Read more »" ends a text that the page did not show whole.
    private static bool TryCut(ref string text)
    {
        const int LongestMarker = 40;
        var tail = Math.Max(0, text.Length - LongestMarker);
        var threeDots = text.LastIndexOf("...", StringComparison.Ordinal);
        var dots = Math.Max(text.LastIndexOf('…'), threeDots < 0 ? -1 : threeDots + 2);
        if (dots < tail)
            return TryCutWithoutEllipsis(ref text);
        var link = text.AsSpan(dots + 1);
        var phrase = link.Trim(" \u00A0\u202F\t\n»›>→«[]()");
        var isLink = link is [.., '»' or '›'] && phrase.Length > 1 && !phrase.Contains('\n') && !IsQuoted(text);
        if (!CaptureWords.IsReadMore(phrase) && !isLink)
            return false;
        text = text[..(dots + 1)];
        return true;
    }

    private static bool TryCutWithoutEllipsis(ref string text)
    {
        var line = text.LastIndexOf('\n') + 1;
        var link = text.AsSpan(line);
        if (link.Length > 40 || link is not [.., '»' or '›'] || !CaptureWords.IsReadMore(link.Trim(" \u00A0»›")))
            return false;
        text = text[..line].TrimEnd();
        return text.Length > 0;
    }

    // « … » is how a French quotation ends.
    private static bool IsQuoted(string text) => text.LastIndexOf('«') > text.LastIndexOf('\n');
}
