using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Web;

namespace Parley.Articles;

/// <summary>Finds what a reader points at in the story as it stands now.</summary>
public static class PointedAt
{
    private static readonly Refusal Nothing = new(422, "passage-empty", "Select some words in the story first.");
    public static readonly Refusal TooLong = new(422, "passage-too-long", "The passage is too long: select at most {0} characters.")
        { Args = [Passage.LongestExact] };
    private static readonly Refusal NotThere = new(422, "passage-not-found",
        "These words are no longer in the story; it may have been changed. Select the passage again, or post without it.");
    private static readonly Refusal SeveralTimes = new(422, "passage-ambiguous",
        "These words appear more than once in the story. Select a few more, so that it's clear which you mean.");

    /// <summary>The passage that is meant, known or new; saved by the caller, who holds the article's discussion.</summary>
    public static async Task<Outcome<Passage>> PassageOf(
        this Database db, Article article, TextQuote quote, DateTimeOffset now, CancellationToken ct)
    {
        var story = StoryText.Of(article.Body);
        if (Find(story, quote, out var start, out var exact) is { } refusal) return refusal;
        var known = await db.Passages.FirstOrDefaultAsync(
            x => x.SiteId == article.SiteId && x.ArticleId == article.Id && x.Start == start && x.Exact == exact, ct);
        if (known is not null) return known;
        var passage = Passage.At(article, story, start, exact, now);
        db.Passages.Add(passage);
        return passage;
    }

    /// <summary>The passage that a quotation leads to, if somebody has spoken of it before; null also where it leads nowhere.</summary>
    public static async Task<Passage?> KnownPassage(this Database db, Article article, TextQuote quote, CancellationToken ct) =>
        Find(StoryText.Of(article.Body), quote, out var start, out var exact) is not null ? null
            : await db.Passages.AsNoTracking().FirstOrDefaultAsync(
                x => x.SiteId == article.SiteId && x.ArticleId == article.Id && x.Start == start && x.Exact == exact, ct);

    /// <summary>The story has new words: every passage follows, or says what became of it.</summary>
    public static async Task Reanchor(this Database db, Article article, CancellationToken ct)
    {
        var story = StoryText.Of(article.Body);
        foreach (var passage in await db.Passages.Where(x => x.SiteId == article.SiteId && x.ArticleId == article.Id).ToListAsync(ct))
            passage.Follow(story);
    }

    public static Refusal? Find(StoryText story, TextQuote quote, out int start, out string exact)
    {
        (start, exact) = (0, "");
        if (quote.Exact.Length > Passage.LongestExact * 2) return TooLong;
        exact = StoryText.Fold(quote.Exact);
        if (Markup.VisibleLength(exact) == 0) return Nothing;
        if (exact.Length > Passage.LongestExact) return TooLong;
        var (prefix, suffix) = (Near(quote.Prefix, fromEnd: true), Near(quote.Suffix, fromEnd: false));
        var length = exact.Length;
        var places = story.PlacesOf(exact).ToList();
        // Where neighbours were named, at least one of them must be there; a look-alike is not what was meant.
        if (prefix.Length + suffix.Length > 0)
            places = places.FindAll(place =>
                (prefix.Length > 0 && IsBefore(story, place, prefix)) || (suffix.Length > 0 && IsAfter(story, place + length, suffix)));
        if (places.Count > 1)
            places = places.FindAll(place => IsBefore(story, place, prefix) && IsAfter(story, place + length, suffix));
        if (places.Count == 0) return NotThere;
        if (places.Count > 1) return SeveralTimes;
        start = places[0];
        return null;
    }

    // A selection ends anywhere, also between words: the space next to it belongs to either side.
    private static bool IsBefore(StoryText story, int place, string prefix) =>
        story.Words.AsSpan(0, place).TrimEnd(' ').EndsWith(prefix, StringComparison.Ordinal);

    private static bool IsAfter(StoryText story, int place, string suffix) =>
        story.Words.AsSpan(place).TrimStart(' ').StartsWith(suffix, StringComparison.Ordinal);

    private static string Near(string neighbour, bool fromEnd)
    {
        var most = Passage.LongestNeighbour;
        var cut = neighbour.Length <= most ? neighbour : fromEnd ? neighbour[^most..] : neighbour[..most];
        return StoryText.Fold(cut);
    }
}
