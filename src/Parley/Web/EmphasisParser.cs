using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Syntax.Inlines;

namespace Parley.Web;

/// <summary>Emphasis that needs a word's edge, in every script: <c>Leser*innen</c> and <c>2*3*4</c> keep their stars.</summary>
internal sealed class EmphasisParser : EmphasisInlineParser
{
    // What Markdig lets through is narrowed here, so it lets through what it can.
    public EmphasisParser()
    {
        EmphasisDescriptors.Clear();
        EmphasisDescriptors.AddRange([new('*', 1, 2, true), new('_', 1, 2, true), new('~', 2, 2, true)]);
        CjkFriendlyEmphasis = true;
    }

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var mark = slice.CurrentChar;
        var start = slice.Start;
        // The rest of a run that was refused as a whole.
        if (slice.PeekCharExtra(-1) == mark && processor.Inline is not LiteralInline { IsFirstCharacterEscaped: true, Content.Length: 1 })
            return false;

        var end = start;
        while (end <= slice.End && slice.Text[end] == mark) end++;
        var (canOpen, canClose) = WordEdges.Of(
            Before(processor, slice.Text.AsSpan(0, start)), mark, end - start, slice.Text.AsSpan(end, slice.End + 1 - end));
        if (!canOpen && !canClose || !base.Match(processor, ref slice))
            return false;

        ((EmphasisDelimiterInline)processor.Inline!).Type =
            (canOpen ? DelimiterType.Open : DelimiterType.Undefined) | (canClose ? DelimiterType.Close : DelimiterType.Undefined);
        return true;
    }

    private static ReadOnlySpan<char> Before(InlineProcessor processor, ReadOnlySpan<char> text) =>
        processor.Inline is HtmlEntityInline { Transcoded: { Length: > 0 } said } ? said.AsSpan() : text;
}
