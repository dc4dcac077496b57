namespace Parley.Readers;

/// <summary>Why a name can't be used, in words for the reader who chose it; translations go by the code.</summary>
public sealed record NameProblem(string Code, string Words)
{
    public static readonly NameProblem Missing = new("missing", "Please give a name that others can see.");

    public static readonly NameProblem TooLong = new(
        "too-long", $"Please choose a shorter name: at most {GuestName.MostGraphemes} characters.");

    public static readonly NameProblem HiddenCharacters = new(
        "hidden-characters", "This name contains characters that can't be seen. Please type it again without them.");

    public static readonly NameProblem TooManyMarks = new(
        "too-many-marks", "This name has too many accents on one letter. Please leave some out.");

    public static readonly NameProblem UnknownCharacters = new(
        "unknown-characters", "This name contains characters that most screens can't show. Please choose others.");

    public static readonly NameProblem NothingToSay = new(
        "nothing-to-say", "A name needs at least one letter, number or emoji.");
}
