using Parley.Web;

namespace Parley.Conduct;

/// <summary>
/// What weighed most where the site's own model calls a comment spam, in words: its author can only answer what is named.
/// </summary>
public static class SpamReasons
{
    /// <summary>More of them say less, and so does what hardly weighs.</summary>
    private const int Most = 3;

    private const double Least = 0.1;

    private static readonly string LikeSpam = Words.Later("In its form, its links, its repetitions and the pace at which it came it is "
        + "like comments that moderators of this site removed as spam; a moderator looks at it.");
    private static readonly string Weighed = Words.Later("What weighed, the most first: {0}.");

    // By how the names of features begin; the first that fits.
    private static readonly (string Features, string Named)[] Kinds =
    [
        ("form: invisible", Words.Later("invisible characters")),
        ("form", Words.Later("how it is written (length, capitals, digits, signs)")),
        ("links: number", Words.Later("a number, a mail address or a wallet in it")),
        ("links", Words.Later("its links")),
        ("repetition", Words.Later("how like it is to other comments of that hour")),
        ("tempo: young", Words.Later("how new its author is here")),
        ("tempo: nothing", Words.Later("how new its author is here")),
        ("tempo", Words.Later("how fast it came, and how many with it")),
    ];

    public static string In(Words t, SiteSpamModel model, byte[]? form)
    {
        var weighed = Weigh(model, form);
        return weighed.Count == 0 ? t[LikeSpam] : $"{t[LikeSpam]} {t[Weighed, string.Join(", ", weighed.Select(x => t[x]))]}";
    }

    private static List<string> Weigh(SiteSpamModel model, byte[]? form)
    {
        if (form is null || !FormFeatures.IsCurrent(form)) return [];
        var kinds = FormFeatures.Names
            .Select((name, i) => (Kind: Array.Find(Kinds, x => name.StartsWith(x.Features, StringComparison.Ordinal)).Named,
                Weight: model.Weights[i] * form[i + 1]))
            .GroupBy(x => x.Kind, (kind, all) => (Kind: kind, Weight: all.Sum(x => x.Weight))).Where(x => x.Weight > 0).ToList();
        var least = Least * kinds.Sum(x => x.Weight);
        return [.. kinds.Where(x => x.Weight >= least).OrderByDescending(x => x.Weight).Take(Most).Select(x => x.Kind)];
    }
}
