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

    /// <summary>The passage that is meant, known or new; saved by the caller, who holds the story's discussion.</summary>
    public static async Task<Outcome<Passage>> PassageOf(
        this Database db, PointedStory story, TextQuote quote, DateTimeOffset now, CancellationToken ct)
    {
        if (Find(story.Text, quote, out var start, out var exact) is { } refusal) return refusal;
        var known = await story.In(db.Passages).FirstOrDefaultAsync(x => x.Start == start && x.Exact == exact, ct);
        if (known is not null) return known;
        var passage = Passage.At(story, start, exact, now);
        db.Passages.Add(passage);
        return passage;
    }

    /// <summary>The passage that a quotation leads to, if somebody has spoken of it before; null also where it leads nowhere.</summary>
    public static async Task<Passage?> KnownPassage(this Database db, PointedStory story, TextQuote quote, CancellationToken ct) =>
        Find(story.Text, quote, out var start, out var exact) is not null ? null
            : await story.In(db.Passages.AsNoTracking()).FirstOrDefaultAsync(x => x.Start == start && x.Exact == exact, ct);

    /// <summary>The story has new words: every passage follows, or says what became of it.</summary>
    public static async Task Reanchor(this Database db, PointedStory story, CancellationToken ct)
    {
        foreach (var passage in await story.In(db.Passages).ToListAsync(ct)) passage.Follow(story.Text);
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

/// <summary>A story whose words are pointed at: an article's, or the one around the discussion of another site's page.</summary>
public sealed record PointedStory
{
    private PointedStory(int siteId, StoryText text) => (SiteId, Text) = (siteId, text);

    public int SiteId { get; }
    public Guid? ArticleId { get; private init; }
    public Guid? DiscussionId { get; private init; }
    public StoryText Text { get; }

    public static PointedStory Of(Article article) => new(article.SiteId, StoryText.Of(article.Body)) { ArticleId = article.Id };

    public static PointedStory Around(int siteId, Guid discussion, StoryText text) => new(siteId, text) { DiscussionId = discussion };

    public IQueryable<Passage> In(IQueryable<Passage> passages) => ArticleId is { } article
        ? passages.Where(x => x.SiteId == SiteId && x.ArticleId == article)
        : passages.Where(x => x.SiteId == SiteId && x.DiscussionId == DiscussionId);
}
