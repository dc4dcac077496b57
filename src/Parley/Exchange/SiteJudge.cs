using Parley.Articles;
using Parley.Comments;
using Parley.Moderation;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>
/// Whether a line of a site's export fits to those before it and could have been written here: what it names must be there, and what
/// readers may follow must be an address of the web. Nothing that a site's own roads would refuse comes in by this one.
/// </summary>
internal sealed class SiteJudge
{
    private const int LongestName = 200;

    private readonly Dictionary<string, HashSet<Guid>> there = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, (Guid? Into, int Line)> discussions = [];
    private readonly HashSet<int> imports = [];
    private readonly HashSet<ulong> sources = [];
    private readonly HashSet<string> slugs = new(StringComparer.Ordinal);
    private readonly HashSet<long> moves = [];
    private readonly HashSet<Guid> storied = [], causes = [], removals = [];
    private readonly Dictionary<Guid, (Guid Comment, string? Rule)> awaited = [];
    private readonly List<(Guid Id, Guid Discussion, int Line)> passages = [];
    private bool areSettled, isRead;

    public SiteTree Comments { get; } = new();

    /// <summary>Lines that were sound until something behind them was read.</summary>
    public HashSet<int> Dropped { get; } = [];

    /// <summary>Comments that are shown, in each discussion.</summary>
    public Dictionary<Guid, int> Shown { get; } = [];
    public int Held { get; private set; }
    public int Articles => there.GetValueOrDefault("article")?.Count ?? 0;
    public IReadOnlyCollection<Guid> Discussions => discussions.Keys;

    /// <summary>In one line; null for none.</summary>
    public static string? NameOf(string? text) =>
        text is { Length: > 0 and <= LongestName } && CleanText.Storable(text) == text && !text.Any(char.IsControl) ? text : null;

    /// <exception cref="FormatException">Why it can't be stored, as a sentence.</exception>
    public void Take(SiteKind kind, SiteValues line, long at, int number)
    {
        Refer(kind, line);
        if (Wrong(kind.Line, line) is { } reason) throw new FormatException(reason);
        if (line.GetValueOrDefault("SourceId") is string id && !sources.Add(ForeignFile.Hash($"{kind.Line}\n{line["Source"]}\n{id}")))
            throw new FormatException("Another one has its source.");
        if (kind.Line == "import") imports.Add(line.Number("Number"));
        else if (kind.Line == "discussion") discussions[line.Id("Id")!.Value] = (line.Id("IntoId"), number);
        else if (kind.IsComment) Add(line, at, number);
        else if (kind.Line == "vote") Count(line);
        else if (line.ContainsKey("Id")) Known(kind.Line).Add(line.Id("Id")!.Value);
        if (kind.Line == "passage" && line.Id("DiscussionId") is { } page) passages.Add((line.Id("Id")!.Value, page, number));
    }

    /// <exception cref="FormatException">What it names isn't there.</exception>
    public void Refer(SiteKind kind, SiteValues line)
    {
        foreach (var (column, value) in line)
        {
            var isThere = (column, value) switch
            {
                (_, null) or ("ParentId", _) or ("IntoId", _) when value is null || kind.Line is "discussion" or "comment" => true,
                // Of a page of another site, which may stand behind it.
                ("DiscussionId", _) when kind.Line == "passage" => true,
                ("ImportNumber", int import) => imports.Contains(import),
                ("ReaderId" or "AuthorId" or "EditorId" or "LiftedById" or "ModeratorId", Guid id) => Known("reader").Contains(id),
                ("ArticleId", Guid id) => Known("article").Contains(id),
                ("PassageId", Guid id) => Known("passage").Contains(id),
                ("MoveId", Guid id) => Known("move").Contains(id),
                // Two of one millisecond stand in any order.
                ("CauseId", Guid id) => !isRead || removals.Contains(id),
                ("DiscussionId" or "IntoId", Guid id) => discussions.ContainsKey(id),
                ("CommentId", Guid id) => Comments.Find(id) is not null,
                _ => true,
            };
            if (!isThere) throw new FormatException($"{NotThere}: {value}.");
        }
    }

