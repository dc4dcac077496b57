using System.Text.Json;

namespace Parley.Exchange;

/// <summary>
/// Artalk's Artrans: an array of comments, each with all that is known of its page and its site. Source: internal/entity/artran.go of
/// ArtalkJS/Artalk.
/// </summary>
internal sealed class ArtalkFormat(ForeignFile into, ForeignPlaces places)
{
    public const string Name = "artalk";

    private readonly ForeignComment comment = new() { Marks = ForeignMarks.Markdown };

    public void Read(ImportFile file)
    {
        into.NumbersByPage = true;
        using var json = new JsonFile(file.OpenText(), isLines: false);
        json.Read(one => Comment(json.Line, one), into.Reject);
    }

    private void Comment(int line, JsonElement one)
    {
        if (!comment.Date(one, "created_at"))
        {
            into.Reject(line, $"\"{one.Text("created_at")}\" is no time.", one.GetRawText());
            return;
        }
        var key = one.Text("page_key");
        // A site may have several addresses; the first is its own.
        var whole = Uri.TryCreate(one.Text("site_urls").Split(',')[0].Trim(), UriKind.Absolute, out var site)
            && Uri.TryCreate(site, key, out var page) ? page.AbsoluteUri : null;
        if (into.Origin.Length == 0) into.Origin = one.Text("site_name");
        var (thread, number) = places.At(key, whole);
        if (thread.Title.Length == 0) thread.Title = one.Text("page_title");
        // Nobody but its editors may write there.
        thread.IsClosed = one.Is("page_admin_only");

        (comment.Line, comment.Id, comment.Parent) = (line, one.Id("id"), one.Id("rid") is var parent && parent == "0" ? "" : parent);
        (comment.Name, comment.Mail, comment.Text) = (one.Text("nick"), one.Text("email"), one.Text("content"));
        comment.State = one.Is("is_pending") ? ForeignState.Pending : ForeignState.Shown;
        comment.IsPinned = one.Is("is_pinned");
        (comment.Up, comment.Down) = (one.Count("vote_up"), one.Count("vote_down"));
        into.Add(comment, number, one.GetRawText());
    }
}
