using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Parley.Exchange;

/// <summary>
/// Comments as pages tell them to search engines: in attributes, or in a script with JSON-LD. Source: https://schema.org/Comment
/// </summary>
internal static partial class HtmlSchema
{
    /// <summary>In one another; each answer lies some steps in what it answers.</summary>
    private const int Deepest = 512;

    private static readonly string[] ForLikes = ["upvoteCount"], ForDislikes = ["downvoteCount"];
    private static readonly string[] Dates = ["dateCreated", "datePublished", "commentTime"];
    private static readonly string[] Spoken = ["text", "commentText"];
    private static readonly string[] People = ["author", "creator"];

    public static List<HtmlComment> Attributes(SavedPage page)
    {
        var all = page.Elements.Where(x => x.HasAttribute("itemscope") && Comment().IsMatch(x.GetAttribute("itemtype") ?? ""))
            .ToDictionary(x => x, IdOf);
        return [.. all.Select(one => OfAttributes(one.Key, one.Value, all)).Where(x => x.Text.Length > 0)];
    }

    private static HtmlComment OfAttributes(IElement one, string id, Dictionary<IElement, string> all)
    {
        var own = HtmlLists.Own(one, all);
        var name = Find(People, one);
        if (name?.HasAttribute("itemscope") == true) name = Find(["name"], name);
        var text = Find(Spoken, one);
        return new()
        {
            Id = id.Length > 0 ? id : Fragment(Value(Find(["url"], one))),
            Parent = HtmlLists.Around(one, all) is { } around ? all[around]
                : Find(["parentItem"], one) is { } above ? IdOf(above) is { Length: > 0 } said ? said : Fragment(Value(above)) : "",
            Element = one, Name = Value(name), At = Value(Find(Dates, one)), Text = text?.GetAttribute("content") ?? text?.InnerHtml ?? "",
            Marks = text?.HasAttribute("content") == true ? ForeignMarks.None : ForeignMarks.Html,
            Up = Count(Value(Find(ForLikes, one))), Down = Count(Value(Find(ForDislikes, one))),
        };

        // What is said of this very thing, not of another that lies in it.
        IElement? Find(string[] names, IElement of) => own.Find(x => Array.Exists(names, y => SavedPage.Has(x.GetAttribute("itemprop"), y))
            && ReferenceEquals(ScopeOf(x), of));
    }

    private static IElement? ScopeOf(IElement one)
    {
        var at = one.ParentElement;
        while (at is not null && !at.HasAttribute("itemscope")) at = at.ParentElement;
        return at;
    }

    private static string IdOf(IElement one) => Fragment(one.GetAttribute("itemid") ?? (one.Id is { Length: > 0 } id ? "#" + id : null));

    private static string Value(IElement? of) => of is null ? "" : (of.GetAttribute("content") ?? of.GetAttribute("datetime")
        ?? of.GetAttribute("href") ?? of.TextContent).Trim();

    private static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Min(count, JsonFields.Most) : 0;

    // The number in comment-12, so that links go on leading there; whatever else it is called, whole.
    private static string Fragment(string? address)
    {
        if (string.IsNullOrEmpty(address)) return "";
        var last = address[(address.LastIndexOf('#') + 1)..].Trim();
        return Number().Match(last) is { Success: true } number ? number.Groups[1].Value : last;
    }

    /// <param name="damaged">Called with each script of this kind that can't be read.</param>
    public static List<HtmlComment> Scripts(SavedPage page, Action<IElement> damaged)
    {
        var found = new List<HtmlComment>();
        foreach (var script in page.Elements.Where(x => x.LocalName == "script"
            && string.Equals(x.GetAttribute("type")?.Trim(), "application/ld+json", StringComparison.OrdinalIgnoreCase)))
        {
            try
            {
                using var json = JsonDocument.Parse(script.TextContent, AsWritten);
                var these = new List<HtmlComment>();
                Go(json.RootElement, these);
                found.AddRange(these);
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
            {
                damaged(script);
            }
        }
        return found;
    }

    private static readonly JsonDocumentOptions AsWritten =
        new() { MaxDepth = Deepest, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    // Whatever holds comments: an article, a posting in a forum, a graph of both. Each comment is met on the way to it.
    private static void Go(JsonElement root, List<HtmlComment> found)
    {
        var waiting = new Stack<(JsonElement At, string Above, bool IsHeld)>([(root, "", false)]);
        while (waiting.TryPop(out var here))
        {
            var (at, above, isHeld) = here;
            if (at.ValueKind == JsonValueKind.Array)
                foreach (var one in at.EnumerateArray().Reverse()) waiting.Push((one, above, isHeld));
            if (at.ValueKind != JsonValueKind.Object) continue;
            if (at.Text("@type") is "Comment" or "UserComments" || (isHeld && Spoken.Any(name => at.Text(name).Length > 0)))
            {
                var made = OfScript(at, above);
                found.Add(made);
                above = made.Id;
            }
            foreach (var part in at.EnumerateObject().Reverse())
                if (part.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object && part.Name is not ("parentItem" or "author"))
                    waiting.Push((part.Value, above, part.Name == "comment"));
        }
    }

    private static HtmlComment OfScript(JsonElement one, string above)
    {
        var author = People.Select(name => one.Part(name)).FirstOrDefault(x => x is not null) ?? default;
        if (author.ValueKind == JsonValueKind.Array) author = author.EnumerateArray().FirstOrDefault();
        var text = Spoken.Select(name => one.Text(name)).FirstOrDefault(x => x.Length > 0) ?? "";
        var parent = one.Part("parentItem") is { } said ? IdOf(said) : "";
        return new()
        {
            Id = IdOf(one), Parent = parent.Length > 0 ? parent : above, Name = author.ValueKind == JsonValueKind.String ? author.Text()
                : author.Text("name"),
            At = Dates.Select(name => one.Text(name)).FirstOrDefault(x => x.Length > 0), Text = text,
            // It is meant to be text; some programs put there what they have.
            Marks = Tags().IsMatch(text) ? ForeignMarks.Html : ForeignMarks.None,
            Up = one.Count("upvoteCount"), Down = one.Count("downvoteCount"),
        };
    }

    private static string IdOf(JsonElement one) => new[] { "@id", "url", "identifier" }.Select(name => Fragment(one.Text(name)))
        .FirstOrDefault(x => x.Length > 0) ?? "";

    [GeneratedRegex(@"^https?://schema\.org/(?:Comment|UserComments)(?:\s|$)")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(?:div-|li-)?comment-([\w-]{1,64})$")]
    private static partial Regex Number();

    [GeneratedRegex(@"</(?:p|a|em|strong|b|i|ul|ol|li|code|pre|blockquote)>|<br ?/?>|&(?:#\d+|amp|quot|lt|gt|nbsp);")]
    private static partial Regex Tags();
}