    private HashSet<Guid> Known(string kind) => there.TryGetValue(kind, out var known) ? known : there[kind] = [];

    private string? Wrong(string kind, SiteValues x) => kind switch
    {
        "origin" => SiteOrigin.TryParse(x.Text("Origin"), out var origin) && origin == x.Text("Origin") ? null : "It is no origin.",
        "import" => x.Number("Number") < 1 ? "Imports count from one." : null,
        "reader" => Reader(x),
        "badge" => NameOf(x.Text("Name")) is null ? "No badge is called so." : null,
        "article" => Article(x),
        "also-read" => IsLink(x, "Url") ? null : NoLink,
        "shares" => x.Number("Count") < 0 ? "It is less than nothing." : null,
        "discussion" => !IsLink(x, "Url") ? NoLink
            : x.Id("ArticleId") is { } article && !storied.Add(article) ? "Another discussion is that of its article." : null,
        "address" => IsLink(x, "Address") ? null : NoLink,
        "intervention" => x["Minutes"] is < 1 ? "Nobody waits so long." : null,
        "move" => !moves.Add((long)x["Number"]!) ? "Another move has its number." : null,
        "comment" => Comment(x),
        "revision" => x.Text("Text").Length > ForeignFile.LongestText ? TooLong : null,
        "vote" => x.Number("Value") is 1 or -1 ? null : "It is no vote.",
        "decision" => Decision(x),
        _ => null,
    };

    private const string NoLink = "It leads nowhere on the web.";
    private static readonly string TooLong = $"It is longer than {ForeignFile.LongestText} characters.";

