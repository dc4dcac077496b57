using System.Globalization;
using System.Text;

namespace Parley.Exchange;

/// <summary>
/// What Disqus exports: threads and posts side by side, each post naming its thread and whom it answers. Source:
/// http://docs.disqus.com/developers/export/ and the files that it delivers.
/// </summary>
internal sealed class DisqusFormat(LooseXml xml, ForeignFile into)
{
    public const string Name = "disqus";

    /// <summary>Made up for guests who gave none: it is nobody's.</summary>
    private const string MadeUp = "@wordpress.disqus.net";

    private static readonly HashSet<string> Leaves =
    [
        "id", "forum", "link", "title", "message", "createdAt", "isDeleted", "isSpam", "isClosed", "author/email", "author/name",
        "author/username", "author/isAnonymous",
    ];

    /// <summary>What is meant lies two deep; below this, tags are only counted.</summary>
    private const int Deepest = 8;

    private readonly Dictionary<string, int> threads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> fields = new(StringComparer.Ordinal);
    private readonly List<string> open = [];
    private readonly StringBuilder value = new();
    private readonly ForeignComment comment = new();

    /// <summary>thread or post; null: between two.</summary>
    private string? record;
    private string? leaf;
    private int line;

    /// <summary>Tags that are open below <see cref="Deepest"/>.</summary>
    private int deeper;

    public void Read()
    {
        into.KeepBeside();
        var hasEnd = false;
        for (var part = xml.Read(); part != XmlPart.Done; part = xml.Read())
        {
            if (part == XmlPart.Start) Start();
            else if (xml.Name == "disqus") hasEnd = true;
            else End(xml.Name);
            hasEnd |= part == XmlPart.Start && xml is { Name: "disqus", IsEmpty: true };
        }
        if (record is not null) Reject(xml.Fault ?? $"The file ends in the middle of this {record}.");
        else if (xml.Fault is { } fault) into.RejectRest(xml.Line, fault);
        else if (!hasEnd) into.RejectRest(xml.Line, "The file breaks off: it has no end.");
    }

    private void Start()
    {
        // Neither lies in a thread: there the end of that one is lost. In a post a thread is only named.
        if (xml.Name == "post" || (xml.Name == "thread" && record != "post"))
        {
            if (record is not null) Reject($"This {record} has no end.");
            xml.Mark();
            (record, line, leaf, xml.Into, deeper) = (xml.Name, xml.Line, null, null, 0);
            fields.Clear();
            open.Clear();
            fields["@id"] = xml.Attribute("dsq:id") ?? "";
            if (xml.IsEmpty) EndRecord();
            return;
        }
        if (record is null) return;
        if (open.Count == Deepest)
        {
            if (!xml.IsEmpty) deeper++;
            return;
        }
        open.Add(xml.Name);
        var path = string.Join('/', open);
        if (path is "parent" or "thread" && xml.Attribute("dsq:id") is { } id) fields[path + "@id"] = id;
        if (Leaves.Contains(path))
        {
            if (leaf is not null) xml.Fault ??= $"{leaf} has no end.";
            leaf = path;
            value.Clear();
            xml.Into = value;
        }
        if (xml.IsEmpty) End(xml.Name);
    }

    private void End(string name)
    {
        if (record is null) return;
        if (deeper > 0 && name != record)
        {
            deeper--;
            return;
        }
        if (open.Count == 0 && name == record)
        {
            EndRecord();
            return;
        }
        if (open.Count == 0 || open[^1] != name)
        {
            xml.Fault ??= $"{(open.Count == 0 ? record : open[^1])} has no end.";
            if (name != record) return;
            EndRecord();
            return;
        }
        if (leaf == string.Join('/', open))
        {
            if (!fields.TryAdd(leaf, value.ToString())) xml.Fault ??= $"{leaf} stands twice.";
            (leaf, xml.Into) = (null, null);
        }
        open.RemoveAt(open.Count - 1);
    }

    private void EndRecord()
    {
        var ended = record;
        var fault = xml.Fault ?? (xml.IsTooLong ? "It is longer than anything a person writes." : null);
        (record, leaf, xml.Into, xml.Fault) = (null, null, null, null);
        if (fault is not null) into.Reject(line, fault, xml.Raw);
        else if (ended == "thread") EndThread();
        else EndPost();
    }

    private void EndThread()
    {
        var thread = ThreadOf(fields["@id"]).Thread;
        thread.IsKnown = true;
        thread.Link = Said("link") is { Length: > 0 } link ? link : Said("id");
        thread.Hidden = Is("isDeleted") ? "deleted" : null;
        thread.Title = thread.Hidden is null ? Said("title") : "";
        thread.IsClosed = Is("isClosed");
        thread.At = TimeOf(Said("createdAt"));
        if (into.Origin.Length == 0) into.Origin = Said("forum");
    }

    private void EndPost()
    {
        (comment.Line, comment.Id, comment.Before) = (line, fields["@id"].Trim(), Said("id"));
        comment.Parent = fields.GetValueOrDefault("parent@id", "").Trim();
        (comment.Name, comment.User) = (Said("author/name"), Said("author/username"));
        comment.Mail = Said("author/email") is var mail && mail.EndsWith(MadeUp, StringComparison.OrdinalIgnoreCase) ? "" : mail;
        comment.IsSigned = Said("author/isAnonymous") is "false" or "0";
        comment.At = TimeOf(Said("createdAt"));
        comment.Stated = comment.At is { } at ? ForeignComment.StatedAs(at) : "";
        comment.Text = fields.GetValueOrDefault("message", "");
        comment.State = Is("isSpam") ? ForeignState.Spam : Is("isDeleted") ? ForeignState.Deleted : ForeignState.Shown;
        if (comment.At is null && Said("createdAt").Length > 0) into.Reject(line, $"\"{Said("createdAt")}\" is no time.", xml.Raw);
        else into.Add(comment, ThreadOf(fields.GetValueOrDefault("thread@id", "")).Number,
            comment.Text.Length > ForeignFile.LongestText ? xml.Raw : "");
    }

    private (ForeignThread Thread, int Number) ThreadOf(string id)
    {
        if (threads.TryGetValue(id, out var number)) return (into.Threads[number], number);
        var made = into.NewThread();
        made.Thread.Id = id;
        threads[id] = made.Number;
        return made;
    }

    private void Reject(string reason)
    {
        into.Reject(line, xml.Fault ?? reason, xml.Raw);
        (record, leaf, xml.Into, xml.Fault) = (null, null, null, null);
    }

    private string Said(string field) => fields.GetValueOrDefault(field, "").Trim();

    private bool Is(string field) => Said(field) is "true" or "1";

    private static DateTimeOffset? TimeOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && at > DateTimeOffset.UnixEpoch ? at.ToUniversalTime() : null;
}
