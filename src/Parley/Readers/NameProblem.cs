namespace Parley.Readers;

/// <summary>Why a name can't be used, in words for the reader who chose it; translations go by the code.</summary>
public sealed record NameProblem(string Code, string Words)
{
    /// <summary>What stands in the places of the words.</summary>
    public IReadOnlyList<object> Args { get; init; } = [];

    public static readonly NameProblem Missing = new("missing", Parley.Web.Words.Later("Please give a name that others can see."));

    public static readonly NameProblem TooLong = new(
        "too-long", Parley.Web.Words.Later("Please choose a shorter name: at most {0} characters.")) { Args = [GuestName.MostGraphemes] };

    public static readonly NameProblem HiddenCharacters = new(
        "hidden-characters",
        Parley.Web.Words.Later("This name contains characters that can't be seen. Please type it again without them."));

    public static readonly NameProblem TooManyMarks = new(
        "too-many-marks", Parley.Web.Words.Later("This name has too many accents on one letter. Please leave some out."));

    public static readonly NameProblem UnknownCharacters = new(
        "unknown-characters", Parley.Web.Words.Later("This name contains characters that most screens can't show. Please choose others."));

    public static readonly NameProblem NothingToSay = new(
        "nothing-to-say", Parley.Web.Words.Later("A name needs at least one letter, number or emoji."));
}
