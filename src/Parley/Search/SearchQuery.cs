using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Parley.Data;
using Parley.Web;

namespace Parley.Search;

/// <summary>What a reader looks for: words that must all be there, in any order. No sign in it is an operator.</summary>
public sealed class SearchQuery
{
    /// <summary>In UTF-16 units; nobody remembers a longer sentence word for word.</summary>
    public const int Longest = 200;

    /// <summary>Each word costs a look into the index, and the tenth narrows nothing any more.</summary>
    public const int MostWords = 10;

    /// <summary>
    /// From so many letters on a word also finds those that begin with it: bridge finds bridges, мост finds мосту. Shorter
    /// beginnings are in half of all texts.
    /// </summary>
    public const int ShortestBeginning = 4;

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    private static readonly Refusal TooLong = new(422, "query-too-long", "A search can have at most {0} characters. A few words will do.")
        { Args = [Longest] };
    private static readonly Refusal Nothing = new(422, "query-empty", "Type a word to search for.");

    private SearchQuery(IReadOnlyList<SoughtWord> words) => Words = words;

    public IReadOnlyList<SoughtWord> Words { get; }

    public static Outcome<SearchQuery> Of(string raw)
    {
        if (raw.Length > Longest) return TooLong;
        var found = SearchWords.In(raw).ToList();
        // Of a run of pairs the last character stands in the pair before it already.
        var words = found.Where(
                (x, i) => i == 0 || x.Begin < found[i - 1].Begin || x.End > found[i - 1].End || !SearchWords.IsPiece(x.Word))
            .Select(x => x.Word).Distinct().Take(MostWords).Select(word => new SoughtWord(word, IsBeginning(word))).ToList();
        return words.Count == 0 ? Nothing : new SearchQuery(words);
    }

    // A single character of a script without spaces is the beginning of its pairs.
    private static bool IsBeginning(string word) =>
        SearchWords.IsPiece(word) ? word.EnumerateRunes().Count() == 1 : word.Length >= ShortestBeginning;

    /// <summary>Safe HTML of the part of a text around the first word found, what was found in mark.</summary>
    public string Excerpt(string line)
    {
        var hits = SearchWords.In(line).Where(x => Words.Any(sought => sought.Finds(x.Word))).ToList();
        var (begin, end) = Window(line, hits.Count == 0 ? 0 : hits[0].Begin);
        var html = new StringBuilder(begin > 0 ? "… " : "");
        var at = begin;
        foreach (var hit in hits.TakeWhile(x => x.End <= end))
        {
            if (hit.End <= at) continue;
            var from = Math.Max(at, hit.Begin);
            html.Append(Html.Encode(line[at..from])).Append("<mark>").Append(Html.Encode(line[from..hit.End])).Append("</mark>");
            at = hit.End;
        }
        html.Append(Html.Encode(line[at..end]));
        return html.Append(end < line.Length ? " …" : "").Replace("</mark><mark>", "").ToString();
    }

    // Cut at spaces where there are some; else between characters.
    private static (int Begin, int End) Window(string line, int hit)
    {
        const int Before = 80;
        const int Length = 280;
        var begin = Math.Max(0, hit - Before);
        if (begin > 0 && line.IndexOf(' ', begin, hit - begin) is >= 0 and var space) begin = space + 1;
        var end = Math.Min(line.Length, begin + Length);
        if (end < line.Length && line.LastIndexOf(' ', end, end - begin - Length / 2) is > 0 and var last) end = last;
        if (begin > 0 && char.IsLowSurrogate(line[begin])) begin--;
        if (end < line.Length && char.IsLowSurrogate(line[end])) end++;
        return (begin, end);
    }
}
