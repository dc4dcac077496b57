using System.Buffers;
using System.Globalization;
using System.Text;

namespace Parley.Exchange;

internal enum XmlPart { Start, End, Done }

/// <summary>
/// Reads XML as exporters write it, which need not be XML: prefixes that nobody declared, bare <c>&amp;</c>, <c>]]&gt;</c> in texts, a
/// quarter of a file. Names are taken as they are written. There are no documents of types and no entities but the five and numbers, so
/// nothing can grow or be fetched. What can't be read is a <see cref="Fault"/>; reading goes on at the next sign that can.
/// </summary>
internal sealed class LooseXml(TextReader text)
{
    /// <summary>Characters of one value that are kept; what is longer is no comment.</summary>
    public const int Longest = 1_000_000;

    /// <summary>Characters of a record that are kept for whoever looks for what was wrong with it.</summary>
    private const int MostRaw = 20_000;
    private const int LongestTag = 30_000;

    private static readonly SearchValues<char> Signs = SearchValues.Create("<&");

    private readonly Dictionary<string, string> attributes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private char[] buffer = new char[1 << 16];
    private int at, end, counted;
    private int mark = -1;
    private string? rawHead;
    private int line = 1;
    private bool isOver;

    public string Name { get; private set; } = "";

    /// <summary>A start that is its own end.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>Where the text between tags goes; null: nowhere.</summary>
    public StringBuilder? Into { get; set; }

    /// <summary>A value was longer than anything that is kept.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>What could not be read since it was last set to null, with its line.</summary>
    public string? Fault { get; set; }

    public int Line
    {
        get
        {
            line += buffer.AsSpan(counted, at - counted).Count('\n');
            counted = at;
            return line;
        }
    }

    public string? Attribute(string name) => attributes.GetValueOrDefault(name);

    /// <summary>From the tag that was just read on, what is read is kept for <see cref="Raw"/>.</summary>
    public void Mark() => (mark, rawHead, IsTooLong, Fault) = (tagStart, null, false, null);

    private int tagStart;

    public string Raw => rawHead ?? (mark < 0 ? "" : new string(buffer, mark, Math.Min(at - mark, MostRaw)));

    public XmlPart Read()
    {
        while (true)
        {
            if (at == end && !Fill()) return XmlPart.Done;
            var part = buffer.AsSpan(at, end - at);
            var sign = part.IndexOfAny(Signs);
            Append(sign < 0 ? part : part[..sign]);
            at += sign < 0 ? part.Length : sign;
            if (sign < 0) continue;
            if (buffer[at] == '&') Entity();
            else if (ReadTag() is { } read) return read;
        }
    }

    private XmlPart? ReadTag()
    {
        tagStart = at;
        if (!Has(2)) return Ended("The file ends in the middle of a tag.");
        var next = buffer[at + 1];
        if (next == '!') return Declaration();
        if (next == '?')
        {
            at += 2;
            return SkipPast("?>") ? null : Ended("The file ends in the middle of an instruction.");
        }
        if (next != '/' && !IsNameStart(next))
        {
            // "a < b", as somebody wrote it.
            Append(buffer.AsSpan(at++, 1));
            return null;
        }
        var close = EndOfTag();
        if (close < 0) return Ended("The file ends in the middle of a tag, or a tag is not closed.");
        var inner = buffer.AsSpan(at + 1, close - at - 1);
        at = close + 1;
        attributes.Clear();
        if (inner.Length == 0 || inner is "/") return null;
        if (next == '/')
        {
            Name = NameOf(inner[1..].TrimEnd());
            return XmlPart.End;
        }
        IsEmpty = inner[^1] == '/';
        if (IsEmpty) inner = inner[..^1];
        var space = inner.IndexOfAny(" \t\r\n");
        Name = NameOf(space < 0 ? inner : inner[..space]);
        if (space >= 0) Attributes(inner[space..]);
        return XmlPart.Start;
    }

    // A quoted ">" doesn't end it; in a tag whose quotes don't match, any does.
    private int EndOfTag()
    {
        var (from, quote) = (at + 1, '\0');
        while (true)
        {
            for (; from < end; from++)
            {
                var c = buffer[from];
                if (quote != '\0') quote = c == quote ? '\0' : quote;
                else if (c is '"' or '\'') quote = c;
                else if (c == '>') return from;
                else if (c == '<') return Broken(from);
                if (from - at > LongestTag) return Broken(from);
            }
            var back = from - at;
            if (!Fill()) return -1;
            from = at + back;
        }
    }

    private int Broken(int from)
    {
        Say("A tag is not closed.");
        var close = buffer.AsSpan(at, from - at).IndexOf('>');
        return close < 0 ? from - 1 : at + close;
    }

