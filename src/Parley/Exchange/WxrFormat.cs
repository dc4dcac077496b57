using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Exchange;

/// <summary>
/// What WordPress exports (WXR 1.0 to 1.2), with what wpDiscuz keeps in it. Elements are known by the prefix and name that every version
/// writes; neither is its address compared nor need it be declared. Source: wp-admin/includes/export.php of WordPress.
/// </summary>
internal sealed partial class WxrFormat(LooseXml xml, ForeignFile into)
{
    public const string Name = "wxr";

    private const string Never = "0000-00-00 00:00:00";

    private static readonly HashSet<string> OfItem =
    [
        "title", "link", "guid", "wp:post_id", "wp:status", "wp:post_type", "wp:post_password", "wp:comment_status", "wp:post_date_gmt",
        "wp:post_date", "wp:post_parent",
    ];

    /// <summary>A page says each of these once: a second one is another page's whose beginning is lost.</summary>
    private static readonly HashSet<string> Once = ["link", "wp:post_id", "wp:status", "wp:post_password", "wp:post_parent"];

    private static readonly HashSet<string> OfComment =
    [
        "wp:comment_id", "wp:comment_author", "wp:comment_author_email", "wp:comment_date", "wp:comment_date_gmt", "wp:comment_content",
        "wp:comment_approved", "wp:comment_type", "wp:comment_parent", "wp:comment_user_id", "wp:meta_key", "wp:meta_value",
    ];

    private static readonly HashSet<string> Shown = ["", "comment", "review", "wpdiscuz_sticky"];

    private readonly Dictionary<string, string> item = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> metas = new(StringComparer.Ordinal);
    private readonly StringBuilder value = new();
    private readonly ForeignComment comment = new() { BreaksLines = true };
    private ForeignThread? thread;
    private int threadNumber;
    private bool isInComment;

    /// <summary>What of the page itself could not be read: what it says of who may see it could be missing. Null: nothing.</summary>
    private string? damage;
    private int itemLine;

    /// <summary>Pages that say other things of themselves, and not who may see them.</summary>
    private readonly List<ForeignThread> unsaid = [];
    private bool saysStates;

    /// <summary>What could not be read of a story, since the last comment.</summary>
    private string? lost;
    private string? leaf;
    private TimeSpan zone;

    public void Read()
    {
        into.KeepBeside();
        for (var part = xml.Read(); part != XmlPart.Done; part = xml.Read())
        {
            if (xml.Fault is not null && !isInComment) Lose();
            if (part == XmlPart.Start) Start();
            else End();
        }
        if (isInComment) Reject(xml.Fault ?? "The file ends in the middle of this comment.");
        else if ((xml.Fault ?? lost) is { } fault) into.RejectRest(xml.Line, fault);
        else if (thread is not null) into.RejectRest(xml.Line, "The file ends in the middle of a page.");
        if (!item.ContainsKey("wp:status")) damage ??= "It has no end.";
        EndItem(isRejected: true);
        Settle();
    }

    // A tag outside of comments that could not be read. One that was the page's own damages the page; one of a story's does not.
    private void Lose()
    {
        var (fault, name) = (xml.Fault!, xml.Name);
        xml.Fault = null;
        if (name == "wp:comment") return;
        if (!name.StartsWith("wp:", StringComparison.Ordinal) && !OfItem.Append("item").Any(x =>
            x.StartsWith(name, StringComparison.Ordinal) || name.StartsWith(x, StringComparison.Ordinal))) lost ??= fault;
        // All that a page says of itself stands before its comments.
        else if (thread is null || (name.StartsWith("wp:comm", StringComparison.Ordinal) && item.ContainsKey("wp:status")
            && item.ContainsKey("wp:post_password"))) into.RejectRest(xml.Line, fault);
        else damage ??= fault;
    }

    private void Start()
    {
        switch (xml.Name)
        {
            case "item":
                if (isInComment) Reject("This comment has no end.");
                if (thread is not null && !item.ContainsKey("wp:status")) damage ??= "It has no end.";
                EndItem();
                (thread, threadNumber) = into.NewThread();
                item.Clear();
                (leaf, damage, itemLine) = (null, null, xml.Line);
                break;
            case "wp:comment" when thread is not null:
                if (isInComment) Reject("This comment has no end.");
                if (leaf is not null) damage ??= $"{leaf} has no end.";
                (isInComment, leaf, xml.Into, lost) = (true, null, null, null);
                fields.Clear();
                metas.Clear();
                xml.Mark();
                comment.Line = xml.Line;
                break;
            case var name when isInComment ? OfComment.Contains(name) : thread is not null ? OfItem.Contains(name)
                : name is "wp:base_blog_url" or "link":
                if (leaf is not null && isInComment) xml.Fault ??= $"{leaf} has no end.";
                else if (leaf is not null) damage ??= $"{leaf} has no end.";
                Begin(name);
                break;
        }
    }

