using System.Globalization;

namespace Parley.Exchange;

/// <summary>
/// Reads the saved text of a WordPress news page whose discussion ran on the wpDiscuz plug-in. Nothing in such a text
/// is marked up, so every part is told by its place; what cannot be told is reported, never guessed at.
/// </summary>
public sealed class CaptureReader
{
    private const int LongestTitle = 200;
    private const int LongestHeading = 80;
    private const int LongestByline = 60;

    private readonly List<CaptureProblem> problems = [];
    private readonly CaptureLines lines;
    private readonly CaptureDiscussion discussion;

    private CaptureReader(TextReader text, Stream kept)
    {
        lines = CaptureLines.Of(text, kept, problems);
        discussion = CaptureDiscussion.Read(lines, problems);
    }

    /// <summary>Never throws on any text: what it cannot read is among the problems.</summary>
    public static CapturedPage Read(string text) => Read(new StringReader(text), new MemoryStream());

    /// <summary>Reads through once to learn how the page is made; the comments stay in the file until they are asked for.</summary>
    /// <param name="text">Read to its end.</param>
    /// <param name="kept">Empty; holds the lines of the text for as long as the page is looked at.</param>
    public static CapturedPage Read(TextReader text, Stream kept) => new CaptureReader(text, kept).Read();

    private CapturedPage Read()
    {
        var share = FindShare();
        var (shares, total, sharesEnd) = ReadShares(share);
        var notice = FindNotice(share is null ? 0 : sharesEnd);
        var noticeEnd = notice is { } at ? lines.BlockEnd(at, discussion.Start) : sharesEnd;
        var bodyEnd = share ?? notice ?? discussion.Start;
        if (share is not null && notice is { } next)
            ReportUnread(sharesEnd, next);
        var (policy, guidelines) = share is null && notice is null ? default : ReadRules(noticeEnd);
        var page = ReadArticle(bodyEnd);
        return page with
        {
            Shares = shares,
            ShareTotal = total,
            Notice = notice is { } from ? lines.Text(from, noticeEnd) : null,
            Policy = policy,
            GuidelinesMarkdown = guidelines,
            StatedCount = discussion.StatedCount,
            SelectedSort = discussion.SelectedSort,
            Comments = discussion.Comments,
            FirstWrittenAt = discussion.FirstWrittenAt,
            Problems = [.. problems.OrderBy(problem => problem.Line)],
        };
    }

    /// <summary>The last of several: an article may quote the heading, but nothing after the real one does.</summary>
    private int? FindShare()
    {
        int? bare = null;
        for (var line = discussion.Start - 1; line >= 0; line--)
        {
            if (!CaptureWords.IsShareHeading(lines[line].Words))
                continue;
            var next = lines.SkipBlank(line + 1, discussion.Start);
            if (next == discussion.Start || IsNotice(next) || IsShare(next) || IsNamedList(next))
                return line;
            bare ??= line;
        }
        return bare is { } heading && FindNotice(heading) is null ? bare : null;
    }

    private int? FindNotice(int from)
    {
        int? last = null;
        foreach (var (start, _) in lines.Blocks(from, discussion.Start))
            if (IsNotice(start))
            {
                last = start;
                if (from > 0)
                    break;
            }
        return last;
    }

    private bool IsNotice(int line) => CaptureWords.IsNotice(lines[line].Words);

    private bool IsShare(int line) =>
        ShareItem(line) is not null || ShareCount(lines[line].Words) is (null, not null, _) or (_, _, true);

    // Names of networks with their counts below or beside them, and nothing as long as a sentence.
    private bool IsNamedList(int from)
    {
        const int LongestNetwork = 20;
        var block = Enumerable.Range(from, lines.BlockEnd(from, discussion.Start) - from).Select(line => lines[line].Words).ToList();
        return block.All(words => words.Length <= LongestNetwork) && block.Exists(words => ShareCount(words).Count is not null);
    }

    private string? ShareItem(int line) =>
        lines[line].Words is "*" or "-" or "·" ? "" : CaptureMarkdown.ListItem(lines[line].Words);

    private (List<CapturedShare> Shares, int? Total, int End) ReadShares(int? heading)
    {
        var shares = new List<CapturedShare>();
        if (heading is not { } at)
            return (shares, null, 0);
        var underHeading = lines.BlockEnd(at, discussion.Start);
        var end = at + 1;
        for (var line = lines.SkipBlank(end, discussion.Start);
            line < discussion.Start && (IsShare(line) || line < underHeading);
            line = lines.SkipBlank(end, discussion.Start))
        {
            end = line + 1;
            var (network, count, isTotal) = ShareCount(ShareItem(line) ?? lines[line].Words);
            if (isTotal && count is null && shares is [.., { Network: null, Count: not null } last])
            {
                shares.RemoveAt(shares.Count - 1);
                return (shares, last.Count, end);
            }
            if (isTotal && count is not null)
                return (shares, count, end);
            if (network is null && count is not null && shares is [.., { Network: not null, Count: null } named])
                shares[^1] = named with { Count = count };
            else
                shares.Add(new(shares.Count + 1, network, count));
        }
        return (shares, null, end);
    }

    /// <summary>"12", "Facebook 12", "12 Shares" or the "Share" that follows a count on a line of its own.</summary>
    private static (string? Network, int? Count, bool IsTotal) ShareCount(string words)
    {
        if (words.Length == 0)
            return (null, null, false);
        if (CaptureWords.IsShareWord(words))
            return (words, null, true);
        var space = words.IndexOf(' ');
        if (space > 0 && CaptureWords.IsShareWord(words[space..].Trim()) && Number(words[..space]) is { } total)
            return (null, total, true);
        space = words.LastIndexOf(' ');
        if (Number(words[(space + 1)..].Trim('(', ')')) is not { } count)
            return (words, null, false);
        var network = space < 0 ? "" : words[..space].Trim(' ', ':');
        return (network.Length == 0 ? null : network, count, false);
    }

