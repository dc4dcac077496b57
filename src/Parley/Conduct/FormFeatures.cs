using System.Globalization;
using System.Text;
using Parley.Web;

namespace Parley.Conduct;

/// <summary>What is known of a comment by somebody new in the moment in which it is posted.</summary>
public sealed record SpamFacts
{
    public required string Text { get; init; }

    /// <summary>What it leads to (<see cref="Payload.In"/>).</summary>
    public IReadOnlyList<string> Leads { get; init; } = [];

    /// <summary>It leads to a host that nothing which has stood here for a day leads to.</summary>
    public bool LeadsToNewHost { get; init; }

    /// <summary>How like it is to what others, and to what its author said within the hour.</summary>
    public Likeness Like { get; init; }

    /// <summary>How often others said the very same words within the hour.</summary>
    public int Said { get; init; }

    /// <summary>How long its form was open; null where there was none.</summary>
    public TimeSpan? OpenFor { get; init; }

    /// <summary>Other comments within the hour.</summary>
    public int ByAuthor { get; init; }

    /// <summary>Likewise, by all who are new and come from the same network.</summary>
    public int ByNetwork { get; init; }

    /// <summary>Since its author first came.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>Its author's comments that stand for a day, counted up to <see cref="FormFeatures.MostStanding"/>.</summary>
    public int Standing { get; init; }
}

/// <summary>
/// A comment as the site's own model sees it: how it is made and how it came, never what it says. Each feature is a byte, 255 for as much
/// as there is; before them stands the version, and what was made by another one is nothing that can be learned from. No text can be made
/// from it, and two texts of the same form are the same to it.
/// </summary>
public static class FormFeatures
{
    /// <summary>Raised when a feature is added, dropped, or computed in another way.</summary>
    public const byte Version = 1;

    public const int MostStanding = 3;

    /// <summary>Whoever let a comment rest has had all the time there is.</summary>
    public static readonly TimeSpan Unhurried = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Of capitals, and of digits and signs: so much is ordinary in one script or another, and says nothing. Only what is beyond counts, or
    /// a language without capitals, with few signs or with many would be known by them.
    /// </summary>
    private const double OrdinaryCapitals = 0.3, OrdinarySigns = 0.2;

    /// <summary>From here on a text is like another, of 255.</summary>
    private const byte Alike = 128;