    private void Begin(string name)
    {
        leaf = name;
        value.Clear();
        xml.Into = value;
        if (xml.IsEmpty) Keep();
    }

    private void End()
    {
        if (xml.Name == leaf) Keep();
        else if (xml.Name == "wp:comment" && isInComment)
        {
            if (leaf is not null) xml.Fault ??= $"{leaf} has no end.";
            EndComment();
        }
        else if (xml.Name == "item")
        {
            if (isInComment) Reject("This comment has no end.");
            EndItem();
        }
        else if (isInComment && OfComment.Contains(xml.Name)) xml.Fault ??= $"{xml.Name} ends and has not begun.";
    }

    private void Keep()
    {
        var said = value.ToString();
        var name = leaf!;
        (leaf, xml.Into) = (null, null);
        if (!isInComment)
        {
            if (thread is null) into.Origin = name == "wp:base_blog_url" || into.Origin.Length == 0 ? said.Trim() : into.Origin;
            else if (!item.TryAdd(name, said) && Once.Contains(name)) damage ??= $"{name} stands twice.";
        }
        else if (name == "wp:meta_value") metas[fields.GetValueOrDefault("wp:meta_key", "").Trim()] = said;
        // Of two of a name the second is another's: a meta key is the exception, and of these the last holds.
        else if (name == "wp:meta_key") fields[name] = said;
        else fields.TryAdd(name, said);
    }

    /// <param name="isRejected">That it could not be read has been said.</param>
    private void EndItem(bool isRejected = false)
    {
        if (thread is not { } ended) return;
        if (leaf is not null) damage ??= $"{leaf} has no end.";
        (thread, leaf, xml.Into) = (null, null, null);
        var (link, guid, post) = (Trimmed(item, "link"), Trimmed(item, "guid"), Trimmed(item, "wp:post_id"));
        ended.Id = post.Length > 0 ? post : link.Length > 0 ? link : guid;
        ended.Link = link.Length > 0 ? link : guid;
        var status = Trimmed(item, "wp:status");
        saysStates |= status.Length > 0;
        if (status.Length == 0 && item.Keys.Any(x => x.StartsWith("wp:", StringComparison.Ordinal))) unsaid.Add(ended);
        ended.Above = status == "inherit" ? Trimmed(item, "wp:post_parent") : null;
        ended.Title = Trimmed(item, "title");
        ended.IsClosed = Trimmed(item, "wp:comment_status") == "closed";
        ended.At = TimeOf(Trimmed(item, "wp:post_date_gmt"), Trimmed(item, "wp:post_date"));
        ended.IsKnown = true;
        Hide(ended, damage is not null ? Damaged : HiddenBy(status, Trimmed(item, "wp:post_password")));
        if (damage is not null && !isRejected)
            into.RejectRest(itemLine, $"Nothing of this page was taken, since what it says of itself can't be read: {damage}");
    }

    private const string Damaged = "damaged";

    // A file that says nothing of states has only what was public.
    private static string? HiddenBy(string status, string password) =>
        password.Length > 0 ? "password" : status is "publish" or "inherit" or "" ? null : status;

    // Of a page that is not public not even its name is kept.
    private static void Hide(ForeignThread page, string? why)
    {
        if (why is not null) (page.Hidden, page.Title) = (why, "");
    }

    // What can be told only when all is read: whether other pages say who may see them, and where an attachment was put.
    private void Settle()
    {
        if (saysStates) unsaid.ForEach(page => Hide(page, page.Hidden ?? Damaged));
        var pages = into.Threads.ToLookup(x => x.Id, StringComparer.Ordinal);
        foreach (var page in into.Threads.Where(x => x is { Above: not null, Hidden: null })) Hide(page, HiddenAbove(page, pages));
    }

    // An attachment is for those who may see the page that it was put on; one that was put on none is for everybody.
    private static string? HiddenAbove(ForeignThread page, ILookup<string, ForeignThread> pages)
    {
        for (var steps = 0; page.Above is { } above && above != "0"; steps++)
        {
            var all = pages[above].ToList();
            if (all.Count == 0 || steps == MostSteps) return "put on a page that is not in the file";
            if (all.Find(x => x.Hidden is not null) is { Hidden: { } why }) return why;
            page = all.Find(x => x.Above is not null) ?? all[0];
        }
        return null;
    }

