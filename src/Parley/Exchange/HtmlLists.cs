using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp;
using AngleSharp.Dom;

namespace Parley.Exchange;

/// <summary>
/// Lists of comments as programs put them into pages: WordPress and its themes, wpDiscuz, Disqus. They are known by what their own scripts
/// know them by, numbers and class names; themes differ in all else. Sources: class-walker-comment.php of WordPress,
/// class.WpdiscuzWalker.php of wpDiscuz, pages that were saved with Disqus' frame.
/// </summary>
internal static partial class HtmlLists
{
    private static readonly string[] Texts =
        ["comment-content", "wp-block-comment-content", "comment-text", "comment_text", "commenttext", "dsq-comment-message"];

    /// <summary>What stands in a comment beside its words, in themes that have no element for these.</summary>
    private static readonly string[] Furniture =
    [
        "comment-author", "comment-meta", "commentmetadata", "comment-metadata", "comment-awaiting-moderation", "reply", "children",
        "vcard", "fn", "says", "avatar", "comment-edit-link", "comment-reply-link", "comment-footer", "dsq-comment-header",
    ];

    public static List<HtmlComment> WordPress(SavedPage page)
    {
        var all = new Dictionary<IElement, string>();
        foreach (var one in page.Elements)
        {
            if (!(IsAny(one, "comment") || IsPing(one)) || one.LocalName is not ("li" or "div" or "article")) continue;
            if (NumberOf(one) is not { } number) continue;
            // Some themes mark one comment twice, the one in the other.
            if (Around(one, all) is not { } around || all[around] != number) all[one] = number;
        }
        return [.. all.Select(one => OfWordPress(one.Key, one.Value, all))];
    }

    private static HtmlComment OfWordPress(IElement one, string number, Dictionary<IElement, string> all)
    {
        var own = Own(one, all);
        var login = ByUser().Match(one.ClassName ?? "");
        var dated = Find(own, "comment-date", "comment-metadata", "commentmetadata", "comment-meta", "wp-block-comment-date");
        return new()
        {
            Id = number, Parent = ParentOf(one, all), Element = one,
            Name = Words(Find(own, "fn", "wp-block-comment-author-name", "comment-author-name") ?? own.Find(x => x.LocalName == "cite")
                ?? Find(own, "comment-author")),
            User = IsAny(one, "byuser") && login.Success ? login.Groups[1].Value : "",
            At = own.Find(x => x.LocalName == "time" && x.HasAttribute("datetime"))?.GetAttribute("datetime"), Words = Words(dated),
            Text = Find(own, Texts) is { } text ? text.InnerHtml
                : Bare(Find(own, "comment-body") ?? own.Find(x => Number().IsMatch(x.Id ?? "")) ?? one, all),
            State = IsPing(one) ? ForeignState.Ping
                : Find(own, "comment-awaiting-moderation") is not null ? ForeignState.Pending : ForeignState.Shown,
        };
    }

    private static bool IsPing(IElement one) => IsAny(one, "pingback") || IsAny(one, "trackback");

    // On the element itself, or on one of the first in it.
    private static string? NumberOf(IElement one) => SavedPage.Below(one).Take(12).Prepend(one)
        .Select(x => Number().Match(x.Id ?? "")).FirstOrDefault(x => x.Success)?.Groups[1].Value;

    // Older themes put paragraphs beside name, time and button.
    private static string Bare(IElement of, Dictionary<IElement, string> all)
    {
        var kept = new StringBuilder();
        foreach (var node in of.ChildNodes)
        {
            if (node is not IElement inside) kept.Append(WebUtility.HtmlEncode(node.TextContent));
            else if (!all.ContainsKey(inside) && inside.LocalName is not ("header" or "footer" or "ol" or "form")
                && !Array.Exists(Furniture, name => IsAny(inside, name))) kept.Append(inside.ToHtml());
        }
        return kept.ToString();
    }

    public static List<HtmlComment> WpDiscuz(SavedPage page)
    {
        var all = page.Elements.Where(x => Discuz().IsMatch(x.Id ?? "")).ToDictionary(x => x, x => Discuz().Match(x.Id!).Groups[2].Value);
        return [.. all.Select(one => OfWpDiscuz(one.Key, one.Value, all))];
    }

