using Parley.Web;

namespace Parley.Articles;

/// <summary>Words of a story as a reader points at them: a TextQuoteSelector of the W3C Web Annotation Data Model, 4.2.4.</summary>
/// <param name="Exact">The words themselves.</param>
/// <param name="Prefix">Words just before; may be empty.</param>
/// <param name="Suffix">Words just after; may be empty.</param>
public sealed record TextQuote(string Exact, string Prefix = "", string Suffix = "");

public enum PassageFate
{
    /// <summary>It stands in the story.</summary>
    Here,

    /// <summary>Where it stood there are other words now, or it can't be told which of several places it is.</summary>
    Changed,

    /// <summary>Neither it nor what stood around it is in the story any more.</summary>
    Removed,
}

/// <summary>
/// A passage of a story that comments speak of. When the story changes it follows its words
/// only where that is sure: they must stand there exactly, between neighbours that could not be mistaken before the change.
/// </summary>
public sealed class Passage
{
    /// <summary>UTF-16 units: a long paragraph.</summary>
    public const int LongestExact = 3000;

    /// <summary>Neighbours shorter than this prove nothing: "said on Tuesday" stands in many stories twice.</summary>
    public const int ShortestNeighbour = 32;

    /// <summary>Neighbours are taken longer until they are unmistakable, up to this.</summary>
    public const int LongestNeighbour = 320;

    /// <summary>A rival that shares this much more of its neighbours than any did before is a copy of it.</summary>
    private const int Telling = 12;

    private Passage() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }

    /// <summary>The article it stands in; null for one of another site's page.</summary>
    public Guid? ArticleId { get; private set; }

    /// <summary>The discussion of another site's page that it stands in; null for one of an article here.</summary>
    public Guid? DiscussionId { get; private set; }
    public string Exact { get; private set; } = "";
    public string Prefix { get; private set; } = "";
    public string Suffix { get; private set; } = "";

    /// <summary>In the story's words, in UTF-16 units; null when it is not there.</summary>
    public int? Start { get; private set; }
    public PassageFate Fate { get; private set; }

    /// <summary>How much of its prefix, counted from its end, any other place of the same words had when it settled.</summary>
    public int RivalBefore { get; private set; }

    /// <summary>Likewise of its suffix, counted from its beginning.</summary>
    public int RivalAfter { get; private set; }

    /// <summary>Its prefix began the story, its suffix ended it: then that is a part of them.</summary>
    public bool IsFirst { get; private set; }
    public bool IsLast { get; private set; }

    /// <summary>What an editor asks the readers here; null: nothing.</summary>
    public string? Question { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Passage At(PointedStory story, int start, string exact, DateTimeOffset at)
    {
        var passage = new Passage
        {
            SiteId = story.SiteId, Id = Clock.NewId(at), ArticleId = story.ArticleId, DiscussionId = story.DiscussionId, Exact = exact,
            CreatedAt = at,
        };
        passage.Settle(story.Text, start);
        return passage;
    }

    public void Ask(string? question) => Question = question;

    /// <summary>The story has new words: stay where it is sure, else say what became of the passage.</summary>
    public void Follow(StoryText story)
    {
        if (Find(story) is { } start) Settle(story, start);
        else
        {
            Start = null;
            Fate = Around(story) ? PassageFate.Changed : PassageFate.Removed;
        }
    }

    private int? Find(StoryText story)
    {
        var places = story.PlacesOf(Exact).Select(place => (At: place, Before: Before(story, place), After: After(story, place))).ToList();
        var sure = places.FindAll(place => IsProof(place.Before, Prefix, RivalBefore) || IsProof(place.After, Suffix, RivalAfter));
        if (sure.Count == 0) return null;
        var found = sure[0];
        if (sure.Count > 1 || places.Any(rival => rival.At != found.At && IsCopy(rival.Before, rival.After)))
        {
            // Somebody has copied it. Whichever stays in the end may be the copy, so it is not followed again.
            RivalBefore = RivalAfter = int.MaxValue;
            return null;
        }
        var whole = found.Before == Prefix.Length && found.After == Suffix.Length
            && Prefix.Length + Exact.Length + Suffix.Length >= ShortestNeighbour;
        // One side is enough for what stood there until now. What was lost comes back between both its neighbours only.
        return whole || (Fate == PassageFate.Here && Math.Max(found.Before, found.After) >= ShortestNeighbour) ? found.At : null;
    }

    // The whole neighbour stands there, and it stood nowhere else.
    private static bool IsProof(int common, string neighbour, int rival) => common == neighbour.Length && common > rival;

    private bool IsCopy(int before, int after) => (before > RivalBefore || after > RivalAfter) && before + after >= Telling;

    // How much of the prefix stands before a place; none of it where it should begin the story and doesn't.
    private int Before(StoryText story, int place) =>
        IsFirst && place != Prefix.Length
            ? Math.Min(Prefix.Length - 1, Common(story.Words, place - 1, Prefix, -1)) : Common(story.Words, place - 1, Prefix, -1);

    private int After(StoryText story, int place) =>
        IsLast && place + Exact.Length + Suffix.Length != story.Words.Length
            ? Math.Min(Suffix.Length - 1, Common(story.Words, place + Exact.Length, Suffix, +1))
            : Common(story.Words, place + Exact.Length, Suffix, +1);

    private bool Around(StoryText story) =>
        story.Words.Contains(Exact, StringComparison.Ordinal)
        || (Prefix.Length >= ShortestNeighbour && story.Words.Contains(Prefix[^ShortestNeighbour..], StringComparison.Ordinal))
        || (Suffix.Length >= ShortestNeighbour && story.Words.Contains(Suffix[..ShortestNeighbour], StringComparison.Ordinal));

    // Takes the neighbours it has here, as many as make it unmistakable.
    private void Settle(StoryText story, int start)
    {
        (Start, Fate) = (start, PassageFate.Here);
        var end = start + Exact.Length;
        var (prefix, suffix) = (story.Before(start, LongestNeighbour), story.After(end, LongestNeighbour));
        (RivalBefore, RivalAfter) = (-1, -1);
        foreach (var rival in story.PlacesOf(Exact).Where(place => place != start))
        {
            RivalBefore = Math.Max(RivalBefore, Common(story.Words, rival - 1, prefix, -1));
            RivalAfter = Math.Max(RivalAfter, Common(story.Words, rival + Exact.Length, suffix, +1));
        }
        Prefix = prefix[^Math.Min(prefix.Length, Math.Max(RivalBefore + 1, ShortestNeighbour))..];
        Suffix = suffix[..Math.Min(suffix.Length, Math.Max(RivalAfter + 1, ShortestNeighbour))];
        (IsFirst, IsLast) = (start == Prefix.Length, end + Suffix.Length == story.Words.Length);
        // Where it begins or ends the story, a rival can't have the whole of that neighbour.
        if (IsFirst) RivalBefore = Math.Min(RivalBefore, Prefix.Length - 1);
        if (IsLast) RivalAfter = Math.Min(RivalAfter, Suffix.Length - 1);
    }

    // How many characters a neighbour and a place have in common, going away from the passage.
    private static int Common(string words, int at, string neighbour, int step)
    {
        var length = 0;
        for (var i = step < 0 ? neighbour.Length - 1 : 0;
            i >= 0 && i < neighbour.Length && at >= 0 && at < words.Length && words[at] == neighbour[i]; i += step, at += step)
            length++;
        return length;
    }
}
