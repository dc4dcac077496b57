using System.Buffers;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.Tables;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Parley.Web;

/// <summary>
/// The two Markdowns of the house. Both refuse text that is too costly to parse; what they make still goes through
/// <see cref="SafeHtml"/>.
/// </summary>
internal sealed class MarkdownDialect
{
    private const int DeepestNesting = 48;

    // A list or quotation is opened by a few characters; a line that opens with more only wants depth.
    private const int LongestLineOpening = 200;

    // Markdig's time grows with the square of these, AngleSharp's with that of the line breaks.
    private static readonly SearchValues<char> CostlyMarks = SearchValues.Create("*_~`[]!<>\n");
    private static readonly string[] AddressOpenings = ["://", "www.", "mailto:"];
    private static readonly SearchValues<char> LineOpenings = SearchValues.Create(" \t>-+*.)0123456789");

    private readonly int longestText;
    private readonly int mostMarks;
    private readonly int mostAddresses;
    private readonly MarkdownPipeline pipeline;
    private readonly Action<MarkdownDocument, string> settle;

    /// <summary>What readers write. What it leaves out (headings, rules, images, HTML) is shown as typed.</summary>
    public static readonly MarkdownDialect Comment = new(
        longestText: 20_000, mostMarks: 1_500, mostAddresses: 300, CommentPipeline(), ShowRefusedAsWritten);

    /// <summary>What editors write; they are trusted with length, not with HTML.</summary>
    public static readonly MarkdownDialect Article = new(
        longestText: 1_000_000, mostMarks: 40_000, mostAddresses: 6_000, ArticlePipeline().Build(), FitIntoPage);

    /// <summary>What readers wrote elsewhere, where HTML may stand beside Markdown.</summary>
    public static readonly MarkdownDialect Foreign = new(longestText: 20_000, mostMarks: 1_500, mostAddresses: 300,
        Common(new MarkdownPipelineBuilder()).UseSoftlineBreakAsHardlineBreak().Build(), (_, _) => { });

    private static readonly MarkdownPipeline WithPlaces = ArticlePipeline().UsePreciseSourceLocation().Build();

    private MarkdownDialect(
        int longestText, int mostMarks, int mostAddresses,
        MarkdownPipeline pipeline, Action<MarkdownDocument, string> settle)
    {
        this.longestText = longestText;
        this.mostMarks = mostMarks;
        this.mostAddresses = mostAddresses;
        this.pipeline = pipeline;
        this.settle = settle;
    }

