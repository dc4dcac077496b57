using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace Parley.Web;

/// <summary>
/// One language of the house: its words, its plurals, its dates and digits, its direction. The English text in the code is
/// the key, as in gettext; a language is a file in <c>Languages/</c>. Thread-safe.
/// </summary>
public sealed partial class Words
{
    private static readonly ConcurrentDictionary<string, Words?> Known = new(StringComparer.OrdinalIgnoreCase);

    private readonly IReadOnlyDictionary<string, string> phrases;
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> plurals;
    private readonly CultureInfo culture;
    private readonly PluralRules rules;
    private readonly string[] digits;
    private readonly string longDate;

    private Words(string tag, LanguageFile file)
    {
        Tag = tag;
        Script = file.Script;
        plurals = file.Plurals;
        culture = Gregorian(tag);
        rules = new PluralRules(tag);
        digits = culture.NumberFormat.NativeDigits;
        phrases = DigitsName == "latn" ? file.Phrases.ToDictionary(x => x.Key, x => InLatin(x.Value)) : file.Phrases;
        longDate = WeekDay().Replace(culture.DateTimeFormat.LongDatePattern, "").Trim();
    }

    /// <summary>BCP 47, as in the settings: <c>de</c>, <c>en-GB</c>.</summary>
    public string Tag { get; }

    /// <summary>rtl or ltr.</summary>
    public string Direction => culture.TextInfo.IsRightToLeft ? "rtl" : "ltr";

    /// <summary>What the script says, by its own keys; null in English, which it brings along.</summary>
    public JsonElement? Script { get; }

    /// <summary>Unicode's name of the digits, for the browser's formatters.</summary>
    public string DigitsName => digits[0] switch { "٠" => "arab", "۰" => "arabext", _ => "latn" };

    public string this[string english] => phrases.GetValueOrDefault(english, english);

    /// <param name="english">With places <c>{0}</c>, <c>{1}</c> … for what follows.</param>
    public string this[string english, params object?[] values] => string.Format(culture, this[english], [.. values.Select(Shown)]);

    /// <summary>A number with its noun; <c>{0}</c> is the number, what follows are further places.</summary>
    public string Count(long number, string one, string many, params object?[] values)
    {
        var forms = plurals.GetValueOrDefault(many);
        var form = forms is null
            ? number == 1 ? one : many
            : forms.GetValueOrDefault(rules.Of(number)) ?? forms["other"];
        return string.Format(culture, form, [Number(number), .. values.Select(Shown)]);
    }

    /// <summary>Safe HTML in which each value stands in a direction of its own.</summary>
    public MarkupString Html(string english, params object?[] values) => new(string.Format(
        culture, System.Net.WebUtility.HtmlEncode(this[english]),
        [.. values.Select(value => $"<bdi>{System.Net.WebUtility.HtmlEncode(Shown(value))}</bdi>")]));

    public string Number(long number) => InDigits(number.ToString("N0", culture));

    /// <summary>A share from 0 to 1 in whole per cent, or with <paramref name="decimals"/>, with the sign of these digits.</summary>
    public string Percent(double share, int decimals = 0) =>
        InDigits(share.ToString("P" + decimals.ToString(CultureInfo.InvariantCulture), culture));

