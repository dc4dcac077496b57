using AngleSharp.Dom;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using Parley.Web;

namespace Parley.Articles;

/// <summary>An article's HTML with the places between its paragraphs where something may be put.</summary>
public static class BodyParts
{
    /// <param name="dateline">Runs in at the head of the first paragraph.</param>
    /// <returns>HTML parts with the links that stand after each of them.</returns>
    public static IReadOnlyList<BodyPart> Of(string markdown, string? dateline, IReadOnlyList<AlsoReadLink> links)
    {
        var body = new HtmlParser().ParseDocument(Markup.Article(markdown)).Body!;
        if (dateline is not null) RunIn(body, dateline);
        var blocks = body.ChildNodes;
        var paragraphs = blocks.Count(IsParagraph);
        var byPlace = links.ToLookup(link => Math.Clamp(link.AfterParagraph ?? Middle(paragraphs), 0, paragraphs));
        var parts = new List<BodyPart>();
        using var html = new StringWriter();
        var seen = 0;
        if (byPlace[0].Any()) parts.Add(new("", [.. byPlace[0]]));
        foreach (var block in blocks)
        {
            block.ToHtml(html, HtmlMarkupFormatter.Instance);
            if (!IsParagraph(block) || !byPlace[++seen].Any()) continue;
            parts.Add(new(html.ToString(), [.. byPlace[seen]]));
            html.GetStringBuilder().Clear();
        }
        parts.Add(new(html.ToString(), []));
        return parts;
    }

    private static void RunIn(IElement body, string dateline)
    {
        var first = body.Children.FirstOrDefault();
        if (first is null || !IsParagraph(first)) body.Prepend(first = body.Owner!.CreateElement("p"));
        var run = body.Owner!.CreateElement("span");
        run.ClassName = "dateline";
        run.TextContent = dateline + " – ";
        first.Prepend(run);
    }

    private static bool IsParagraph(INode node) => node is IElement { LocalName: "p" };

    // Past the opening, before the reader is done.
    private static int Middle(int paragraphs) => paragraphs < 3 ? paragraphs : (paragraphs + 1) / 2;
}

public sealed record BodyPart(string Html, IReadOnlyList<AlsoReadLink> AlsoRead);
