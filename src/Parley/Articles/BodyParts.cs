using System.Globalization;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using Parley.Web;

namespace Parley.Articles;

/// <summary>An article's HTML with the places between its paragraphs where something may be put.</summary>
public static class BodyParts
{
    /// <param name="dateline">Runs in at the head of the first paragraph.</param>
    /// <returns>A part per block, in order, with what stands after it.</returns>
    public static IReadOnlyList<BodyPart> Of(
        string markdown, string? dateline, IReadOnlyList<AlsoReadLink> links, ILookup<int, PassageMark> marks)
    {
        var blocks = Blocks.Of((markdown, dateline));
        var paragraphs = blocks.Count(block => block.IsParagraph);
        var byPlace = links.ToLookup(link => Math.Clamp(link.AfterParagraph ?? Middle(paragraphs), 0, paragraphs));
        var seen = 0;
        return [new("", [.. byPlace[0]], []), .. blocks.Select(block => new BodyPart(
            block.Html, block.IsParagraph ? [.. byPlace[++seen]] : [], block.Number is { } number ? [.. marks[number]] : []))];
    }

    // Characters of Markdown: the stories that are read now.
    private static readonly Kept<(string Markdown, string? Dateline), IReadOnlyList<Block>> Blocks =
        new(4_000_000, story => story.Markdown.Length, story => Read(story.Markdown, story.Dateline));

    private static IReadOnlyList<Block> Read(string markdown, string? dateline)
    {
        var body = new HtmlParser().ParseDocument(Markup.Article(markdown)).Body!;
        // Numbered before anything is put in, as StoryText numbers them.
        foreach (var (index, block) in body.Children.Index())
            block.SetAttribute("data-block", index.ToString(CultureInfo.InvariantCulture));
        if (dateline is not null) RunIn(body, dateline);
        return [.. body.Children.Select(block => new Block(
            block.ToHtml(HtmlMarkupFormatter.Instance), IsParagraph(block),
            int.TryParse(block.GetAttribute("data-block"), out var number) ? number : null))];
    }

    /// <param name="Number">Among the blocks as they were written; null for one that holds nothing but the dateline.</param>
    private sealed record Block(string Html, bool IsParagraph, int? Number);

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

/// <param name="Marks">Passages that end in this block and what is said about them.</param>
public sealed record BodyPart(string Html, IReadOnlyList<AlsoReadLink> AlsoRead, IReadOnlyList<PassageMark> Marks);

/// <param name="Comments">Comments that speak of it, replies counted.</param>
/// <param name="Question">An editor's; null for none.</param>
/// <param name="Nth">How many times the same words stand before it in the story.</param>
public sealed record PassageMark(Guid Id, string Exact, int Comments, string? Question, int Nth);