    public string Decimal(double number, int decimals) =>
        InDigits(number.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), culture));

    /// <summary>A number that counts nothing: a year.</summary>
    public string Plain(int number) => InDigits(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Between parts of a line.</summary>
    public string Comma => culture.TwoLetterISOLanguageName == "ar" ? "،" : ",";

    /// <summary>Day, month and year as the language writes them.</summary>
    public string Date(DateTimeOffset at, TimeZoneInfo zone) => InDigits(TimeZoneInfo.ConvertTime(at, zone).ToString(longDate, culture));

    /// <summary>Date, minute, and the zone's distance from UTC.</summary>
    public string DateAndTime(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        // What belongs to the hour stays beside it.
        return $"{Date(at, zone)}{Comma} {InDigits(local.ToString("t", culture)).Replace(' ', '\u00A0')} "
            + $"UTC{(local.Offset == TimeSpan.Zero ? "" : local.ToString("zzz", CultureInfo.InvariantCulture))}";
    }

    /// <summary>Marks a text in a constant, to be translated where it is shown.</summary>
    public static string Later(string english) => english;

    /// <summary>
    /// Null for a language that the house doesn't speak. Its regions are those that the platform knows, all others are the language:
    /// pages of other sites name them, and each that is spoken has words and scripts of its own in memory.
    /// </summary>
    public static Words? In(string tag)
    {
        if (Known.TryGetValue(tag, out var words)) return words;
        var language = tag.Split('-')[0].ToLowerInvariant();
        return Tags().IsMatch(tag) && Languages.Contains(language) ? Known.GetOrAdd(Spoken(tag) ?? language, Load) : null;
    }

    private static string? Spoken(string tag)
    {
        try
        {
            return CultureInfo.GetCultureInfo(tag, predefinedOnly: true).Name;
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Tags of the languages there are words for.</summary>
    public static IReadOnlyList<string> Languages { get; } =
        ["en", .. Assembly.GetExecutingAssembly()
            .GetManifestResourceNames().Where(name => name.StartsWith("languages/", StringComparison.Ordinal))
            .Select(name => name["languages/".Length..^".json".Length]).Order(StringComparer.Ordinal)];

    private static Words? Load(string tag)
    {
        var language = tag.Split('-')[0].ToLowerInvariant();
        if (language == "en") return new Words(tag, IsAmerican(tag) ? LanguageFile.American : LanguageFile.English);
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"languages/{language}.json");
        return stream is null ? null : new Words(tag, LanguageFile.Read(stream));
    }

    // Whose dates are American writes American: a site has one English.
    private static bool IsAmerican(string tag) =>
        tag.Equals("en", StringComparison.OrdinalIgnoreCase) || tag.StartsWith("en-US", StringComparison.OrdinalIgnoreCase);

    private string? Shown(object? value) => value switch
    {
        null => null,
        int number => Number(number),
        long number => Number(number),
        decimal number => InDigits(number.ToString(culture)),
        Counted counted => Count(counted.Number, counted.One, counted.Many),
        _ => Convert.ToString(value, culture),
    };

    private string InDigits(string text) => DigitsName == "latn" ? text
        : string.Concat(text.Select(c => char.IsAsciiDigit(c) ? digits[c - '0'] : c.ToString()));

    // A phrase is written with the digits of most of the language's regions; some count by others.
    private static string InLatin(string phrase) =>
        string.Concat(phrase.Select(c => c is >= '٠' and <= '٩' ? (char)('0' + (c - '٠')) : c == '٪' ? '%' : c));

    // Newspapers date by this calendar everywhere; some cultures bring another as their first.
    private static CultureInfo Gregorian(string tag)
    {
        var culture = new CultureInfo(tag);
        if (culture.Calendar is not GregorianCalendar
                && culture.OptionalCalendars.OfType<GregorianCalendar>().FirstOrDefault() is { } calendar)
            culture.DateTimeFormat.Calendar = calendar;
        return culture;
    }

    [GeneratedRegex(@"\s?\bdddd\b[,،]?\s*")]
    private static partial Regex WeekDay();

    [GeneratedRegex("^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$")]
    private static partial Regex Tags();

    private sealed record LanguageFile(
        IReadOnlyDictionary<string, string> Phrases, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Plurals,
        JsonElement? Script)
    {
        public static readonly LanguageFile English = new(new Dictionary<string, string>(),
            new Dictionary<string, IReadOnlyDictionary<string, string>>(), null);

        /// <summary>The English of the code is British; where that is spelled otherwise, this is how.</summary>
        public static readonly LanguageFile American = English with
        {
            Phrases = new[]
            {
                ("Criticise ideas, not people.", "Criticise", "Criticize"),
                ("Decisions of the newsroom in favour: {0} of {1}", "favour", "favor"),
                ("Decisions of the newsroom in favour: {0}", "favour", "favor"),
                ("Ranks come from taking part and from being recognised, never from being agreed with alone; behind a reader's rank stands "
                        + "why they have it. No rank makes a voice louder: votes and places in the discussion are the same for all.",
                    "recognised", "recognized"),
            }.ToDictionary(x => x.Item1, x => x.Item1.Replace(x.Item2, x.Item3, StringComparison.Ordinal)),
        };

        public static LanguageFile Read(Stream stream)
        {
            using var file = JsonDocument.Parse(stream);
            var words = file.RootElement.GetProperty("words").EnumerateObject().ToList();
            return new(
                words.Where(x => x.Value.ValueKind == JsonValueKind.String).ToDictionary(x => x.Name, x => x.Value.GetString()!),
                words.Where(x => x.Value.ValueKind == JsonValueKind.Object).ToDictionary(
                    x => x.Name, x => (IReadOnlyDictionary<string, string>)x.Value.EnumerateObject()
                        .ToDictionary(form => form.Name, form => form.Value.GetString()!)),
                file.RootElement.GetProperty("script").Clone());
        }
    }
}

/// <summary>A number with its noun as a part of a sentence.</summary>
public sealed record Counted(long Number, string One, string Many);