    /// <summary>From one page to that on which it was put; a file that goes on has a circle.</summary>
    private const int MostSteps = 16;

    private void EndComment()
    {
        isInComment = false;
        var fault = xml.Fault ?? (xml.IsTooLong ? "It is longer than anything a person writes." : null);
        xml.Fault = null;
        if (fault is not null)
        {
            into.Reject(comment.Line, fault, xml.Raw);
            return;
        }
        (comment.Id, comment.Parent) = (Trimmed(fields, "wp:comment_id"), Trimmed(fields, "wp:comment_parent"));
        if (comment.Parent == "0") comment.Parent = "";
        (comment.Name, comment.Mail) = (Trimmed(fields, "wp:comment_author"), Trimmed(fields, "wp:comment_author_email"));
        comment.User = Trimmed(fields, "wp:comment_user_id") is var user && user == "0" ? "" : user;
        comment.IsSigned = comment.User.Length > 0;
        var (greenwich, local) = (Trimmed(fields, "wp:comment_date_gmt"), Trimmed(fields, "wp:comment_date"));
        (comment.At, comment.Stated) = (TimeOf(greenwich, local), Stated(greenwich, local));
        comment.Text = fields.GetValueOrDefault("wp:comment_content", "");
        var type = Trimmed(fields, "wp:comment_type");
        comment.State = StateOf(Trimmed(fields, "wp:comment_approved"), type);
        comment.IsPinned = type == "wpdiscuz_sticky";
        (comment.Up, comment.Down) = Votes();
        comment.EditedAt = metas.TryGetValue("wpdiscuz_last_edited_at", out var edited) ? TimeOf(edited.Trim(), "") : null;
        into.Add(comment, threadNumber, comment.Text.Length > ForeignFile.LongestText ? xml.Raw : "");
    }

    private static ForeignState StateOf(string approved, string type) =>
        type is "pingback" or "trackback" ? ForeignState.Ping
        : !Shown.Contains(type) ? ForeignState.Private
        : approved switch
        {
            "1" or "approve" or "approved" => ForeignState.Shown,
            "spam" => ForeignState.Spam,
            "trash" or "post-trashed" => ForeignState.Deleted,
            // What isn't known is looked at, and not shown.
            _ => ForeignState.Pending,
        };

    private (int Up, int Down) Votes()
    {
        var apart = Apart().Matches(metas.GetValueOrDefault("wpdiscuz_votes_seperate", ""));
        if (apart.Count > 0) return (Of("like"), Of("dislike"));
        // Old ones have only what is left when both are set against each other.
        return int.TryParse(metas.GetValueOrDefault("wpdiscuz_votes", "").Trim(), NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out var net) ? (Math.Clamp(net, 0, Most), (int)Math.Clamp(-(long)net, 0, Most)) : (0, 0);

        int Of(string name) => apart.FirstOrDefault(x => x.Groups[1].Value == name) is { } found
            && int.TryParse(found.Groups[2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? Math.Min(count, Most) : 0;
    }

    private const int Most = 10_000_000;

    // Greenwich's where it is there; else the local one, as far from Greenwich as those of the comments before.
    private DateTimeOffset? TimeOf(string greenwich, string local)
    {
        var (utc, here) = (Parsed(greenwich), Parsed(local));
        if (utc is { } a && here is { } b) zone = b - a;
        return utc ?? (here is { } only ? Earliest(only - zone) : null);
    }

    private static string Stated(string greenwich, string local) => Parsed(greenwich) is { } utc ? ForeignComment.StatedAs(utc)
        : Parsed(local) is { } here ? "here " + ForeignComment.StatedAs(here) : "";

    private static DateTimeOffset? Earliest(DateTimeOffset at) => at > DateTimeOffset.UnixEpoch ? at : null;

    private static DateTimeOffset? Parsed(string text) =>
        text.Length > 0 && text != Never && DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Earliest(at.ToUniversalTime()) : null;

    private void Reject(string reason)
    {
        (isInComment, leaf, xml.Into) = (false, null, null);
        into.Reject(comment.Line, xml.Fault ?? reason, xml.Raw);
        xml.Fault = null;
    }

    private static string Trimmed(Dictionary<string, string> from, string name) => from.GetValueOrDefault(name, "").Trim();

    // PHP's own notation of a list with names and whole numbers, and nothing else of it.
    [GeneratedRegex("""s:\d{1,3}:"(like|dislike)";i:(\d{1,9});""")]
    private static partial Regex Apart();
}
