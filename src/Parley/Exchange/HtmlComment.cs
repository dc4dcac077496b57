using AngleSharp.Dom;

namespace Parley.Exchange;

/// <summary>A comment as one of the ways of marking it up has it on a page, before its time is read.</summary>
internal sealed record HtmlComment
{
    public required string Id { get; init; }

    /// <summary>Of the one that it answers; empty: of none.</summary>
    public string Parent { get; init; } = "";
    public string Name { get; init; } = "";

    /// <summary>The account it was written with; empty for a guest.</summary>
    public string User { get; init; } = "";

    /// <summary>Its time as programs write it; null: none.</summary>
    public string? At { get; init; }

    /// <summary>Its time in words; null: none.</summary>
    public string? Words { get; init; }
    public string Text { get; init; } = "";
    public ForeignMarks Marks { get; init; }
    public ForeignState State { get; init; }
    public bool IsPinned { get; init; }
    public int Up { get; init; }
    public int Down { get; init; }

    /// <summary>What of the page it is; null for what stands in a script.</summary>
    public IElement? Element { get; init; }
}
