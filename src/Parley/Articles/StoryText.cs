using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Parley.Web;

namespace Parley.Articles;

/// <summary>
/// The words of a story as its readers see them, without the dateline: its blocks in order, white space folded to single
/// spaces, one space between blocks. The page's script reads the same words from the page.
/// </summary>
public sealed partial class StoryText
{
    private readonly List<StoryBlock> blocks = [];

    private StoryText(string words) => Words = words;

    public string Words { get; }

    /// <summary>Blocks that have words, in order.</summary>
    public IReadOnlyList<StoryBlock> Blocks => blocks;

    /// <summary>Words of a page of another site, without its blocks.</summary>
    public static StoryText OfWords(string words) => new(Fold(words));

    public static StoryText Of(string markdown) => Stories.Of(markdown);

    // Characters of Markdown; each page of a story with passages asks for it.
    private static readonly Kept<string, StoryText> Stories = new(2_000_000, markdown => markdown.Length, Read);

    private static StoryText Read(string markdown)
    {
        var words = new StringBuilder();
        var found = new List<StoryBlock>();
        foreach (var (index, element) in new HtmlParser().ParseDocument(Markup.Article(markdown)).Body!.Children.Index())
        {
            var text = Fold(element.TextContent);
            if (text.Length == 0) continue;
            if (words.Length > 0) words.Append(' ');
            found.Add(new(index, words.Length, text));
            words.Append(text);
        }
        var story = new StoryText(words.ToString());
        story.blocks.AddRange(found);
        return story;
    }

    public static string Fold(string text) => Space().Replace(text, " ").Trim(' ');

    /// <summary>Number of the block in which a position lies, as the page numbers them.</summary>
    public int BlockAt(int position) => blocks.FindLast(block => block.Start <= position)?.Index ?? 0;

    /// <summary>Every place where these words stand, from the first.</summary>
    public IEnumerable<int> PlacesOf(string exact)
    {
        for (var at = Words.IndexOf(exact, StringComparison.Ordinal); at >= 0; at = Words.IndexOf(exact, at + 1, StringComparison.Ordinal))
            yield return at;
    }

    public string Before(int position, int length) => Words[Math.Max(0, position - length)..position];

    public string After(int position, int length) => Words[position..Math.Min(Words.Length, position + length)];

    [GeneratedRegex(@"[\s\u0085\uFEFF]+")]
    private static partial Regex Space();
}

/// <param name="Index">Among the elements of the story's body, empty ones counted.</param>
/// <param name="Start">Of its first character in <see cref="StoryText.Words"/>, in UTF-16 units.</param>
public sealed record StoryBlock(int Index, int Start, string Words);
