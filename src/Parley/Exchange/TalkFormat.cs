using System.Text.Json;

namespace Parley.Exchange;

/// <summary>
/// Talk 4, as Coral was called: its collections assets, users and comments, as mongoexport writes them, in one zip. Source: structs of
/// coralproject/coral-importer.
/// </summary>
internal sealed class TalkFormat(ForeignFile into, ForeignPlaces places, DateTimeOffset now)
{
    public const string Name = "talk";

    private readonly ForeignAccounts people = new();
    private readonly ForeignComment comment = new() { Marks = ForeignMarks.None };

    public void Read(ImportFile file) => CoralFormat.Read(file, into, ("Talk", "assets"), Asset, Person, Comment);

    private void Asset(JsonElement one)
    {
        var thread = places.Numbered(one.Text("id")).Thread;
        places.KnowOrigin(one.Text("url"));
        (thread.IsKnown, thread.Link, thread.Title) = (true, one.Text("url"), one.Text("title"));
        thread.At = one.Time("created_at");
        // A time to come is when it would have been closed there.
        thread.IsClosed = one.Time("closedAt") <= now;
    }

    // An account of its own is called by its mail address; one of elsewhere by a number.
    private void Person(JsonElement one)
    {
        var own = one.Parts("profiles").FirstOrDefault(x => x.Text("provider") == "local");
        people.Add(one.Text("id"), one.Text("username"), own.Text("id"), own.Part("metadata", "confirmed_at") is not null);
    }

    private void Comment(int line, JsonElement one)
    {
        if (!comment.Date(one, "created_at"))
        {
            into.Reject(line, "Its time can't be read.", one.GetRawText());
            return;
        }
        (comment.Line, comment.Id, comment.Parent) = (line, one.Text("id"), one.Text("parent_id"));
        comment.User = one.Text("author_id");
        (comment.Name, comment.Mail, comment.IsSigned) = people.Find(comment.User);
        comment.Text = one.Text("body");
        var history = one.Parts("body_history").ToList();
        comment.EditedAt = history.Count > 1 ? history[^1].Time("created_at") : null;
        comment.State = one.Part("deleted_at") is not null ? ForeignState.Deleted : one.Text("status") switch
        {
            "NONE" or "ACCEPTED" => ForeignState.Shown,
            "REJECTED" => ForeignState.Rejected,
            // PREMOD and SYSTEM_WITHHELD; and what isn't known is looked at, and not shown.
            _ => ForeignState.Pending,
        };
        comment.Up = one.Part("action_counts")?.Count("respect") ?? 0;
        into.Add(comment, places.Numbered(one.Text("asset_id")).Number, one.GetRawText());
    }
}
