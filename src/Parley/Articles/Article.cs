using Parley.Sites;
using Parley.Web;

namespace Parley.Articles;

/// <summary>Who may overwrite an article: the same road by which it came.</summary>
public enum ArticleSource { File, Api, Import, Demo }

public sealed class Article
{
    private Article() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }

    /// <summary>The import that brought it along; null for all others.</summary>
    public int? ImportNumber { get; private set; }

    /// <summary>Called for one that is new.</summary>
    public void BroughtBy(int import) => ImportNumber = import;
    public string Slug { get; private set; } = "";
    public string Title { get; private set; } = "";

    /// <summary>Where the story was filed, as written: <c>ODESA, UKRAINE</c>.</summary>
    public string? DatelinePlace { get; private set; }

    /// <summary>Local time of filing, as written: <c>12:15 P.M.</c></summary>
    public string? DatelineTime { get; private set; }

    /// <summary>Both, as a newspaper runs them in: <c>ODESA, UKRAINE (12:15 P.M.)</c>.</summary>
    public string? Dateline => (DatelinePlace, DatelineTime) switch
    {
        (null or "", null or "") => null,
        (null or "", _) => DatelineTime,
        (_, null or "") => DatelinePlace,
        _ => $"{DatelinePlace} ({DatelineTime})",
    };

    /// <summary>BCP 47 tag where it is not the site's: the whole page speaks it.</summary>
    public string? Language { get; private set; }
    public string? Byline { get; private set; }

    /// <summary>Under which the front page shows it, as the newsroom calls it; null for none.</summary>
    public string? Section { get; private set; }
    public string? Summary { get; private set; }
    public string Body { get; private set; } = "";

    /// <summary>What a search finds it by; the databases make their indexes of it.</summary>
    public string Words { get; private set; } = "";

    /// <summary>The address search engines should keep, when it is not this server's page.</summary>
    public string? CanonicalUrl { get; private set; }

    /// <summary>What stands in the box for comments under this article; null: what stands there everywhere.</summary>
    public string? Prompt { get; private set; }

    /// <summary>The lead picture's address here; null for none.</summary>
    public string? Picture { get; private set; }

    /// <summary>What is on it, for whoever doesn't see it.</summary>
    public string? PictureAlt { get; private set; }
    public string? PictureCaption { get; private set; }

    public ArticleSource Source { get; private set; }
    public string? SourceId { get; private set; }
    public DateTimeOffset PublishedAt { get; private set; }
    public DateTimeOffset? UpdatedAt { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Since when its file or program has taken it back; null: it is out.</summary>
    public DateTimeOffset? UnpublishedAt { get; private set; }

    /// <summary>Since when an editor has taken it back, which stands whatever its file says; null: nobody has.</summary>
    public DateTimeOffset? RecalledAt { get; private set; }

    /// <summary>While it is taken back: its discussion can still be read.</summary>
    public bool KeepsDiscussion { get; private set; }

    public bool IsTakenBack => UnpublishedAt is not null || RecalledAt is not null;

    public void Recall(bool keepsDiscussion, DateTimeOffset at) => (RecalledAt, KeepsDiscussion) = (RecalledAt ?? at, keepsDiscussion);

    /// <summary>Out again, whoever has taken it back.</summary>
    public void Return() => UnpublishedAt = RecalledAt = null;

    public static Article Publish(int siteId, ArticleSource source, string? sourceId, Manuscript text, DateTimeOffset at)
    {
        var article = new Article
        {
            SiteId = siteId, Id = Clock.NewId(at), Source = source, SourceId = sourceId, Slug = text.Slug,
            PublishedAt = text.PublishedAt ?? at, UpdatedAt = text.UpdatedAt, CreatedAt = at,
        };
        article.Take(text);
        article.Stand(text, at);
        return article;
    }

    /// <summary>Takes a new version of the text. Returns false when nothing in it is new.</summary>
    public bool Revise(Manuscript text, DateTimeOffset at)
    {
        var before = Told();
        var stood = (UnpublishedAt, KeepsDiscussion);
        Take(text);
        Stand(text, at);
        PublishedAt = text.PublishedAt ?? PublishedAt;
        // Taken back and brought again, a story says the same as before.
        if (before.Equals(Told()) && stood != (UnpublishedAt, KeepsDiscussion) && (text.UpdatedAt ?? UpdatedAt) == UpdatedAt) return true;
        if (before.Equals(Told()) && (text.UpdatedAt ?? UpdatedAt) == UpdatedAt) return false;
        UpdatedAt = text.UpdatedAt ?? at;
        return true;
    }

    /// <summary>The file it came from has another name now, or another one took its place.</summary>
    public void ComesFrom(string? sourceId) => SourceId = sourceId;

    private object Told() => (Title, Language, DatelinePlace, DatelineTime, Byline, Summary, Body, CanonicalUrl, Prompt, PublishedAt,
        (Picture, PictureAlt, PictureCaption, Section));

    // What an editor has decided in the meantime is not for a file to say.
    private void Stand(Manuscript text, DateTimeOffset at)
    {
        UnpublishedAt = text.IsUnpublished ? UnpublishedAt ?? at : null;
        if (RecalledAt is null) KeepsDiscussion = text is { IsUnpublished: true, KeepsDiscussion: true };
    }

    private void Take(Manuscript text)
    {
        Title = text.Title;
        Language = text.Language;
        DatelinePlace = text.DatelinePlace;
        DatelineTime = text.DatelineTime;
        Byline = text.Byline;
        Summary = text.Summary;
        Body = text.Body;
        Words = SearchWords.Of($"{Title} {DatelinePlace} {Byline} {Summary} {Body}");
        CanonicalUrl = text.CanonicalUrl;
        Prompt = text.Prompt;
        Section = text.Section;
        (Picture, PictureAlt, PictureCaption) = (text.Picture, text.PictureAlt, text.PictureCaption);
    }
}