    /// <summary>Null where parsing would cost too much: the caller then shows the text plain.</summary>
    public string? ToHtml(string text)
    {
        if (!IsAffordable(text))
            return null;
        try
        {
            var context = new MarkdownParserContext();
            context.Properties[EscapeParser.WholeText] = text;
            var document = Markdown.Parse(text, pipeline, context);
            UnlinkInsideLinks(document);
            settle(document, text);
            return document.ToHtml(pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig's answer to nesting beyond the limit.
            return null;
        }
    }

    /// <summary>An article's document, where each part of it knows its place in the text; null where parsing would cost too much.</summary>
    public static MarkdownDocument? ArticleWithPlaces(string text)
    {
        if (!Article.IsAffordable(text)) return null;
        try
        {
            return Markdown.Parse(text, WithPlaces);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private bool IsAffordable(string text)
    {
        if (text.Length > longestText || text.AsSpan().CountAny(CostlyMarks) > mostMarks)
            return false;
        if (AddressOpenings.Sum(opening => text.AsSpan().Count(opening)) > mostAddresses)
            return false;

        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var end = line.IndexOfAnyExcept(LineOpenings);
            if ((end < 0 ? line.Length : end) > LongestLineOpening)
                return false;
        }
        return true;
    }

    private static MarkdownPipeline CommentPipeline()
    {
        var builder = Common()
            .DisableHeadings()
            .UseSoftlineBreakAsHardlineBreak();
        builder.BlockParsers.TryRemove<IndentedCodeBlockParser>();
        builder.BlockParsers.Replace<ParagraphBlockParser>(new ParagraphWithoutDefinitionsParser());
        builder.BlockParsers.Find<ListBlockParser>()!
            .ItemParsers.Replace<NumberedListItemParser>(new ListFromOneParser());
        builder.BlockParsers.Find<FencedCodeBlockParser>()!.InfoParser = LanguageOnly;
        builder.InlineParsers.Replace<EscapeInlineParser>(new EscapeParser());
        // Without its "!" an image is a link to it.
        builder.InlineParsers.Find<LinkInlineParser>()!.OpeningCharacters = ['[', ']'];
        return builder.Build();
    }

    private static MarkdownPipelineBuilder ArticlePipeline() => Common()
        .UsePipeTables(new PipeTableOptions { RequireHeaderSeparator = true })
        .UseFigures()
        .UseFootnotes();

    private static MarkdownPipelineBuilder Common() => Common(new MarkdownPipelineBuilder().DisableHtml());

    private static MarkdownPipelineBuilder Common(MarkdownPipelineBuilder builder)
    {
        builder.MaximumNestingDepth = DeepestNesting;
        builder.UseEmphasisExtras(EmphasisExtraOptions.Strikethrough);
        builder.InlineParsers.Replace<EmphasisInlineParser>(new EmphasisParser());
        builder.InlineParsers.Insert(0, new AddressParser());
        builder.BlockParsers.Replace<QuoteBlockParser>(new QuotationParser());
        return builder;
    }

    // "~~~ and now?" is a reader's flourish, not a fence; were it one, its words would be gone.
    private static bool LanguageOnly(BlockProcessor state, ref StringSlice line, IFencedBlock fence, char mark) =>
        !line.AsSpan().Trim().ContainsAny(" \t`~");

    // "[see https://example.org](https://example.org)" is one link.
    private static void UnlinkInsideLinks(MarkdownDocument document)
    {
        foreach (var inner in document.Descendants<LinkInline>().Where(link => link.IsAutoLink).ToList())
            if (inner.FindParentOfType<LinkInline>().Any(outer => !outer.IsAutoLink))
            {
                inner.MoveChildrenAfter(inner);
                inner.Remove();
            }
    }

    private static void ShowRefusedAsWritten(MarkdownDocument document, string text)
    {
        foreach (var block in document.Descendants<LeafBlock>().Where(IsOnlyItsMarks).ToList())
            ReplaceByText(block, LinesOf(block.Span, text));
        foreach (var address in document.Descendants<AutolinkInline>().Where(a => !a.IsEmail).ToList())
            if (!SafeHtml.IsReadersAddress(address.Url))
                address.ReplaceBy(new LiteralInline($"<{address.Url}>"));
        foreach (var link in document.Descendants<LinkInline>().ToList())
            if (!SafeHtml.IsReadersAddress(link.Url))
                ReplaceByText(link);
    }

    private static bool IsOnlyItsMarks(LeafBlock block) =>
        block is ThematicBreakBlock or FencedCodeBlock { Lines.Count: 0 };

    // To the end of the line, because the span of a fence that is never closed stops short of its last word.
    private static string LinesOf(SourceSpan span, string text)
    {
        var end = text.IndexOf('\n', span.End);
        return (end < 0 ? text[span.Start..] : text[span.Start..end]).Trim();
    }

    private static void ReplaceByText(Block block, string text)
    {
        var parent = block.Parent!;
        var inline = new ContainerInline().AppendChild(new LiteralInline(text));
        parent[parent.IndexOf(block)] = new ParagraphBlock { Inline = inline };
    }

    private static void ReplaceByText(LinkInline link)
    {
        if (!link.IsAutoLink)
        {
            link.InsertBefore(new LiteralInline("["));
            link.InsertAfter(new LiteralInline($"]({link.Url})"));
        }
        link.MoveChildrenAfter(link);
        link.Remove();
    }

    private static void FitIntoPage(MarkdownDocument document, string text)
    {
        // The page's own title is its h1.
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Clamp(heading.Level, 2, 4);
        foreach (var table in document.Descendants<Table>())
            AlignByClass(table);
    }

    // Markdig aligns by a style attribute, which the page's content policy forbids.
    private static void AlignByClass(Table table)
    {
        foreach (var cell in table.OfType<TableRow>().SelectMany(row => row.OfType<TableCell>().Index()))
            if (ClassOf(table.ColumnDefinitions.ElementAtOrDefault(cell.Index)?.Alignment) is { } name)
                cell.Item.GetAttributes().AddClass(name);
        foreach (var column in table.ColumnDefinitions)
            column.Alignment = null;
    }

    private static string? ClassOf(TableColumnAlign? alignment) => alignment switch
    {
        TableColumnAlign.Right => SafeHtml.AlignedToEnd,
        TableColumnAlign.Center => SafeHtml.Centred,
        _ => null,
    };

    /// <summary>A quotation ends with its last marked line: no answer is put into the mouth of the quoted.</summary>
    private sealed class QuotationParser : QuoteBlockParser
    {
        // ">:-(", ">_<" and ">= 5" are no quotations.
        private static readonly SearchValues<char> NeverQuoted = SearchValues.Create(":;=_<.^");

        public override BlockState TryOpen(BlockProcessor processor) =>
            NeverQuoted.Contains(processor.PeekChar(1)) ? BlockState.None : base.TryOpen(processor);

        public override BlockState TryContinue(BlockProcessor processor, Block block)
        {
            var state = base.TryContinue(processor, block);
            if (state == BlockState.None)
                processor.Close(block);
            return state;
        }
    }

    /// <summary>"[1]: https://example.org" is a source a reader names, not a definition to swallow.</summary>
    private sealed class ParagraphWithoutDefinitionsParser : ParagraphBlockParser
    {
        public ParagraphWithoutDefinitionsParser() => ParseSetextHeadings = false;

        public override bool Close(BlockProcessor processor, Block block)
        {
            ref var lines = ref ((ParagraphBlock)block).Lines;
            for (var i = 0; i < lines.Count; i++)
                lines.Lines[i].Slice.TrimStart();
            lines.Lines[lines.Count - 1].Slice.TrimEnd();
            return true;
        }
    }

    /// <summary>"20. July was warm" and "3. point three" keep their number: only a 1 begins a list.</summary>
    private sealed class ListFromOneParser : NumberedListItemParser
    {
        public override bool TryParse(BlockProcessor state, char pendingBulletType, out ListInfo result) =>
            base.TryParse(state, pendingBulletType, out result)
            && (result.OrderedStart == "1" || pendingBulletType == result.BulletType);
    }
}
