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

    /// <summary>Whether 06/07/2017 is the seventh of June on this page.</summary>
    public bool IsMonthFirst { get; init; }

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

    /// <summary>
    /// In page order; a parent always stands before its replies. Each is read from the file when it is asked for, and not kept.
    /// </summary>
    public IReadOnlyList<CapturedComment> Comments { get; init; } = [];

    /// <summary>When the first of them was written; null without any.</summary>
    public DateTime? FirstWrittenAt { get; init; }

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

    /// <summary>Index of the last comment that answers this one; null: none does.</summary>
    public int? LastReplyIndex { get; init; }

    /// <summary>Another comment of the page has the same author and time.</summary>
    public bool IsOneOfSeveral { get; init; }

    /// <summary>Plain text with its line breaks, not Markdown.</summary>
    public required string Text { get; init; }

    /// <summary>The page showed only the beginning, behind a "read more" link.</summary>
    public bool CutOff { get; init; }

    /// <summary>Up less down, where the page showed the votes.</summary>
    public int? Votes { get; init; }

    public int? VotesUp { get; init; }
    public int? VotesDown { get; init; }
}

/// <summary>Something that was not understood.</summary>
public sealed class CaptureProblem
{
    private readonly CaptureLines? lines;
    private readonly string text = "";
    private readonly int from;
    private readonly int to;

    internal CaptureProblem(int line, string reason, string text) => (Line, Reason, this.text) = (line, reason, text);

    /// <summary>
    /// Of lines that stay in the file until they are asked for: a page may be one problem from its first comment to its last.
    /// </summary>
    internal CaptureProblem(int line, string reason, CaptureLines lines, int from, int to) : this(line, reason, "") =>
        (this.lines, this.from, this.to) = (lines, from, to);

    /// <summary>From 1.</summary>
    public int Line { get; }

    /// <summary>A plain sentence.</summary>
    public string Reason { get; }

    /// <summary>The lines that were not understood.</summary>
    public string Text => lines?.Text(from, to) ?? text;
}
