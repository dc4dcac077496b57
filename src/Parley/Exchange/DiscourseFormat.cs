using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Data;

namespace Parley.Exchange;

/// <summary>
/// A topic of Discourse as <c>/t/NUMBER.json</c> has it, or an array of such: what stood below a page that showed it in a frame. Source:
/// app/models/topic_embed.rb and app/serializers/post_serializer.rb of discourse/discourse.
/// </summary>
internal sealed partial class DiscourseFormat(ForeignFile into, ForeignPlaces places)
{
    public const string Name = "discourse";

    /// <summary>The post that the page itself has made: an excerpt, and where it is from.</summary>
    private const string Opening = "1";

    /// <summary>As what readers do to a post is numbered there.</summary>
    private const string Like = "2";

    private static readonly string[] Wanted =
        ["id", "title", "closed", "archived", "archetype", "deleted_at", "post_stream.stream", "post_stream.posts[]"];

    private readonly ForeignComment comment = new();
    private ForeignThread thread = new();
    private int number, topic = -1, posts, listed;

    public void Read(ImportFile file)
    {
        // Posts are numbered within their topic, and answer by these numbers.
        into.NumbersByPage = true;
        using var json = new JsonFile(file.OpenText(), isLines: false,
            "", "post_stream", "post_stream.posts", "[]", "[].post_stream", "[].post_stream.posts")
            { Wants = path => Wanted.Contains(path.StartsWith("[].", StringComparison.Ordinal) ? path[3..] : path) };
        json.Read(one => Take(json, one), into.Reject);
        EndTopic(json.Line);
        if (into.Threads.Exists(x => x.Hidden is null && string.IsNullOrEmpty(x.Link)))
            throw new SetupException("A topic doesn't name the page that it was about. Say which it is, and import it alone: "
                + "--url https://www.example.org/story. Nothing was changed.");
    }

    private void Take(JsonFile json, JsonElement one)
    {
        if (topic != json.Objects)
        {
            EndTopic(json.Line);
            (topic, posts, listed) = (json.Objects, 0, 0);
            (thread, number) = into.NewThread();
            (thread.IsKnown, thread.Link) = (true, number == 0 ? places.Page : null);
        }
        switch (json.Path.StartsWith("[].", StringComparison.Ordinal) ? json.Path[3..] : json.Path)
        {
            case "id":
                thread.Id = one.Text();
                break;
            case "title":
                thread.Title = one.Text();
                break;
            case "closed" or "archived":
                thread.IsClosed |= one.Text() == "true";
                break;
            case "archetype" when one.Text() == "private_message":
                thread.Hidden = "private";
                break;
            case "deleted_at" when one.Text().Length > 0:
                thread.Hidden = "deleted";
                break;
            case "post_stream.stream" when one.ValueKind == JsonValueKind.Array:
                listed = one.GetArrayLength();
                break;
            case "post_stream.posts[]":
                posts++;
                Post(json.Line, one);
                break;
        }
    }

    // A long topic is delivered in pieces, of which this may be the first alone.
    private void EndTopic(int line)
    {
        if (thread.Hidden is not null) thread.Title = "";
        if (listed > posts)
            into.RejectRest(line, $"The topic has {listed} posts, of which {posts} are in the file. Fetch it with ?print=true.");
    }

    private void Post(int line, JsonElement one)
    {
        if (!comment.Date(one, "created_at"))
        {
            into.Reject(line, $"\"{one.Text("created_at")}\" is no time.", one.GetRawText());
            return;
        }
        var own = one.Text("post_number");
        var cooked = one.Text("cooked");
        if (own == Opening && Original().Match(cooked) is { Success: true } from)
            thread.Link ??= WebUtility.HtmlDecode(from.Groups[1].Value);
        places.KnowOrigin(thread.Link);
        comment.Line = line;
        (comment.Id, comment.Parent) = (own, one.Text("reply_to_post_number") is var above && above == Opening ? "" : above);
        comment.Name = one.Text("name") is { Length: > 0 } name ? name : one.Text("username");
        comment.User = one.Text("username");
        (comment.Text, comment.Marks) = cooked.Length > 0 ? (cooked, ForeignMarks.Html) : (one.Text("raw"), ForeignMarks.Markdown);
        comment.State = own == Opening ? ForeignState.Private : StateOf(one);
        comment.Up = one.Parts("actions_summary").FirstOrDefault(x => x.Text("id") == Like).Count("count");
        into.Add(comment, number, one.GetRawText());
    }

    private static ForeignState StateOf(JsonElement one) =>
        one.Part("deleted_at") is not null || one.Is("user_deleted") ? ForeignState.Deleted
        // What moderators and the program itself have done, and what is whispered among staff.
        : one.Text("post_type") is not ("1" or "") ? ForeignState.Private
        : one.Is("hidden") ? ForeignState.Pending : ForeignState.Shown;

    // As topic_embed.rb puts it below the excerpt.
    [GeneratedRegex("""<hr ?/?>\s*<small>[^<]*<a href=["']([^"']+)["']""")]
    private static partial Regex Original();
}
