using System.Text.Json;
using Parley.Data;

namespace Parley.Exchange;

/// <summary>
/// What Commento exports, and Comentario, which began as its copy: its first version has the same shape. Accounts stand behind the
/// comments, so the file is read twice. Source: api/domain_export.go of adtac/commento, internal/svc/impex_comentario.go of Comentario.
/// </summary>
internal sealed class CommentoFormat(ForeignFile into, ForeignPlaces places)
{
    public const string Name = "commento";

    private const string Anonymous = "anonymous";

    /// <summary>Its own accounts, whose mail address nobody has checked.</summary>
    private const string OwnProvider = "commento";

    private readonly ForeignAccounts people = new();
    private readonly ForeignComment comment = new() { Marks = ForeignMarks.Markdown };

    public void Read(ImportFile file)
    {
        var later = new ComentarioFormat(into, places);
        var version = "";
        using (var json = Open(file, "version", "commenters[]", "pages[]"))
            json.Read(one =>
            {
                if (json.Path == "version") version = one.Text();
                else if (json.Path == "commenters[]") Person(one);
                else if (json.Path == "pages[]") later.Page(one);
            }, (line, _, _) => { if (json.IsDamaged) NoNames(line); });
        if (version is not ("1" or "3"))
            throw new SetupException($"This is version {(version.Length > 0 ? JsonFields.Short(version) : "?")} of an export of Commento "
                + "or Comentario; 1 and 3 are known. Nothing was changed.");
        using (var json = Open(file, "comments[]"))
            json.Read(one =>
            {
                if (version == "3") later.Comment(json.Line, one, people);
                else Comment(json.Line, one);
            }, into.Reject);
    }

    // Whoever repairs it and tries again would otherwise find everybody without a name.
    private static void NoNames(int line) => throw new SetupException(
        $"The file is damaged from line {line} on, and the names of those who wrote stand at its end. Nothing was changed.");

    private static JsonFile Open(ImportFile file, params string[] wanted) =>
        new(file.OpenText(), isLines: false, "", "comments", "commenters", "pages") { Wants = path => wanted.Contains(path) };

    // One row for each comment that somebody has written.
    private void Person(JsonElement one)
    {
        var id = one.Text(one.Part("commenterHex") is null ? "id" : "commenterHex");
        people.Add(id, one.Text("name"), one.Text("email"), one.Text("provider") is { Length: > 0 } provider && provider != OwnProvider);
    }

    private void Comment(int line, JsonElement one)
    {
        if (!comment.Date(one, "creationDate"))
        {
            into.Reject(line, $"\"{one.Text("creationDate")}\" is no time.", one.GetRawText());
            return;
        }
        var (host, path) = (one.Text("domain"), one.Text("url"));
        if (host.Length == 0) (host, path) = (one.Text("host"), one.Text("path"));
        if (into.Origin.Length == 0) into.Origin = host;
        var number = places.At(path, host.Length > 0 ? $"https://{host}/{path.TrimStart('/')}" : null).Number;

        (comment.Line, comment.Id) = (line, one.Text("commentHex"));
        comment.Parent = one.Text("parentHex") is var parent && parent == "root" ? "" : parent;
        comment.User = one.Text("commenterHex");
        // Comentario writes nobody as nothing but zeros.
        if (comment.User == Anonymous || comment.User.AsSpan().Trim('0').Length == 0) comment.User = "";
        (comment.Name, comment.Mail, comment.IsSigned) = people.Find(comment.User);
        var (markdown, html) = (one.Text("markdown"), one.Text("html"));
        (comment.Text, comment.Marks) = markdown.Length > 0 ? (markdown, ForeignMarks.Markdown) : (html, ForeignMarks.Html);
        comment.State = StateOf(one);
        comment.Score(one.Net("score"));
        into.Add(comment, number, one.GetRawText());
    }

    private static ForeignState StateOf(JsonElement one)
    {
        // Older exports have a text in its place.
        if (one.Is("deleted") || (one.Part("deleted") is null && one.Text("markdown") == "[deleted]")) return ForeignState.Deleted;
        // Unapproved, or taken for spam by a filter: both wait for a moderator there.
        return one.Text("state") == "approved" ? ForeignState.Shown : ForeignState.Pending;
    }
}