    /// <summary>In their order; those from <see cref="FirstOfTempo"/> on stay what they were when the comment is edited.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "form: length", "form: capitals", "form: digits", "form: signs", "form: invisible characters",
        "links: how many", "links: hosts", "links: new host", "links: shortener", "links: number, mail or wallet", "links: share of text",
        "repetition: like others", "repetition: leads where others lead", "repetition: same words", "repetition: like own",
        "tempo: no form", "tempo: haste", "tempo: signs a second", "tempo: author's hour", "tempo: network's hour", "tempo: young account",
        "tempo: nothing standing",
    ];

    public static readonly int FirstOfTempo = Names.ToList().FindIndex(x => x.StartsWith("tempo", StringComparison.Ordinal));

    private static readonly int[] Leads = [At("links: how many"), At("links: hosts"), At("links: number, mail or wallet")];
    private static readonly int[] Likenesses = [At("repetition: like others"), At("repetition: like own")];
    private static readonly int SameWords = At("repetition: same words");

    // Whose addresses say nothing of where they lead.
    private static readonly string[] Shorteners =
        ["bit.ly", "tinyurl.com", "goo.gl", "is.gd", "cutt.ly", "t.co", "ow.ly", "rb.gy", "t.me", "telegram.me", "wa.me"];

    public static byte[] Of(SpamFacts facts)
    {
        var form = FormOf(facts.Text);
        var links = LinksOf(facts.Text, facts.Leads);
        var hosts = facts.Leads.Where(IsLink).ToList();
        var open = facts.OpenFor?.TotalSeconds;
        double[] values =
        [
            Scaled(facts.Text.Length, HouseRules.LongestText), Beyond(form.Capitals, OrdinaryCapitals),
            Beyond(form.Digits, OrdinarySigns), Beyond(form.Signs, OrdinarySigns), form.Invisible / 4d,
            links.Count / 3d, hosts.Count / 3d, facts.LeadsToNewHost ? 1 : 0, hosts.Exists(IsShortener) ? 1 : 0,
            facts.Leads.Any(x => !IsLink(x) && !x.StartsWith("page:", StringComparison.Ordinal)) ? 1 : 0, links.Share,
            facts.Like.ToOthers, facts.Like.LeadsAsOthers ? 1 : 0, facts.Said / 3d, facts.Like.ToOwn,
            open is null ? 1 : 0, open is { } seconds ? 1 - Scaled(seconds, Unhurried.TotalSeconds) : 0,
            // Nobody types as fast as one can paste.
            open is { } took ? facts.Text.Length / Math.Max(took, 1) / 50 : 0,
            facts.ByAuthor / 10d, Scaled(facts.ByNetwork, 20), 1 - Scaled(facts.Age.TotalMinutes, 60 * 24 * 30),
            1 - (double)facts.Standing / MostStanding,
        ];
        return [Version, .. values.Select(x => (byte)Math.Round(255 * Math.Clamp(x, 0, 1)))];
    }

    /// <summary>Of an edited comment: it was posted when it was, and says what it says now.</summary>
    /// <param name="before">Null where nothing is known of how it came; then nothing is known of it now.</param>
    public static byte[]? Edited(byte[]? before, byte[] now) => IsCurrent(before)
        ? [.. now[..(FirstOfTempo + 1)], .. before![(FirstOfTempo + 1)..]] : null;

    public static bool IsCurrent(byte[]? form) => form is [Version, ..] && form.Length == Names.Count + 1;

    /// <summary>
    /// It leads somewhere, or was said before. Words that do neither are what somebody thinks, whatever they look like: of those nothing is
    /// ever called spam.
    /// </summary>
    public static bool LeadsOrRepeats(byte[] form) => IsCurrent(form) && (Array.Exists(Leads, x => form[x] > 0) || form[SameWords] > 0
        || Array.Exists(Likenesses, x => form[x] >= Alike));

    // Behind the version.
    private static int At(string name) => 1 + Names.ToList().IndexOf(name);

    private static double Beyond(double share, double ordinary) => (share - ordinary) / (1 - ordinary);

    /// <summary>From 0 to 1; of the first few each says more than of many.</summary>
    private static double Scaled(double count, double most) => Math.Log2(1 + Math.Max(0, count)) / Math.Log2(1 + most);

    private static bool IsLink(string lead) => lead.StartsWith("link:", StringComparison.Ordinal);

    private static bool IsShortener(string lead) => Array.Exists(Shorteners, x => lead.AsSpan(5).StartsWith(x, StringComparison.Ordinal)
        && (lead.Length == 5 + x.Length || lead[5 + x.Length] == '/'));

    private static (double Capitals, double Digits, double Signs, int Invisible) FormOf(string text)
    {
        int all = 0, letters = 0, capitals = 0, digits = 0, signs = 0, invisible = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHidden(rune)) invisible++;
            if (Rune.IsWhiteSpace(rune) || Invisible.IsIgnorable(rune)) continue;
            all++;
            if (Rune.IsLetter(rune))
            {
                letters++;
                if (Rune.IsUpper(rune)) capitals++;
            }
            else if (Rune.IsDigit(rune)) digits++;
            else if (Rune.GetUnicodeCategory(rune)
                is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)) signs++;
        }
        return (Share(capitals, letters), Share(digits, all), Share(signs, all), invisible);
    }

    private static double Share(int some, int all) => all == 0 ? 0 : (double)some / all;

    // Not what scripts need: joiners, directions, the shapes of emoji.
    private static bool IsHidden(Rune rune) => Invisible.IsIgnorable(rune) && rune.Value is not (0x061C or (>= 0x200C and <= 0x200F)
        or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or (>= 0xFE00 and <= 0xFE0F));

    // The site's own are none: they lead nowhere else.
    private static (int Count, double Share) LinksOf(string text, IReadOnlyList<string> leads)
    {
        if (leads.Count == 0) return default;
        int count = 0, signs = 0;
        foreach (var range in text.AsSpan().SplitAny(Payload.Between))
            if (Payload.Of(text.AsSpan(range)) is { Length: > 0 } one && leads.Contains(one))
                (count, signs) = (count + 1, signs + range.End.Value - range.Start.Value);
        return (count, Share(signs, text.Length));
    }
}
