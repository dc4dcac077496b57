namespace Parley.Exchange;

/// <summary>What a saved news page said, before anything is decided about where it goes.</summary>
public sealed record CapturedPage
{
    /// <summary>Null when no heading stands before the body; <see cref="SuggestedTitle"/> then stands in.</summary>
    public string? Title { get; init; }

    /// <summary>The first sentence or clauses of the body, short enough for a headline; empty without a body.</summary>
    public string SuggestedTitle { get; init; } = "";

    public string? DatelinePlace { get; init; }
    public string? DatelineTime { get; init; }
    public string? Byline { get; init; }

    /// <summary>A date standing alone between the heading and the body, in the site's own time.</summary>
    public DateTime? PublishedAt { get; init; }

    public string BodyMarkdown { get; init; } = "";
    public IReadOnlyList<CapturedAlsoRead> AlsoRead { get; init; } = [];
    public IReadOnlyList<CapturedShare> Shares { get; init; } = [];
    public int? ShareTotal { get; init; }

    /// <summary>As written, with the word that opens it.</summary>
    public string? Notice { get; init; }

    public string? Policy { get; init; }
    public string? GuidelinesMarkdown { get; init; }
    public int? StatedCount { get; init; }
    public string? SelectedSort { get; init; }

    /// <summary>In page order; a parent always stands before its replies.</summary>
    public IReadOnlyList<CapturedComment> Comments { get; init; } = [];

    /// <summary>In line order.</summary>
    public IReadOnlyList<CaptureProblem> Problems { get; init; } = [];
}

/// <param name="Title">The headline of the other article.</param>
/// <param name="AfterParagraph">How many paragraphs of the body stand before it.</param>
public sealed record CapturedAlsoRead(string Title, int AfterParagraph);

/// <param name="Position">From 1, in page order.</param>
/// <param name="Network">Null when the page showed only a picture.</param>
/// <param name="Count">Null when the page showed none.</param>
public sealed record CapturedShare(int Position, string? Network, int? Count);

public sealed record CapturedComment
{
    /// <summary>Of the header's first line, from 1.</summary>
    public required int Line { get; init; }

    public required string AuthorName { get; init; }
    public string? Rank { get; init; }
    public IReadOnlyList<string> Badges { get; init; } = [];

    /// <summary>The site's own time, of unspecified kind: the page does not name its zone.</summary>
    public required DateTime WrittenAt { get; init; }

    public string? ReplyToName { get; init; }

    /// <summary>Index in <see cref="CapturedPage.Comments"/>.</summary>
    public int? ParentIndex { get; init; }

    /// <summary>Plain text with its line breaks, not Markdown.</summary>
    public required string Text { get; init; }

    /// <summary>The page showed only the beginning, behind a "read more" link.</summary>
    public bool CutOff { get; init; }

    /// <summary>Up less down, where the page showed the votes.</summary>
    public int? Votes { get; init; }

    public int? VotesUp { get; init; }
    public int? VotesDown { get; init; }
}

/// <param name="Line">From 1.</param>
/// <param name="Reason">A plain sentence.</param>
/// <param name="Text">The lines that were not understood.</param>
public sealed record CaptureProblem(int Line, string Reason, string Text);
