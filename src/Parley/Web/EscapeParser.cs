using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Parley.Web;

/// <summary>
/// In prose a backslash goes only before a sign that would have acted as Markdown there; <c>C:\_temp</c> and <c>\(x\)</c> are words.
/// </summary>
internal sealed class EscapeParser : InlineParser
{
    /// <summary>The property of the parsing under which the whole text stands.</summary>
    public static readonly object WholeText = new();

    public EscapeParser() => OpeningCharacters = ['\\'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var (text, start, end) = (slice.Text, slice.Start, slice.End + 1);
        var run = start;
        while (run < end && text[run] == '\\') run++;
        // "\\server\share" is no escape of an escape: the pairs stand for one each only before a sign that acts.
        var begin = BeginOf(processor, slice);
        var protects = run < end && Protects(processor, text, begin, run, end);
        var slashes = run - start;
        if (protects && slashes > 1)
        {
            Append(processor, text, start, slashes / 2, isEscaped: false);
            slice.Start = run - slashes % 2;
            return true;
        }
        if (protects)
        {
            Append(processor, text, run, 1, isEscaped: true);
            slice.Start = run + 1;
            return true;
        }
        var kept = run < end && "*_~".Contains(text[run]) ? slashes + 1 : slashes;
        Append(processor, text, start, kept, isEscaped: false);
        slice.Start = start + kept;
        return true;
    }

    private static void Append(InlineProcessor processor, string text, int start, int length, bool isEscaped)
    {
        var from = processor.GetSourcePosition(start, out var line, out var column);
        processor.Inline = new LiteralInline
        {
            Content = new StringSlice(text, start, start + length - 1), Line = line, Column = column,
            Span = new SourceSpan(from, from + length - 1), IsFirstCharacterEscaped = isEscaped,
        };
    }

    // A block of one line is read where it stands in the whole text, one of several in a text of its own.
    private static int BeginOf(InlineProcessor processor, StringSlice slice) =>
        ReferenceEquals(slice.Text, processor.Context?.Properties[WholeText])
            ? slice.Text.LastIndexOf('\n', slice.Start) + 1
            : 0;

    private bool Protects(InlineProcessor processor, string text, int begin, int at, int end)
    {
        var rest = text.AsSpan(at, end - at);
        return text[at] switch
        {
            '*' or '_' or '~' => Runs(processor, text, begin, end).Acts(at) || IsBullet(text, begin, at, end),
            '-' or '+' => IsBullet(text, begin, at, end),
            '`' => BoundsCode(text.AsSpan(begin, end - begin), at - begin),
            '[' => IsLink(rest),
            ']' => OpensTarget(rest[1..]) && text.AsSpan(begin, at - begin).Contains('['),
            '(' => at >= 2 && text[at - 2] == ']' && rest.Contains(')'),
            '<' => rest.Contains('>') && rest[1..].IndexOfAny(":@> ") is var sign and > 0 && rest[sign + 1] is ':' or '@',
            '>' => IsLineStart(text, begin, at),
            '&' => IsReference(text, at, end),
            '.' or ')' => IsNumber(text, begin, at, end) || text[at] == '.' && EndsWith(text, at - 1, "www"),
            ':' => rest is [_, '/', '/', ..] && (EndsWith(text, at - 1, "http") || EndsWith(text, at - 1, "https"))
                || EndsWith(text, at - 1, "mailto"),
            _ => false,
        };
    }

    private EmphasisRuns Runs(InlineProcessor processor, string text, int begin, int end)
    {
        if (processor.ParserStates[Index] is EmphasisRuns runs && ReferenceEquals(runs.Text, text) && runs.Start == begin)
            return runs;
        runs = new EmphasisRuns(text, begin, end);
        processor.ParserStates[Index] = runs;
        return runs;
    }

    private static bool IsLineStart(string text, int begin, int at)
    {
        var line = text.AsSpan(begin, at - begin);
        line = line[(line.LastIndexOf('\n') + 1)..];
        return line.TrimEnd('\\').IndexOfAnyExcept(" \t>-+*.)1") < 0;
    }

    private static bool IsBullet(string text, int begin, int at, int end) =>
        IsLineStart(text, begin, at) && (at + 1 == end || char.IsWhiteSpace(text[at + 1]));

    // Only a 1 begins a list, and 11 is another number.
    private static bool IsNumber(string text, int begin, int at, int end) =>
        at >= begin + 2 && text[at - 2] == '1' && (at == begin + 2 || !char.IsAsciiDigit(text[at - 3]))
        && IsLineStart(text, begin, at - 2) && (at + 1 == end || char.IsWhiteSpace(text[at + 1]));

    private static bool IsReference(string text, int at, int end)
    {
        var slice = new StringSlice(text, at, end - 1);
        return HtmlEntityParser.TryParse(ref slice, out _, out _);
    }

    // A bracket belongs to a link if the one that closes it is followed by an address.
    private static bool IsLink(ReadOnlySpan<char> rest)
    {
        var depth = 0;
        for (var i = 0; i < rest.Length; i++)
            if (rest[i] == '[') depth++;
            else if (rest[i] == ']' && --depth == 0) return OpensTarget(rest[(i + 1)..]);
        return false;
    }

    private static bool OpensTarget(ReadOnlySpan<char> rest) => rest is ['(', ..] or ['\\', '(', ..] && rest.Contains(')');

    /// <summary>
    /// Whether code would begin or end with these grave accents if none had a backslash: as many of them stand
    /// somewhere else (CommonMark 6.1).
    /// </summary>
    private static bool BoundsCode(ReadOnlySpan<char> text, int at)
    {
        for (var i = 0; i <= at;)
        {
            if (text[i] != '`')
            {
                i++;
                continue;
            }
            var length = RunAt(text, i);
            var close = CloseOf(text, i + length, length);
            if (i == at || close == at) return close < text.Length;
            i = close < at ? close + length : i + length;
        }
        return false;
    }

    private static int CloseOf(ReadOnlySpan<char> text, int from, int length)
    {
        while (from < text.Length && text[from..].IndexOf('`') is var next and >= 0)
        {
            from += next;
            if (RunAt(text, from) is var run && run == length) return from;
            from += run;
        }
        return text.Length;
    }

    private static int RunAt(ReadOnlySpan<char> text, int at)
    {
        var length = text[at..].IndexOfAnyExcept('`');
        return length < 0 ? text.Length - at : length;
    }

    private static bool EndsWith(string text, int end, string word) =>
        text.AsSpan(0, end).EndsWith(word, StringComparison.OrdinalIgnoreCase);
}
