using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.Exchange;

/// <summary>
/// Waline's own export, and what LeanCloud exports of it and of Valine: <c>{"results":[…]}</c>, or one comment a line. Source:
/// controller/db.js of walinejs/waline.
/// </summary>
internal sealed partial class WalineFormat(ForeignFile into, ForeignPlaces places)
{
    public const string Name = "waline";

    private readonly ForeignAccounts people = new();
    private readonly ForeignComment comment = new();

    public void Read(ImportFile file)
    {
        var isLines = file.Says("objectId");
        // Accounts stand behind the comments.
        if (!isLines)
            using (var json = Open(file, isLines, "data.Users[]"))
                json.Read(one =>
                {
                    if (json.Path == "data.Users[]") people.Add(one.Id("objectId"), one.Text("display_name"), one.Text("email"));
                }, (_, _, _) => { });
        using (var json = Open(file, isLines, "data.Comment[]", "results[]", JsonFile.Each))
            json.Read(one => Comment(json.Line, one), into.Reject);
    }

    private static JsonFile Open(ImportFile file, bool isLines, params string[] wanted) =>
        new(file.OpenText(), isLines, isLines ? [] : ["", "data", "data.Comment", "data.Users", "results"])
            { Wants = path => isLines || wanted.Contains(path) };

    private void Comment(int line, JsonElement one)
    {
        if (!comment.Date(one, one.Part("insertedAt") is null ? "createdAt" : "insertedAt"))
        {
            into.Reject(line, "Its time can't be read.", one.GetRawText());
            return;
        }
        var number = places.At(one.Text("url")).Number;
        (comment.Line, comment.Id) = (line, one.Id("objectId"));
        comment.Parent = one.Id("pid") is { Length: > 0 } parent ? parent : one.Id("rid");
        comment.User = one.Id("user_id");
        var account = people.Find(comment.User, one.Text("nick"), one.Text("mail"));
        (comment.Name, comment.Mail) = (account.Name.Length > 0 ? account.Name : one.Text("nick"), account.Mail);
        comment.Text = one.Text("comment");
        // Rendered already, or as it was written.
        comment.Marks = Rendered().IsMatch(comment.Text) ? ForeignMarks.Html : ForeignMarks.Markdown;
        comment.State = one.Text("status") switch
        {
            "approved" or "" => ForeignState.Shown,
            "spam" => ForeignState.Spam,
            // "waiting"; and what isn't known is looked at, and not shown.
            _ => ForeignState.Pending,
        };
        comment.Score(one.Net("like"));
        comment.IsPinned = one.Is("sticky");
        into.Add(comment, number, one.GetRawText());
    }

    // An address in such brackets is Markdown.
    [GeneratedRegex(@"^\s*<[a-zA-Z][a-zA-Z0-9]*[\s/>]")]
    private static partial Regex Rendered();
}
