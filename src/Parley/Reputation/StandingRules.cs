using Parley.Web;

namespace Parley.Reputation;

/// <summary>What a reader may do at a rank. None of it makes a voice louder: votes and places in the thread know no rank.</summary>
/// <param name="EditMinutes">How long one's comment can be changed.</param>
/// <param name="Links">How many a comment can hold.</param>
/// <param name="CommentsPerMinute">After a burst of a few.</param>
public sealed record Perks(int EditMinutes, int Links, int CommentsPerMinute)
{
    /// <summary>
    /// A quarter of an hour mends a slip and is too short to turn a sentence around after others have answered it. Two sources
    /// carry an argument; a list of shops is what newcomers come with who don't come to talk.
    /// </summary>
    public static readonly Perks Everyone = new(15, 2, Limits.ReaderPosts.PerMinute);

    public TimeSpan EditWindow => TimeSpan.FromMinutes(EditMinutes);

    /// <summary>A bucket of its own per pace, since a bucket keeps the pace it was made with.</summary>
    public Limit Pace => CommentsPerMinute == Limits.ReaderPosts.PerMinute ? Limits.ReaderPosts
        : Limits.ReaderPosts with { Name = $"{Limits.ReaderPosts.Name}-{CommentsPerMinute}", PerMinute = CommentsPerMinute,
            Burst = Math.Max(Limits.ReaderPosts.Burst, CommentsPerMinute) };
}

/// <param name="Amount">In millionths: at least so much, or of <see cref="Measure.Removals"/> less than so much.</param>
public sealed record Need(Measure Measure, long Amount)
{
    public bool IsMet(Measures measures) => Measure == Measure.Removals ? measures[Measure] < Amount : measures[Measure] >= Amount;
}

public sealed record Rank(string Name, IReadOnlyList<Need> Needs, Perks May)
{
    public bool IsMet(Measures measures) => Needs.All(need => need.IsMet(measures));
}

public sealed record BadgeStep(string Name, IReadOnlyList<Need> Needs)
{
    public bool IsMet(Measures measures) => Needs.All(need => need.IsMet(measures));
}

/// <param name="Ranks">The lowest first.</param>
/// <param name="Badges">Rows of badges, each with its lowest first.</param>
public sealed record StandingRules(IReadOnlyList<Rank> Ranks, IReadOnlyList<IReadOnlyList<BadgeStep>> Badges)
{
    /// <summary>
    /// The ring that the rules must hold against: accounts that vote for each other and answer each other for as long as they like.
    /// </summary>
    public const int Ring = 50;

    /// <summary>By how many ranks such a ring may move one of its own: a rank further up needs more recognition than it can make.</summary>
    public const int RanksInReach = 1;

    /// <summary>All that a ring can give itself, should it give everything to one of its own; in millionths.</summary>
    public const long InReachOfRing = (long)(Ring * Recognition.Crowd * Recognition.MostAmplified);

    /// <summary>The highest rank whose needs, and those of all before it, are met; −1 for who has said nothing that still counts.</summary>
    public int RankOf(Measures measures) =>
        measures.Days == 0 ? -1 : Ranks.TakeWhile(rank => rank.IsMet(measures)).Count() - 1;

    /// <summary>Of each row the highest badge that is reached.</summary>
    public IEnumerable<BadgeStep> BadgesOf(Measures measures) =>
        Badges.Select(row => row.TakeWhile(step => step.IsMet(measures)).LastOrDefault()).OfType<BadgeStep>();

    /// <summary>The place of a rank by its name; −1 for a name that is none of these.</summary>
    public int PlaceOf(string rank) =>
        Ranks.Index().Where(x => string.Equals(x.Item.Name, rank, StringComparison.OrdinalIgnoreCase)).Select(x => x.Index)
            .FirstOrDefault(-1);
}