    private static HtmlComment OfWpDiscuz(IElement one, string number, Dictionary<IElement, string> all)
    {
        var own = Own(one, all);
        var (says, above) = (Discuz().Match(one.Id!).Groups[1].Value, Discuz().Match(one.Id!).Groups[3].Value);
        var (like, dislike) = (Find(own, $"{says}-vote-result-like"), Find(own, $"{says}-vote-result-dislike"));
        var net = Count(Find(own, $"{says}-vote-result"));
        var dated = Find(own, $"{says}-comment-date");
        return new()
        {
            // The number of the one above stands in its own, whatever lies in what.
            Id = number, Parent = above == "0" ? "" : above, Element = one, Name = Words(Find(own, $"{says}-comment-author")),
            At = own.Find(x => x.LocalName == "time" && x.HasAttribute("datetime"))?.GetAttribute("datetime"),
            Words = dated?.GetAttribute("title") ?? Words(dated), Text = Find(own, $"{says}-comment-text")?.InnerHtml ?? "",
            IsPinned = IsAny(one, $"{says}-sticky-comment"),
            Up = like is null ? Math.Max(0, net) : Math.Abs(Count(like)),
            Down = like is null ? Math.Max(0, -net) : Math.Abs(Count(dislike)),
            State = Find(own, "comment-awaiting-moderation", $"{says}-unapproved-comment") is not null ? ForeignState.Pending
                : ForeignState.Shown,
        };
    }

    public static List<HtmlComment> Disqus(SavedPage page)
    {
        // Stories of WordPress are posts with a number as well.
        var all = page.Elements.Where(x => Post().IsMatch(x.Id ?? "")
                && SavedPage.Below(x).Take(12).Any(y => IsAny(y, "post-content") || IsAny(y, "post-body")))
            .ToDictionary(x => x, x => Post().Match(x.Id!).Groups[1].Value);
        return [.. all.Select(one => OfDisqus(one.Key, one.Value, all))];
    }

    private static HtmlComment OfDisqus(IElement one, string number, Dictionary<IElement, string> all)
    {
        var own = Own(one, all);
        var (text, name) = (Role(own, "message"), Find(own, "author"));
        var answered = Number().Match((Role(own, "parent-link")?.GetAttribute("href") ?? "").Split('#')[^1]);
        var dated = Role(own, "relative-time");
        return new()
        {
            Id = number, Parent = answered.Success ? answered.Groups[1].Value : ParentOf(one, all), Element = one, Name = Words(name),
            User = own.Find(x => x.HasAttribute("data-username"))?.GetAttribute("data-username") ?? "",
            At = dated?.GetAttribute("datetime"), Words = dated?.GetAttribute("title"), Text = text?.InnerHtml ?? "",
            // Of what is gone only a line is left that says so.
            State = name is null || text is null ? ForeignState.Deleted : ForeignState.Shown,
            Up = Math.Abs(Count(Role(own, "likes"))), Down = Math.Abs(Count(Role(own, "dislikes"))),
        };
    }

    private static IElement? Role(List<IElement> own, string role) => own.Find(x => x.GetAttribute("data-role") == role);

    /// <summary>What lies in a comment and in none of those that answer it.</summary>
    public static List<IElement> Own<T>(IElement one, Dictionary<IElement, T> all) => [.. SavedPage.Below(one, all.ContainsKey)];

    /// <summary>The comment in which this one lies; null: in none.</summary>
    public static IElement? Around<T>(IElement one, Dictionary<IElement, T> all)
    {
        for (var at = one.ParentElement; at is not null; at = at.ParentElement)
            if (all.ContainsKey(at)) return at;
        return null;
    }

    private static string ParentOf(IElement one, Dictionary<IElement, string> all) => Around(one, all) is { } around ? all[around] : "";

    private static IElement? Find(List<IElement> own, params string[] names) =>
        names.Select(name => own.Find(x => IsAny(x, name))).FirstOrDefault(x => x is not null);

    private static bool IsAny(IElement one, string name) => SavedPage.Has(one.ClassName, name);

    private static string Words(IElement? of) => of is null ? "" : Blanks().Replace(of.TextContent, " ").Trim();

    private static int Count(IElement? of) => int.TryParse(Words(of), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
        out var count) ? Math.Clamp(count, -JsonFields.Most, JsonFields.Most) : 0;

    [GeneratedRegex(@"^(?:div-|li-|dsq-)?comment-(\d{1,20})$")]
    private static partial Regex Number();

    [GeneratedRegex(@"(?:^|\s)comment-author-(\S{1,60})")]
    private static partial Regex ByUser();

    // Its own number and that of the one it answers; up to version 6 it began otherwise.
    [GeneratedRegex(@"^(wpd|wc)-comm-(\d{1,20})_(\d{1,20})$")]
    private static partial Regex Discuz();

    [GeneratedRegex(@"^post-(\d{1,20})$")]
    private static partial Regex Post();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
