using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Parley.Web;

/// <summary>Bare addresses in Markdown become links. Inside a link's own words they are put back to text by the dialect.</summary>
internal sealed class AddressParser : InlineParser
{
    public AddressParser() => OpeningCharacters = ['h', 'H', 'w', 'W', 'm', 'M'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var length = WebAddresses.LengthAt(slice.Text, slice.Start, slice.End + 1, OpenMarks(processor.Inline));
        if (length == 0) return false;

        var address = slice.Text.Substring(slice.Start, length);
        var start = processor.GetSourcePosition(slice.Start, out var line, out var column);
        var span = new SourceSpan(start, start + length - 1);
        var link = new LinkInline
        {
            Url = WebAddresses.Target(address), Span = span, UrlSpan = span, Line = line, Column = column,
            IsClosed = true, IsAutoLink = true,
        };
        link.AppendChild(new LiteralInline(address) { Span = span, Line = line, Column = column, IsClosed = true });
        processor.Inline = link;
        slice.Start += length;
        return true;
    }

    private static string OpenMarks(Inline? inline)
    {
        var open = "";
        for (var at = inline; at is not null; at = at.Parent)
            if (at is EmphasisDelimiterInline { DelimiterChar: var mark } delimiter
                && delimiter.Type.HasFlag(DelimiterType.Open) && !open.Contains(mark))
                open += mark;
        return open;
    }
}