    // "1,204" and "1.2K".
    private static int? Number(string words)
    {
        var written = CultureInfo.InvariantCulture;
        var scale = words switch { [_, .., 'k' or 'K'] => 1_000, [_, .., 'm' or 'M'] => 1_000_000, _ => 1 };
        if (scale == 1)
            return int.TryParse(words, NumberStyles.AllowThousands, written, out var exact) ? exact : null;
        return decimal.TryParse(words[..^1], NumberStyles.AllowDecimalPoint, written, out var rounded)
            && rounded < int.MaxValue / scale ? (int)(rounded * scale) : null;
    }

    private void ReportUnread(int from, int to)
    {
        from = lines.SkipBlank(from, to);
        if (from < to)
            problems.Add(new(
                from + 1, "This stands between the share list and the notice, in neither.", lines.Text(from, to)));
    }

    /// <summary>The policy is what comes before the first heading; without a heading, the first paragraph.</summary>
    private (string? Policy, string? Guidelines) ReadRules(int from)
    {
        var blocks = lines.Blocks(from, discussion.Start).ToList();
        var policyBlocks = blocks.FindIndex(block => IsHeading(block, blocks[^1]));
        if (policyBlocks < 0)
            policyBlocks = Math.Min(1, blocks.Count);
        var guidelines = new CaptureMarkdown();
        foreach (var block in blocks.Skip(policyBlocks))
            if (IsHeading(block, blocks[^1]))
                guidelines.AddHeading(lines[block.From].Written);
            else
                guidelines.Add(Written(block.From, block.To));
        var policy = policyBlocks == 0 ? null : lines.Text(blocks[0].From, blocks[policyBlocks - 1].To);
        return (policy, guidelines.OrNull());
    }

    private bool IsHeading((int From, int To) block, (int From, int To) lastBlock) =>
        block != lastBlock && block.To - block.From == 1 && IsHeading(lines[block.From].Words, LongestHeading);

    private static bool IsHeading(string words, int longest) =>
        words.Length <= longest && !".!…:;,。！：؛،".Contains(words[^1]) && CaptureMarkdown.ListItem(words) is null;

    private IEnumerable<string> Written(int from, int to) =>
        Enumerable.Range(from, to - from).Select(line => lines[line].Written);

    private CapturedPage ReadArticle(int end)
    {
        var at = ReadHead(end, out var title, out var byline, out var publishedAt);
        var dateline = CaptureDateline.Of(at < end ? lines[at].Written.Trim() : "");
        var body = new CaptureMarkdown();
        var alsoRead = new List<CapturedAlsoRead>();
        var suggested = "";
        foreach (var (from, to) in lines.Blocks(at, end))
        {
            var paragraph = new List<string>();
            for (var line = from; line < to; line++)
            {
                if (AlsoRead(ref line, to) is { } other)
                {
                    body.Add(paragraph);
                    paragraph.Clear();
                    alsoRead.Add(new(other, body.Paragraphs));
                }
                else
                    paragraph.Add(line == at ? dateline.Rest : lines[line].Written);
            }
            paragraph.RemoveAll(words => words.Length == 0);
            if (suggested.Length == 0 && paragraph.Count > 0)
                suggested = CaptureDateline.TitleFrom(string.Join(' ', paragraph));
            body.Add(paragraph);
        }
        return new()
        {
            Title = title,
            SuggestedTitle = suggested,
            DatelinePlace = dateline.Place,
            DatelineTime = dateline.Time,
            Byline = byline,
            PublishedAt = publishedAt,
            IsMonthFirst = discussion.IsMonthFirst,
            BodyMarkdown = body.ToString(),
            AlsoRead = alsoRead,
        };
    }

    /// <summary>A heading, a byline and a date, as far as they stand before the first paragraph.</summary>
    private int ReadHead(int end, out string? title, out string? byline, out DateTime? publishedAt)
    {
        (title, byline, publishedAt) = (null, null, null);
        var line = lines.SkipBlank(0, end);
        if (IsTitle(line, end))
            title = lines[line++].Words;
        for (var next = lines.SkipBlank(line, end); next < end; next = lines.SkipBlank(line, end))
        {
            if (byline is null && BylineAt(next) is { } by)
                byline = by;
            else if (publishedAt is null && discussion.TimeAt(next) is { } time)
                publishedAt = time;
            else
                break;
            line = next + 1;
        }
        return lines.SkipBlank(line, end);
    }

    private bool IsTitle(int line, int end)
    {
        if (line >= end || lines.SkipBlank(line + 1, end) is var next && next == end)
            return false;
        return IsHeading(lines[line].Words, LongestTitle) && BylineAt(line) is null && discussion.TimeAt(line) is null
            && CaptureDateline.Of(lines[line].Words).Place is null && AlsoRead(ref line, end) is null
            && (lines[line + 1].IsBlank || BylineAt(next) is not null || discussion.TimeAt(next) is not null);
    }

    private string? BylineAt(int line)
    {
        var words = lines[line].Words;
        var isByline = words.Length <= LongestByline && words.StartsWith("By ", StringComparison.OrdinalIgnoreCase)
            && words[^1] is not ('.' or ',' or ':' or '?' or '!');
        return isByline ? words[3..].Trim() : null;
    }

    // The headline may stand on the line below.
    private string? AlsoRead(ref int line, int to)
    {
        if (CaptureWords.AlsoRead(lines[line].Words) is not { } title)
            return null;
        if (title.Length == 0 && line + 1 < to)
            title = lines[++line].Words;
        return title.Length == 0 ? null : title;
    }
}
