using Parley.Web;

namespace Parley.Conduct;

/// <summary>May this be said here? The first rule with an answer decides. No rule looks at an opinion.</summary>
public static class HouseRules
{
    /// <summary>UTF-16 units: about five printed pages, and no reader follows further.</summary>
    public const int LongestText = 10_000;

    /// <summary>Nobody reads, thinks and types faster.</summary>
    public static readonly TimeSpan ShortestWriting = TimeSpan.FromSeconds(2);

    /// <summary>Short words like "Thank you" are said by many; a whole sentence said by three within an hour is not.</summary>
    public const int MostEchoes = 3;
    public const int ShortestEcho = 40;

    private static readonly Func<Submission, Refusal?>[] Rules = [Trapped, WithoutForm, Empty, TooLong, TooComplex, TooManyLinks, TooQuick];

    /// <summary>What can only be known when it is the comment's turn to be stored.</summary>
    private static readonly Func<Repetition, Refusal?>[] RulesOfTheTurn = [SaidBefore, Echoed];

    public static Refusal? Judge(Submission submission) => First(Rules, submission);

    /// <summary>Asked inside the transaction, so that two at once can't both be the first.</summary>
    public static Refusal? JudgeAgain(Repetition repetition) => First(RulesOfTheTurn, repetition);

    private static Refusal? First<T>(Func<T, Refusal?>[] rules, T judged)
    {
        foreach (var rule in rules)
            if (rule(judged) is { } refusal)
                return refusal with { Rule = rule.Method.Name };
        return null;
    }

    /// <summary>An edit is judged by its words alone.</summary>
    public static Refusal? JudgeText(string text, int mostLinks) =>
        Judge(new Submission { Text = text, MostLinks = mostLinks, ByProgram = true });

    private static Refusal? Trapped(Submission s) => string.IsNullOrEmpty(s.Honeypot) ? null
        : new(422, "honeypot", "The field that must stay empty was filled in, perhaps by a form filler. Please empty it and send again.");

    private static Refusal? WithoutForm(Submission s) => s.ByProgram || s.OpenFor is not null ? null
        : new(422, "form-expired", "This form has been open for a long time. Your text is still here: please send it again.");

    private static Refusal? Empty(Submission s) => !Markup.IsBlank(s.Text) ? null
        : new(422, "empty", "Your comment is empty.");

    private static Refusal? TooLong(Submission s) => s.Text.Length <= LongestText ? null
        : new(422, "too-long", "This comment has {0} characters; the limit is {1}. Perhaps it can be two.")
            { Args = [s.Text.Length, LongestText] };

    private static Refusal? TooComplex(Submission s) => Markup.CanRender(s.Text) ? null
        : new(422, "too-complex", "This comment has more signs, or lists and quotations nested deeper, than can be shown. Your text is "
            + "still here: please make it simpler.");

    private static Refusal? TooManyLinks(Submission s) => Markup.CountLinks(s.Text) <= s.MostLinks ? null
        : new(422, "too-many-links", "A comment can hold {0} links. Please choose the best ones.") { Args = [s.MostLinks] };

    private static Refusal? SaidBefore(Repetition r) => !r.SaidBefore ? null
        : new(422, "duplicate",
            "You've already said this here. If your comment seems to be missing, it may be on another page of the discussion.");

    private static Refusal? Echoed(Repetition r) => r.Text.Length < ShortestEcho || r.Echoes < MostEchoes ? null
        : new(422, "echo", "The same text was posted several times within the hour. Please say it in your own words.");

    private static Refusal? TooQuick(Submission s) => s.ByProgram || s.AtAnyPace || s.OpenFor >= ShortestWriting ? null
        : new(422, "too-quick", "That was faster than anyone can type. Your text is still here: please send it again.");
}
