using System.Text.Json;

namespace Parley.Exchange;

/// <summary>Twikoo's export: an array of comments. Source: utils/import.js and index.js of twikoojs/twikoo.</summary>
internal sealed class TwikooFormat(ForeignFile into, ForeignPlaces places)
{
    public const string Name = "twikoo";

    private readonly ForeignComment comment = new();

    public void Read(ImportFile file)
    {
        using var json = new JsonFile(file.OpenText(), isLines: false);
        json.Read(one => Comment(json.Line, one), into.Reject);
    }

    private void Comment(int line, JsonElement one)
    {
        if (!comment.Date(one, "created"))
        {
            into.Reject(line, "Its time can't be read.", one.GetRawText());
            return;
        }
        var number = places.At(one.Text("url"), one.Text("href")).Number;
        (comment.Line, comment.Id) = (line, one.Id("_id"));
        comment.Parent = one.Id("pid") is { Length: > 0 } parent ? parent : one.Id("rid");
        (comment.Name, comment.Mail, comment.User) = (one.Text("nick"), one.Text("mail"), one.Text("uid"));
        comment.Text = one.Text("comment");
        comment.State = one.Is("isSpam") ? ForeignState.Spam : ForeignState.Shown;
        comment.IsPinned = one.Is("top");
        // It had hearts before it had votes.
        (comment.Up, comment.Down) = one.Part("ups") is null && one.Part("downs") is null
            ? (one.Members("like"), 0) : (one.Members("ups"), one.Members("downs"));
        into.Add(comment, number, one.GetRawText());
    }
}