    private static bool IsLink(SiteValues x, string name) => x[name] is not string text
        || text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal)
        || Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0;

    // Where somebody came from is told of those alone who came with an import: by it a publisher's readers are known.
    private static string? Reader(SiteValues x) =>
        x.Text("Name").Length > 0 && NameOf(x.Text("Name")) is null || x.Has("Rank") && NameOf(x.Text("Rank")) is null
            ? "Nobody is called so."
        : x.Has("Source") != x.Has("SourceId") || x.Has("Source") && (ReaderKind)x["Kind"]! != ReaderKind.Imported
            || x.Text("Source").Contains("://", StringComparison.Ordinal) ? "Where they come from is not for a file to say." : null;

    private string? Article(SiteValues x) =>
        !Slug.IsSound(x.Text("Slug")) ? "Nothing can be at such an address."
        : !IsLink(x, "CanonicalUrl") ? NoLink
        : x["Picture"] is string picture && PictureAddress.Of(picture)?.ToString() != picture ? "Its picture is none of this site."
        : !slugs.Add(x.Text("Slug")) ? "Another article has its address." : null;

    private static string? Comment(SiteValues x) =>
        x.Text("Text").Length > ForeignFile.LongestText ? TooLong
        : x.Has("RemovedAt") != x.Has("Removal") || x.Has("WithdrawnAt") && (x.Has("Removal") || x.Text("Text").Length > 0)
            || x.Has("ErasedAt") && x.Text("Text").Length > 0 ? "It is gone, and something of it is still there."
        : x.Number("ImportedUp") < 0 || x.Number("ImportedDown") < 0 ? "It has less than no votes."
        : x.Has("Source") != x.Has("SourceId") ? "It doesn't say where it comes from." : null;

    private string? Decision(SiteValues x)
    {
        var (kind, comment, id) = ((DecisionKind)x["Kind"]!, x.Id("CommentId"), x.Id("Id")!.Value);
        if (x.Has("RuleId") != x.Has("RulesVersion")) return "It names a rule, or a version of the rules, alone.";
        if (kind is DecisionKind.Removal or DecisionKind.Hold && comment is null) return "It is about no comment.";
        if (kind == DecisionKind.Suspension && !x.Has("UntilAt")) return "It ends never.";
        if (awaited.TryGetValue(id, out var gone))
        {
            if (gone.Comment != comment || x.Has("ReversedAt") || kind is not (DecisionKind.Removal or DecisionKind.Hold)
                || kind == DecisionKind.Removal && gone.Rule != x.Text("RuleId"))
                return "It says something else than the place of its comment.";
        }
        if (x.Has("CauseId") && kind != DecisionKind.Suspension) return "Only a suspension follows from another decision.";
        if (x.Id("CauseId") is { } cause && !causes.Add(cause)) return "Another suspension follows from that removal.";
        if (kind == DecisionKind.Removal) removals.Add(id);
        awaited.Remove(id);
        return null;
    }

    private void Add(SiteValues x, long at, int number)
    {
        var (id, removal) = (x.Id("Id")!.Value, (Removal?)x["Removal"]);
        if (removal is not null && !awaited.TryAdd(removal.DecisionId, (id, removal.Rule)))
            throw new FormatException("Another comment is gone by the same decision.");
        Comments.Add(new(id, x.Id("ParentId"), x.Id("DiscussionId")!.Value, x.Number("Depth"), x.Number("Ordinal"), x.Has("WithdrawnAt"),
            !x.Has("WithdrawnAt") && !x.Has("RemovedAt"), removal?.HeldUntil is not null, at, number));
    }

    private void Count(SiteValues x)
    {
        ref var of = ref Comments.Of(Comments.Find(x.Id("CommentId")!.Value)!.Value);
        if (x.Number("Value") > 0) of.Up++;
        else of.Down++;
    }

    /// <summary>Called after the last discussion: one that was taken in may stand before the one that has taken it in.</summary>
    public void SettleDiscussions(Action<int, string, string> reject)
    {
        if (areSettled) return;
        areSettled = true;
        for (var isAny = true; isAny;)
        {
            var lost = discussions.Where(x => x.Value.Into is { } into && !LeadsOut(into)).ToList();
            isAny = lost.Count > 0;
            foreach (var (id, (into, line)) in lost)
            {
                discussions.Remove(id);
                Dropped.Add(line);
                reject(line, $"What has taken it in is not in the file, or taken in by it: {into}.", "");
            }
        }
        foreach (var (id, page, line) in passages.Where(x => !discussions.ContainsKey(x.Discussion)))
        {
            Known("passage").Remove(id);
            Dropped.Add(line);
            reject(line, $"{NotThere}: {page}.", "");
        }
    }

    private const string NotThere = "What it names is not in the file, or could not be read";

    private bool LeadsOut(Guid id)
    {
        for (var steps = 0; steps <= 64; steps++)
        {
            if (!discussions.TryGetValue(id, out var found)) return false;
            if (found.Into is not { } next) return true;
            id = next;
        }
        return false;
    }

    /// <summary>
    /// Called when all is read. A comment that is gone by a decision that nobody can read can neither be shown nor be told of: it is left
    /// out, with what answers it.
    /// </summary>
    /// <returns>Whether something may name what isn't there, and is to be judged anew.</returns>
    public bool SettleDecisions(Action<SiteTree.Node, string> reject)
    {
        isRead = true;
        var lost = awaited.Values.Select(x => x.Comment).Where(x => Comments.Find(x) is not null).ToHashSet();
        if (lost.Count > 0) Comments.Lose(lost, "The decision by which it is gone is not in the file, or could not be read.", reject);
        return lost.Count > 0 || !causes.IsSubsetOf(removals);
    }

    /// <summary>A line that was sound until a comment was left out.</summary>
    public void Drop(SiteKind kind, SiteValues line, int number)
    {
        Dropped.Add(number);
        if (kind.Line == "decision") removals.Remove(line.Id("Id")!.Value);
    }

    /// <summary>Called when all is settled.</summary>
    public void CountShown()
    {
        foreach (var index in Comments.Order)
        {
            if (Comments[index].IsHeld) Held++;
            if (Comments[index].IsPublished)
                Shown[Comments[index].Discussion] = Shown.GetValueOrDefault(Comments[index].Discussion) + 1;
        }
    }
}
