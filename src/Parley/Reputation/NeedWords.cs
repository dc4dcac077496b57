using Parley.Web;

namespace Parley.Reputation;

/// <summary>What ranks and badges need, and what they are called, in the language of the page.</summary>
public static class NeedWords
{
    /// <summary>The names of the rules that Parley brings along. A site's own are shown as the site wrote them.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        Words.Later("Newcomer"), Words.Later("Regular"), Words.Later("Expert"), Words.Later("Master"),
        Words.Later("Commenter"), Words.Later("Seasoned Commenter"), Words.Later("Senior Commenter"),
        Words.Later("Upvoted"), Words.Later("Well Upvoted"), Words.Later("Widely Upvoted"),
        Words.Later("Rookie Mentor"), Words.Later("Mentor"), Words.Later("Senior Mentor"),
    ];

    public static string Needed(IReadOnlyList<Need> needs, Words t) =>
        needs.Count == 0 ? t["For everyone who has said something"] : string.Join(" · ", needs.Select(need => Needed(need, t)));

    public static string Has(Need need, Measures measures, Words t)
    {
        var (has, needed) = (StandingAnswer.Number(measures[need.Measure]), StandingAnswer.Number(need.Amount));
        return need.Measure switch
        {
            Measure.Days => t["Days with a comment: {0} of {1}", has, needed],
            Measure.Discussions => t["Discussions taken part in: {0} of {1}", has, needed],
            Measure.Answers => t["Readers who answered: {0} of {1}", has, needed],
            Measure.Recognised => t["Recognition by others: {0} of {1}", has, needed],
            Measure.Thanks => t["Readers who voted for an answer to themselves: {0} of {1}", has, needed],
            Measure.Decisions => t["Decisions of the newsroom in favour: {0} of {1}", has, needed],
            _ => t["Removed comments: {0}, fewer than {1} are needed", has, needed],
        };
    }

    /// <summary>Null when nothing is missing.</summary>
    public static string? Missing(Need need, Measures measures, Words t) => need.IsMet(measures) || need.Measure == Measure.Removals ? null
        : t["{0} to go", StandingAnswer.Number(need.Amount) - StandingAnswer.Number(measures[need.Measure])];

    private static string Needed(Need need, Words t)
    {
        var needed = StandingAnswer.Number(need.Amount);
        return need.Measure switch
        {
            Measure.Days => t["Days with a comment: {0}", needed],
            Measure.Discussions => t["Discussions taken part in: {0}", needed],
            Measure.Answers => t["Readers who answered: {0}", needed],
            Measure.Recognised => t["Recognition by others: {0}", needed],
            Measure.Thanks => t["Readers who voted for an answer to themselves: {0}", needed],
            Measure.Decisions => t["Decisions of the newsroom in favour: {0}", needed],
            _ => t["Removed comments: fewer than {0}", needed],
        };
    }
}
