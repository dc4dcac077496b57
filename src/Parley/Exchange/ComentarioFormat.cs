using System.Text.Json;

namespace Parley.Exchange;

/// <summary>
/// The third version of what Comentario exports, read by <see cref="CommentoFormat"/>, with whose first it shares its frame.
/// </summary>
internal sealed class ComentarioFormat(ForeignFile into, ForeignPlaces places)
{
    public const string Name = "comentario";

    private readonly Dictionary<string, JsonPage> pages = new(StringComparer.Ordinal);
    private readonly ForeignComment comment = new();

    private sealed record JsonPage(string Path, string Title, bool IsClosed, string Domain);

    public void Page(JsonElement one) =>
        pages[one.Text("id")] = new(one.Text("path"), one.Text("title"), one.Is("isReadonly"), one.Text("domainId"));

    public void Comment(int line, JsonElement one, ForeignAccounts people)
    {
        var id = one.Text("pageId");
        if (!comment.Date(one, "createdTime"))
        {
            into.Reject(line, $"\"{one.Text("createdTime")}\" is no time.", one.GetRawText());
            return;
        }
        if (!pages.TryGetValue(id, out var page))
        {
            into.Reject(line, $"Its page {id} is not in the file.", one.GetRawText());
            return;
        }
        if (into.Origin.Length == 0) into.Origin = page.Domain;
        // The address of the comment is that of its page.
        var (thread, number) = places.At(page.Path, one.Text("url").Split('#')[0]);
        (thread.Title, thread.IsClosed) = (page.Title, page.IsClosed);

        (comment.Line, comment.Id, comment.Parent) = (line, one.Text("id"), one.Text("parentId"));
        comment.User = one.Text("userCreated") is var user && user.AsSpan().Trim("0-").Length == 0 ? "" : user;
        (comment.Name, comment.Mail, comment.IsSigned) = people.Find(comment.User, one.Text("authorName"));
        var (markdown, html) = (one.Text("markdown"), one.Text("html"));
        (comment.Text, comment.Marks) = markdown.Length > 0 ? (markdown, ForeignMarks.Markdown) : (html, ForeignMarks.Html);
        comment.State = one.Is("isDeleted") ? ForeignState.Deleted
            : one.Is("isPending") ? ForeignState.Pending
            : one.Is("isApproved") ? ForeignState.Shown : ForeignState.Rejected;
        comment.IsPinned = one.Is("isSticky");
        comment.EditedAt = one.Time("editedTime");
        comment.Score(one.Net("score"));
        into.Add(comment, number, one.GetRawText());
    }
}
