using System.Text.Json;
using Parley.Data;

namespace Parley.Exchange;

/// <summary>
/// Remark42's own backup: a line about accounts and pages, then each comment on a line of its own. Source: backend/app/migrator/native.go
/// and store/comment.go of umputun/remark42.
/// </summary>
internal sealed class Remark42Format(ForeignFile into, ForeignPlaces places)
{
    public const string Name = "remark42";

    private const string Guest = "anonymous_";

    /// <summary>Mail addresses by account: those to which Remark42 has sent a link that was followed.</summary>
    private readonly ForeignAccounts mails = new();
    private readonly HashSet<string> closed = new(StringComparer.Ordinal);
    private readonly ForeignComment comment = new();

    public void Read(ImportFile file)
    {
        using var json = new JsonFile(file.OpenText(), isLines: true, "", "users", "posts");
        json.Read(one => Take(json, one), (line, reason, text) =>
        {
            // Whoever repairs it and tries again would otherwise find everybody without their address, and closed pages open.
            if (!json.HasFirst) throw new SetupException(
                "The first line is damaged, in which accounts and closed pages stand. Nothing was changed.");
            into.Reject(line, reason, text);
        });
    }

    // A page is the same in either scheme.
    private static string Bare(string url) =>
        url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? url[(scheme + 3)..] : url;

    private void Take(JsonFile json, JsonElement one)
    {
        switch (json.Path)
        {
            case "version" when one.Text() is not ("0" or "1"):
                throw new SetupException($"This is version {JsonFields.Short(one.Text())} of Remark42's backup; 0 and 1 are known. "
                    + "Nothing was changed.");
            case "users[]" when one.Part("details") is { } details && details.Text("email") is { Length: > 0 } mail:
                mails.Add(one.Text("id"), "", mail);
                break;
            case "posts[]" when one.Is("read_only"):
                closed.Add(Bare(one.Text("url")));
                break;
            case JsonFile.Further:
                Comment(json.Line, one);
                break;
        }
    }

    private void Comment(int line, JsonElement one)
    {
        if (!comment.Date(one, "time"))
        {
            into.Reject(line, $"\"{one.Text("time")}\" is no time.", one.GetRawText());
            return;
        }
        var (user, locator) = (one.Part("user") ?? default, one.Part("locator") ?? default);
        if (into.Origin.Length == 0) into.Origin = locator.Text("site");
        var url = locator.Text("url");
        var (thread, number) = places.At(url);
        thread.IsClosed = closed.Contains(Bare(url));
        if (thread.Title.Length == 0) thread.Title = one.Text("title");

        (comment.Line, comment.Id, comment.Parent) = (line, one.Id("id"), one.Id("pid"));
        (comment.Name, comment.User) = (user.Text("name"), user.Text("id"));
        comment.Mail = mails.Find(comment.User).Mail;
        comment.IsSigned = !comment.User.StartsWith(Guest, StringComparison.Ordinal);
        comment.Text = one.Text("text");
        comment.State = one.Is("delete") ? ForeignState.Deleted : ForeignState.Shown;
        comment.EditedAt = one.Part("edit")?.Time("time");
        comment.IsPinned = one.Is("pin");
        Votes(one);
        into.Add(comment, number, one.GetRawText());
    }

    // Older backups have who voted how; of newer ones only what is left of both is known.
    private void Votes(JsonElement one)
    {
        comment.Score(one.Net("score"));
        if (one.Part("votes") is not { ValueKind: JsonValueKind.Object } votes) return;
        var (up, down) = (0, 0);
        foreach (var vote in votes.EnumerateObject())
            if (vote.Value.ValueKind == JsonValueKind.True) up++;
            else down++;
        if (up + down > 0) (comment.Up, comment.Down) = (up, down);
    }
}
