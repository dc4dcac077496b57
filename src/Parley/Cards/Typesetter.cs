using System.Globalization;
using System.Text;
using HarfBuzzSharp;
using Parley.Web;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace Parley.Cards;

/// <summary>Breaks and draws lines in one size and weight. What no face has is left out rather than drawn as a box.</summary>
internal sealed class Typesetter(Faces faces, float size, bool bold)
{
    /// <summary>More than any card shows; what follows costs nothing.</summary>
    private const int Longest = 600;

    /// <summary>Marks on one letter: more than any language writes, less than it takes to cover the card.</summary>
    private const int MarksPerLetter = 4;

    private const string ClosesALine = "、。，．！？：；）」』】〉》”’…ー";
    private const string OpensALine = "（「『【〈《“‘";

    private readonly Dictionary<string, float> widths = [];

    /// <returns>At most so many lines, the last with an ellipsis where more would follow.</returns>
    public IReadOnlyList<string> Break(string text, float width, int most)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var piece in Pieces(Clean(text)).SelectMany(piece => Split(piece, width)))
        {
            if (line.Length == 0 || Width(line) + Width(piece.TrimEnd()) <= width) { line += piece; continue; }
            if (lines.Count == most - 1) return [.. lines, Cut(line, width)];
            lines.Add(line.TrimEnd());
            line = piece;
        }
        return line.Length == 0 ? lines : [.. lines, line.TrimEnd()];
    }

    /// <summary>The same number of lines, as even as they get.</summary>
    public IReadOnlyList<string> Balance(string text, float width, int lines)
    {
        var (low, high) = (Math.Min(width, Math.Max(width / 3, LongestWord(text))), width);
        while (high - low > 8)
        {
            var middle = (low + high) / 2;
            if (Break(text, middle, lines + 1).Count <= lines) high = middle;
            else low = middle;
        }
        return Break(text, high, lines + 1);
    }

    public float LongestWord(string text) => Pieces(Clean(text)).Select(piece => Width(piece.TrimEnd())).DefaultIfEmpty().Max();

    public float Measure(string line, bool rtl) => Runs(line, rtl).Sum(run => run.Glyphs.Width);

    public void Draw(SKCanvas canvas, string line, bool rtl, float x, float y, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        foreach (var (face, glyphs) in Runs(line, rtl))
        {
            using var font = Font(face);
            using var builder = new SKTextBlobBuilder();
            if (glyphs.Codepoints.Length > 0)
            {
                builder.AddPositionedRun([.. glyphs.Codepoints.Select(glyph => (ushort)glyph)], font, glyphs.Points);
                using var blob = builder.Build();
                if (blob is not null) canvas.DrawText(blob, x, y, paint);
            }
            x += glyphs.Width;
        }
    }

    private float Width(string text) =>
        widths.TryGetValue(text, out var known) ? known : widths[text] = Measure(text, Bidi.IsRightToLeft(text));

    private string Cut(string line, float width)
    {
        var elements = Elements(line);
        while (elements.Count > 0 && Width(string.Concat(elements).TrimEnd() + "…") > width) elements.RemoveAt(elements.Count - 1);
        return string.Concat(elements).TrimEnd(' ', ',', ';', ':', '.', '–', '—', '…') + "…";
    }

    private static string Clean(string text)
    {
        var clean = new StringBuilder();
        var marks = 0;
        foreach (var rune in PlainOf(text).EnumerateRunes())
        {
            if (clean.Length >= Longest) break;
            var isMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
                or UnicodeCategory.SpacingCombiningMark;
            marks = isMark ? marks + 1 : 0;
            if (marks > MarksPerLetter) continue;
            // Joiners shape letters and emoji; everything else that can't be seen only turns or hides the text.
            if (Invisible.Contains(rune) && rune.Value is not (' ' or 0x200C or 0x200D or 0xFE0F))
                clean.Append(Rune.IsWhiteSpace(rune) ? " " : "");
            else clean.Append(rune);
        }
        return string.Join(' ', clean.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    // What lies far beyond the end needs no look, whatever its length.
    private static string PlainOf(string text) => text.Length <= Longest * 16 ? text : text[..(Longest * 16)];

    private static IEnumerable<string> Pieces(string text)
    {
        var piece = new StringBuilder();
        var elements = Elements(text);
        for (var i = 0; i < elements.Count; i++)
        {
            piece.Append(elements[i]);
            if (i + 1 == elements.Count || !BreaksBetween(elements[i], elements[i + 1])) continue;
            yield return piece.ToString();
            piece.Clear();
        }
        if (piece.Length > 0) yield return piece.ToString();
    }

    private static bool BreaksBetween(string before, string after)
    {
        if (after == " ") return false;
        if (before is " " or "–" or "—" or "-") return true;
        if (ClosesALine.Contains(after, StringComparison.Ordinal) || OpensALine.Contains(before, StringComparison.Ordinal)) return false;
        return BreaksAnywhere(before) || BreaksAnywhere(after);
    }

    // Scripts written without spaces between words.
    private static bool BreaksAnywhere(string element) =>
        Rune.TryGetRuneAt(element, 0, out var rune)
            && rune.Value is >= 0x0E00 and <= 0x0EFF or >= 0x1000 and <= 0x109F or >= 0x1780 and <= 0x17FF
                or >= 0x3000 and <= 0x30FF or >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0xFF00 and <= 0xFFEF
                or >= 0x20000 and <= 0x3FFFF;

    private IEnumerable<string> Split(string piece, float width)
    {
        if (Width(piece.TrimEnd()) <= width) return [piece];
        var parts = new List<string> { "" };
        foreach (var element in Elements(piece))
        {
            var hyphen = parts[^1].Length > 0 && Hyphenates(parts[^1][^1]) && Hyphenates(element[0]) ? "-" : "";
            if (parts[^1].Length > 0 && Width(parts[^1] + element + hyphen) > width)
            {
                parts[^1] += hyphen;
                parts.Add("");
            }
            parts[^1] += element;
        }
        return parts;
    }

    // Latin, Greek and Cyrillic.
    private static bool Hyphenates(char c) => char.IsLetter(c) && c < '\u0530';

    private static List<string> Elements(string text)
    {
        var elements = new List<string>();
        for (var each = StringInfo.GetTextElementEnumerator(text); each.MoveNext();) elements.Add(each.GetTextElement());
        return elements;
    }

    // In the order of the eye: cut into stretches of one level, script and face, then turned by rule L2.
    private List<(SKTypeface Face, SKShaper.Result Glyphs)> Runs(string line, bool rtl)
    {
        var items = Items(line, Bidi.Levels(line, rtl));
        for (var level = items.Select(x => x.Level).DefaultIfEmpty().Max(); level > 0; level--)
        {
            for (var i = 0; i < items.Count; i++)
            {
                var end = i;
                while (end < items.Count && items[end].Level >= level) end++;
                if (end > i) items.Reverse(i, end - i);
                i = end;
            }
        }
        return [.. items.Select(item => (item.Face, Shape(line, item)))];
    }

    private List<Item> Items(string line, int[] levels)
    {
        var items = new List<Item>();
        var at = 0;
        foreach (var element in Elements(line))
        {
            var runes = element.EnumerateRunes().ToList();
            var script = UnicodeFunctions.Default.GetScript((uint)runes[0].Value);
            var isShared = script == Script.Common || script == Script.Inherited;
            var face = items is [.., var last] && isShared && last.End == at && faces.IsOwn(last.Face)
                && runes.All(rune => Faces.Has(last.Face, rune)) ? last.Face : faces.For(runes[0], bold);
            if (face is not null)
            {
                if (items is [.., var open] && open.End == at && ReferenceEquals(open.Face, face) && open.Level == levels[at]
                        && (isShared || open.Script == script || open.IsShared))
                    items[^1] = open with
                        { End = at + element.Length, Script = open.IsShared ? script : open.Script, IsShared = open.IsShared && isShared };
                else items.Add(new(at, at + element.Length, levels[at], face, script, isShared));
            }
            at += element.Length;
        }
        return items;
    }

    private SKShaper.Result Shape(string line, Item item)
    {
        using var buffer = new HarfBuzzSharp.Buffer { Direction = item.Level % 2 == 1 ? Direction.RightToLeft : Direction.LeftToRight };
        buffer.AddUtf16(line.AsSpan(), item.Start, item.End - item.Start);
        buffer.Script = item.Script;
        buffer.Language = Language.Default;
        using var font = Font(item.Face);
        using var shaper = new SKShaper(item.Face);
        return shaper.Shape(buffer, font);
    }

    private SKFont Font(SKTypeface face) =>
        new(face, size) { Subpixel = true, Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None };

    private sealed record Item(int Start, int End, int Level, SKTypeface Face, Script Script, bool IsShared);
}
