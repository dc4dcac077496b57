using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Net.Http.Headers;
using Parley.Web;

namespace Parley.Articles;

/// <summary>
/// The story in a page of another site, whose own HTML says where it is: <c>data-passages</c> names its element. The script on that page
/// (<c>hosted.ts</c>) reads the same words from it.
/// </summary>
public static partial class PageStory
{
    /// <summary>Of words kept. A novel in one page is nothing to point into.</summary>
    private const int LongestStory = 200_000;

    /// <summary>Long articles with all around them have a few thousand; more, one in the other, would cost their square.</summary>
    private const int MostElements = 20_000;

    /// <summary>Elements one in the other, where browsers stop too: each more is looked for through all that are around it.</summary>
    private const int Deepest = 512;

    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "rb", "ruby",
        "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
    };

    // What readers can't select, or what isn't the story's.
    private static readonly HashSet<string> Silent = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "noscript", "template", "iframe", "textarea", "select", "button", "svg", "object", "video", "audio", "canvas",
        "rp", "rt",
    };

    /// <summary>Null where the page doesn't say that its words may be pointed at, has no such element, or is no page to read.</summary>
    public static StoryText? Of(byte[] body, string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || !type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            var (count, before) = (0, (IElement?)null);
            var parser = new HtmlParser(new HtmlParserOptions
            {
                // As in a browser with the script that reads the same words there: what stands in noscript is no part of the page.
                IsScripting = true,
                OnCreated = (element, _) =>
                {
                    // Where it goes is known only of the one before.
                    if (++count > MostElements) throw new TooMuchException();
                    if (count % 64 == 0 && before!.GetAncestors().Count() > Deepest) throw new TooMuchException();
                    before = element;
                },
            });
            using var page = parser.ParseDocument(HtmlLetters.Decode(body, HtmlLetters.CharsetOf(contentType!)));
            var optIn = Elements(page).FirstOrDefault(x => x.HasAttribute("data-passages"));
            if (optIn?.GetAttribute("data-passages") is not { } selector) return null;
            var story = selector.Trim().Length == 0 ? Find(page, "article") ?? Find(page, "main") : Find(page, selector.Trim());
            return story is null ? null : StoryText.OfWords(Words(story));
        }
        catch (TooMuchException)
        {
            return null;
        }
    }

    // A name, an id and classes, and no more: whoever wrote the page must not choose what a search in it costs.
    private static IElement? Find(IDocument page, string selector)
    {
        if (!Simple().IsMatch(selector)) return null;
        var parts = Parts().Matches(selector).Select(part => part.Value).ToList();
        return Elements(page).FirstOrDefault(element => parts.TrueForAll(part => part[0] switch
        {
            '#' => element.Id == part[1..],
            '.' => element.ClassList.Contains(part[1..]),
            _ => element.LocalName.Equals(part, StringComparison.OrdinalIgnoreCase),
        }));
    }

    private static IEnumerable<IElement> Elements(IDocument page) => page.GetDescendants().OfType<IElement>();

    // Not by recursion: a page may lie as deep as it likes.
    private static string Words(IElement story)
    {
        var words = new StringBuilder();
        var open = new Stack<(INode? Node, int Next)>();
        open.Push((story, 0));
        while (open.Count > 0 && words.Length < LongestStory)
        {
            var (node, next) = open.Pop();
            if (next == 0 && node is IText text) words.Append(text.Data);
            if (node is not IElement element || Silent.Contains(element.LocalName) || element.HasAttribute("data-parley")) continue;
            // Between blocks there is room, however tight the page's text is set.
            if (!Inline.Contains(element.LocalName) && (next == 0 || next == element.ChildNodes.Length)) words.Append(' ');
            if (next == element.ChildNodes.Length) continue;
            open.Push((element, next + 1));
            open.Push((element.ChildNodes[next], 0));
        }
        return words.ToString();
    }

    [GeneratedRegex(@"\A(?:[a-zA-Z][\w-]*)?(?:[.#][\w-]+)*\z")]
    private static partial Regex Simple();

    [GeneratedRegex(@"[.#]?[\w-]+")]
    private static partial Regex Parts();

    private sealed class TooMuchException : Exception;
}
