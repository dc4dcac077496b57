using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Parley.Articles;
using Parley.Comments;
using Parley.Discussions;
using Parley.Web;

namespace Parley.Pages;

/// <summary>The page for search engines: a NewsArticle with the Comments that are on it, in the terms of schema.org.</summary>
public static class JsonLd
{
    /// <summary>
    /// As many comments: those of the top level, then replies while there is room. Readers pay for what stands on the page a second time.
    /// </summary>
    public const int MostComments = 10;

    // Letters of every script as they are; the signs that HTML knows escaped.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <returns>JSON in which "&lt;" is escaped, so that it can stand in a script element.</returns>
    public static string Of(Article article, Place place, string url, string description, Func<string, string> absolute,
        IReadOnlyList<ShownComment> comments, int count)
    {
        var news = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "NewsArticle",
            ["@id"] = url,
            ["url"] = url,
            ["mainEntityOfPage"] = url,
            ["headline"] = article.Title,
            ["description"] = description,
            ["inLanguage"] = place.T.Tag,
            ["datePublished"] = Times.Machine(article.PublishedAt),
            ["dateModified"] = Times.Machine(article.UpdatedAt ?? article.PublishedAt),
            ["publisher"] = new JsonObject { ["@type"] = "Organization", ["name"] = place.SiteName, ["url"] = absolute("/") },
            ["discussionUrl"] = absolute(place.Path + "#discussion"),
            ["commentCount"] = count,
        };
        if (article.Byline is { Length: > 0 } byline) news["author"] = new JsonObject { ["@type"] = "Person", ["name"] = byline };
        if (article.DatelinePlace is { Length: > 0 } filed) news["dateline"] = filed;
        if (article.Picture is { } picture) news["image"] = absolute(picture);
        news["comment"] = Told(comments, place, absolute, MostComments);
        return news.ToJsonString(Plain);
    }

    /// <summary>What another site's page adds to what it says of itself: joined by <c>@id</c>, its address.</summary>
    public static string OfPage(Place place, Func<string, string> absolute, IReadOnlyList<ShownComment> comments, int count)
    {
        var url = place.Host!.Address is ['/', ..] own ? absolute(Addresses.Link(own)) : place.Host.Address;
        return new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "Article",
            ["@id"] = url,
            ["url"] = url,
            ["discussionUrl"] = absolute(place.Path),
            ["commentCount"] = count,
            ["comment"] = Told(comments, place, absolute, int.MaxValue),
        }.ToJsonString(Plain);
    }

    private static JsonArray Told(IReadOnlyList<ShownComment> comments, Place place, Func<string, string> absolute, int most)
    {
        var (said, room) = (new JsonArray(), Math.Max(0, most - comments.Count));
        foreach (var comment in comments.Take(most)) Add(said, comment, place, absolute, ref room);
        return said;
    }

    // A withdrawn comment has nothing to say, but what was said to it does.
    private static void Add(JsonArray to, ShownComment comment, Place place, Func<string, string> absolute, ref int room)
    {
        if (comment.IsPublished()) to.Add(One(comment, place, absolute, ref room));
        else AddReplies(to, comment, place, absolute, ref room);
    }

    private static void AddReplies(JsonArray to, ShownComment comment, Place place, Func<string, string> absolute, ref int room)
    {
        foreach (var reply in comment.Replies)
        {
            if (room == 0) return;
            if (reply.IsPublished()) room--;
            Add(to, reply, place, absolute, ref room);
        }
    }

    private static JsonNode One(ShownComment comment, Place place, Func<string, string> absolute, ref int room)
    {
        var one = new JsonObject
        {
            ["@type"] = "Comment",
            ["url"] = place.Link(comment.Id) is ['/', ..] own ? absolute(own) : place.Link(comment.Id),
            ["text"] = comment.Text,
            ["dateCreated"] = Times.Machine(comment.CreatedAt),
            ["author"] = new JsonObject
                { ["@type"] = "Person", ["name"] = comment.Author.Name, ["url"] = absolute($"/readers/{comment.Author.Id}") },
            ["upvoteCount"] = comment.Up,
            ["downvoteCount"] = comment.Down,
            ["commentCount"] = comment.ReplyCount,
        };
        if (comment.Author.Newsroom is { } newsroom)
            one["author"]!["worksFor"] = new JsonObject
                { ["@type"] = "NewsMediaOrganization", ["name"] = newsroom, ["url"] = absolute("/") };
        if (comment.EditedAt is { } edited) one["dateModified"] = Times.Machine(edited);
        if (comment.Anchor is { } anchor) one["citation"] = anchor.Exact;
        if (comment.Replies.Count == 0 || room == 0) return one;
        var answers = new JsonArray();
        AddReplies(answers, comment, place, absolute, ref room);
        one["comment"] = answers;
        return one;
    }
}
