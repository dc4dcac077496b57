using System.Text.Json;
using Parley.Data;

namespace Parley.Exchange;

/// <summary>
/// Coral 7 and later: its collections stories, users and comments, as mongoexport writes them, in one zip. Source: models of
/// coralproject/talk, structs of coralproject/coral-importer.
/// </summary>
internal sealed class CoralFormat(ForeignFile into, ForeignPlaces places, DateTimeOffset now)
{
    public const string Name = "coral";

    private readonly ForeignAccounts people = new();
    private readonly ForeignComment comment = new();

    public void Read(ImportFile file) => Read(file, into, ("Coral", "stories"), Story, Person, Comment);

    /// <summary>What stands in no comment comes first, whatever the order of the files.</summary>
    /// <param name="of">The system, and what it calls its pages.</param>
    internal static void Read(ImportFile file, ForeignFile into, (string System, string Pages) of, Action<JsonElement> page,
        Action<JsonElement> person, Action<int, JsonElement> comment)
    {
        if (!file.Has(JsonShape.Comments) || !file.Has(JsonShape.Stories) || !file.Has(JsonShape.Users))
            throw new SetupException($"{of.System} keeps pages, people and comments apart: put {of.Pages}.json, users.json and "
                + "comments.json into one zip, and import that. Nothing was changed.");
        foreach (var (part, take) in new (string, Action<int, JsonElement>)[]
        {
            (JsonShape.Stories, (_, one) => page(one)), (JsonShape.Users, (_, one) => person(one)), (JsonShape.Comments, comment),
        })
            foreach (var text in file.OpenParts(part))
            {
                using var json = new JsonFile(text, isLines: true);
                // Whoever repairs it and tries again would otherwise find everybody without a name.
                json.Read(one => take(json.Line, one), part != JsonShape.Users ? into.Reject : (line, _, _) => throw new SetupException(
                    $"Line {line} of users.json is damaged, and the names of those who wrote stand there. Nothing was changed."));
            }
    }

    private void Story(JsonElement one)
    {
        if (into.Origin.Length == 0) into.Origin = one.Text("tenantID");
        places.KnowOrigin(one.Text("url"));
        var thread = places.Numbered(one.Text("id")).Thread;
        (thread.IsKnown, thread.Link, thread.At) = (true, one.Text("url"), one.Time("createdAt"));
        thread.Title = one.Part("metadata")?.Text("title") ?? "";
        // A time to come is when it would have been closed there.
        thread.IsClosed = one.Time("closedAt") <= now;
    }

    private void Person(JsonElement one) =>
        people.Add(one.Text("id"), one.Text("username"), one.Text("email"), one.Is("emailVerified"));

    private void Comment(int line, JsonElement one)
    {
        if (!comment.Date(one, "createdAt"))
        {
            into.Reject(line, "Its time can't be read.", one.GetRawText());
            return;
        }
        (comment.Line, comment.Id, comment.Parent) = (line, one.Text("id"), one.Text("parentID"));
        comment.User = one.Text("authorID");
        (comment.Name, comment.Mail, comment.IsSigned) = people.Find(comment.User);
        var (last, versions) = (default(JsonElement), 0);
        foreach (var revision in one.Parts("revisions")) (last, versions) = (revision, versions + 1);
        comment.Text = last.Text("body");
        comment.EditedAt = versions > 1 ? last.Time("createdAt") : null;
        comment.State = one.Part("deletedAt") is not null || versions == 0 ? ForeignState.Deleted : one.Text("status") switch
        {
            "NONE" or "APPROVED" => ForeignState.Shown,
            "REJECTED" => ForeignState.Rejected,
            // PREMOD and SYSTEM_WITHHELD; and what isn't known is looked at, and not shown.
            _ => ForeignState.Pending,
        };
        comment.Up = one.Part("actionCounts")?.Count("REACTION") ?? 0;
        into.Add(comment, places.Numbered(one.Text("storyID")).Number, one.GetRawText());
    }
}