/// <summary>What an editor hands in, from whichever road it comes: file, API or import.</summary>
public sealed record Manuscript
{
    public required string Slug { get; init; }
    public required string Title { get; init; }
    public required string Body { get; init; }
    public string? Language { get; init; }
    public string? DatelinePlace { get; init; }
    public string? DatelineTime { get; init; }
    public string? Byline { get; init; }
    public string? Summary { get; init; }

    /// <summary>A word or two: stories of one section stand together on the front page.</summary>
    public string? Section { get; init; }

    public const int LongestSection = 40;
    public string? CanonicalUrl { get; init; }

    /// <summary>A line in the box for comments: what the house would like to hear.</summary>
    public string? Prompt { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The same without what no database can hold.</summary>
    public Manuscript Storable() => this with
    {
        Title = CleanText.Storable(Title), Body = CleanText.Storable(Body), DatelinePlace = CleanText.Storable(DatelinePlace),
        DatelineTime = CleanText.Storable(DatelineTime),
        Byline = CleanText.Storable(Byline), Summary = CleanText.Storable(Summary), CanonicalUrl = CleanText.Storable(CanonicalUrl),
        PictureAlt = CleanText.Storable(PictureAlt), PictureCaption = CleanText.Storable(PictureCaption),
        Picture = PictureAddress.Of(Picture)?.ToString(),
        Prompt = HouseLine.Of(Prompt) is { Length: > 0 } line ? line : null,
        Section = HouseLine.Of(Section) is { Length: > 0 } section ? section : null,
        AlsoRead = [.. AlsoRead.Select(
            x => x with { Slug = CleanText.Storable(x.Slug), Title = CleanText.Storable(x.Title), Url = CleanText.Storable(x.Url) })],
    };

    /// <summary>Slugs or titles with addresses, in order; empty: found by similarity.</summary>
    public IReadOnlyList<AlsoReadChoice> AlsoRead { get; init; } = [];

    /// <summary>The lead picture: a file's name, and once it is taken in its address here.</summary>
    public string? Picture { get; init; }
    public string? PictureAlt { get; init; }
    public string? PictureCaption { get; init; }

    /// <summary>Taken back: readers are told that it is gone.</summary>
    public bool IsUnpublished { get; init; }

    /// <summary>Of an article that is taken back: what was said about it can still be read.</summary>
    public bool KeepsDiscussion { get; init; }

    /// <summary>False: no further comments.</summary>
    public bool DiscussionOpen { get; init; } = true;
}

/// <summary>One "also read" as the editor chose it: a slug of this site, or a title with or without an address.</summary>
public sealed record AlsoReadChoice(string? Slug, string? Title = null, string? Url = null, int? AfterParagraph = null);

/// <summary>A stored "also read". Without slug and address it is a title only, as imported pages have it.</summary>
public sealed class AlsoRead
{
    private AlsoRead() { }

    public int SiteId { get; private set; }
    public Guid ArticleId { get; private set; }
    public int Position { get; private set; }
    public string? Slug { get; private set; }
    public string? Title { get; private set; }
    public string? Url { get; private set; }

    /// <summary>Number of body paragraphs before it; null: where the layout puts it.</summary>
    public int? AfterParagraph { get; private set; }

    public static AlsoRead Choose(Article article, int position, AlsoReadChoice choice) => new()
    {
        SiteId = article.SiteId, ArticleId = article.Id, Position = position,
        Slug = choice.Slug, Title = choice.Title, Url = choice.Url, AfterParagraph = choice.AfterParagraph,
    };
}
