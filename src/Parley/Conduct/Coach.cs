using System.Text.RegularExpressions;
using Parley.Web;

namespace Parley.Conduct;

/// <summary>
/// Tells a writer, before others read it, what will get in the way of what they mean: one habit, the words, what to do instead. It decides
/// nothing and counts against nobody; without a model it is silent.
/// </summary>
public sealed partial class Coach(Scoring scoring)
{
    /// <summary>Shorter than this, nothing has been said yet.</summary>
    private const int Shortest = 2;

    public Advice? On(string? text)
    {
        if (scoring.Model is not { } model || text is null || text.AsSpan().Trim().Length < Shortest) return null;
        var judgement = model.Score(text);
        if (judgement.Hint is not { } habit) return null;
        var words = judgement.Spans.Where(span => span.Attribute == habit).Select(span => new AdvisedWords(span.Begin, span.End))
            .Take(3).ToList();
        // A hint shows its words. What no words carry is a guess from the length and shape of a text.
        if (words.Count == 0) return null;
        if (habit == ConductAttribute.BARE_CONTRADICTION && !Contradiction().IsMatch(text)) return null;
        return Habits.Of(habit) with { Words = words };
    }

    // By length and shape every short sentence resembles a contradiction ("Written below."); one that is none has no word of it.
    [GeneratedRegex(
        @"\b(?:wrong|false|untrue|incorrect|mistaken|nonsense|rubbish|bullshit|baloney|garbage|crap|lies?|fake|myth|fiction|disagree|nope"
            + @"|nah)\b"
            + @"|\bnot (?:at all|even close|so|the case|how it works|remotely|buying|(?:\w+ )?(?:true|right|correct))\b"
            + @"|n[’']t (?:agree|think so|believe (?:that|it|this)|true|right|correct|so|happen)\b"
            + @"|\bno,? (?:it|he|she|they|that|this|way)\b|\babsolutely not\b|\bdoubt it\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Contradiction();
}

/// <param name="Begin">UTF-16 offset in the text as written.</param>
public sealed record AdvisedWords(int Begin, int End);

/// <param name="Title">The habit, in a word or two of English; shown in the page's language, as the other two are.</param>
/// <param name="Says">What the words do.</param>
/// <param name="Instead">What serves better.</param>
public sealed record Advice(ConductAttribute Habit, string Title, string Says, string Instead)
{
    public IReadOnlyList<AdvisedWords> Words { get; init; } = [];
}

/// <summary>What is said of each habit, as the guidelines have it: of the words, never of the writer.</summary>
public static class Habits
{
    public static Advice Of(ConductAttribute habit) => habit switch
    {
        ConductAttribute.THREAT => new(habit, Words.Later("Reads as a threat"),
            Words.Later("This can be read as wishing harm to somebody."), Words.Later("Say what should happen, without harm to anyone.")),
        ConductAttribute.IDENTITY_ATTACK => new(habit, Words.Later("Against a group"),
            Words.Later("This speaks against people for what they are."), Words.Later("Speak of what was done or decided, and by whom.")),
        ConductAttribute.NAME_CALLING or ConductAttribute.INSULT =>
            new(habit, Words.Later("Name-calling"), Words.Later("A name for a person says nothing about the matter."),
                Words.Later("Say what is wrong with the idea, or what it would cost.")),
        ConductAttribute.AD_HOMINEM =>
            new(habit, Words.Later("About the person"), Words.Later("This speaks of who said it, not of what was said."),
                Words.Later("Answer what was said: people with an interest can still be right.")),
        ConductAttribute.TONE =>
            new(habit, Words.Later("Answering the tone"), Words.Later("This answers how something was said."),
                Words.Later("Pass over the tone and answer the strongest thing in the comment.")),
        ConductAttribute.BARE_CONTRADICTION =>
            new(habit, Words.Later("Only a contradiction"), Words.Later("This says that something is wrong, but not why."),
                Words.Later("Add a reason, a source or an example.")),
        _ => new(habit, Words.Later("Strong language"), Words.Later("Some readers stop at these words."),
            Words.Later("The point may carry further without them.")),
    };
}