    private void Attributes(ReadOnlySpan<char> inner)
    {
        while ((inner = inner.TrimStart()).Length > 0)
        {
            var equal = inner.IndexOf('=');
            if (equal <= 0)
            {
                Say("An attribute has no value.");
                return;
            }
            var name = NameOf(inner[..equal].TrimEnd());
            inner = inner[(equal + 1)..].TrimStart();
            if (inner.Length == 0 || inner[0] is not ('"' or '\'') || QuotedLength(inner) is not { } length)
            {
                Say($"The value of {name} is not in quotes.");
                return;
            }
            attributes[name] = Decoded(inner.Slice(1, length));
            inner = inner[(length + 2)..];
        }
    }

    private static int? QuotedLength(ReadOnlySpan<char> value) => value[1..].IndexOf(value[0]) is >= 0 and var length ? length : null;

    private static string Decoded(ReadOnlySpan<char> value) =>
        value.Contains('&') ? System.Net.WebUtility.HtmlDecode(value.ToString()) : value.ToString();

    private XmlPart? Declaration()
    {
        if (Has(9) && buffer.AsSpan(at).StartsWith("<![CDATA["))
        {
            at += 9;
            return CopyPast("]]>") ? null : Ended("The file ends in the middle of a text.");
        }
        if (Has(4) && buffer.AsSpan(at).StartsWith("<!--"))
        {
            at += 4;
            return SkipPast("-->") ? null : Ended("The file ends in the middle of a remark.");
        }
        // What a document declares is read over: nothing here is made of it.
        var isInner = false;
        for (at += 2; at < end || Fill(); at++)
        {
            isInner = buffer[at] == '[' || (isInner && buffer[at] != ']');
            if (buffer[at] != '>' || isInner) continue;
            at++;
            return null;
        }
        return Ended("The file ends in the middle of a declaration.");
    }

    private bool SkipPast(string mark) => Past(mark, copies: false);

    private bool CopyPast(string mark) => Past(mark, copies: true);

    private bool Past(string mark, bool copies)
    {
        while (true)
        {
            var part = buffer.AsSpan(at, end - at);
            var found = part.IndexOf(mark);
            var sure = found >= 0 ? found : Math.Max(0, part.Length - mark.Length + 1);
            if (copies) Append(part[..sure]);
            at += found >= 0 ? found + mark.Length : sure;
            if (found >= 0) return true;
            if (!Fill())
            {
                at = end;
                return false;
            }
        }
    }

    private void Entity()
    {
        const int LongestEntity = 12;
        Has(LongestEntity);
        var part = buffer.AsSpan(at, Math.Min(LongestEntity, end - at));
        var close = part.IndexOf(';');
        var said = close > 1 ? part[1..close] : default;
        var meant = said.StartsWith("#x", StringComparison.OrdinalIgnoreCase) ? Letter(said[2..], NumberStyles.AllowHexSpecifier)
            : said.StartsWith('#') ? Letter(said[1..], NumberStyles.None)
            : said switch
            {
                "amp" => "&", "lt" => "<", "gt" => ">", "quot" => "\"", "apos" => "'",
                // One of HTML's, or none at all: it stands as it was written.
                _ => null,
            };
        Append(meant ?? "&");
        at += meant is null ? 1 : close + 1;
    }

    private static string? Letter(ReadOnlySpan<char> digits, NumberStyles style) =>
        !int.TryParse(digits, style, CultureInfo.InvariantCulture, out var code) ? null
            : Rune.IsValid(code) && code != 0 ? char.ConvertFromUtf32(code) : "\uFFFD";

    private void Append(ReadOnlySpan<char> part)
    {
        if (Into is null || part.Length == 0) return;
        var room = Math.Max(0, Longest - Into.Length);
        IsTooLong |= part.Length > room;
        Into.Append(part[..Math.Min(room, part.Length)]);
    }

    private string NameOf(ReadOnlySpan<char> name)
    {
        if (names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var known)) return known;
        var made = name.ToString();
        if (names.Count < 500) names[made] = made;
        return made;
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or ':';

    private void Say(string what) => Fault ??= string.Create(CultureInfo.InvariantCulture, $"{what} (line {Line})");

    // Once is enough: whatever is open ends with it.
    private XmlPart Ended(string what)
    {
        Say(what);
        at = end;
        return XmlPart.Done;
    }

    private bool Has(int count)
    {
        while (end - at < count && Fill()) { }
        return end - at >= count;
    }

    private bool Fill()
    {
        if (isOver) return false;
        _ = Line;
        var keep = mark >= 0 ? Math.Min(mark, at) : at;
        if (mark >= 0 && at - mark > MostRaw)
        {
            rawHead = new string(buffer, mark, MostRaw);
            (mark, keep) = (-1, at);
        }
        if (keep > 0)
        {
            buffer.AsSpan(keep, end - keep).CopyTo(buffer);
            (at, end, counted, tagStart) = (at - keep, end - keep, counted - keep, Math.Max(0, tagStart - keep));
            if (mark >= 0) mark -= keep;
        }
        if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        var read = text.Read(buffer, end, buffer.Length - end);
        end += read;
        isOver = read == 0;
        return read > 0;
    }
}
