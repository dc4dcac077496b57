using Markdig.Helpers;
using Markdig.Parsers;
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

    private const int LongestReference = 32;

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
            '`' => text.AsSpan(begin, at - begin).Contains('`') || rest[1..].Contains('`'),
            '[' => rest.IndexOf("](") > 0 || rest.IndexOf("]\\(") > 0,
            ']' => rest is [_, '(', ..] or [_, '\\', '(', ..],
            '(' => at >= 2 && text[at - 2] == ']',
            '<' => rest.Contains('>') && rest[1..].IndexOfAny(":@> ") is var sign and > 0 && rest[sign + 1] is ':' or '@',
            '>' => IsLineStart(text, begin, at),
            '&' => IsReference(rest),
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

    // Only a 1 begins a list.
    private static bool IsNumber(string text, int begin, int at, int end) =>
        at >= 2 && text[at - 2] == '1' && IsLineStart(text, begin, at - 2) && (at + 1 == end || char.IsWhiteSpace(text[at + 1]));

    private static bool IsReference(ReadOnlySpan<char> rest)
    {
        var end = rest[..Math.Min(rest.Length, LongestReference)].IndexOf(';');
        return end > 1 && rest[1..end].TrimStart('#').IndexOfAnyExceptInRange('0', 'z') < 0;
    }

    private static bool EndsWith(string text, int end, string word) =>
        text.AsSpan(0, end).EndsWith(word, StringComparison.OrdinalIgnoreCase);
}
