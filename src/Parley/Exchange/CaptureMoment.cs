using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Parley.Articles;

namespace Parley.Exchange;

/// <summary>
/// The moment that a dateline names, as far as it does: a clock, a day or a part of one, a zone. A date is no clock, and a clock that is in
/// none of the known ways is not guessed.
/// </summary>
/// <param name="Year">Null where the day is only that of a month, or of a week.</param>
internal sealed partial record CaptureMoment(int? Year, (int Month, int Day)? OfYear, DayOfWeek? OfWeek, TimeOnly? Clock, CaptureZone? Zone)
{
    private const int Longest = 60;

    // The 29th of February comes every eight years at the least.
    private const int MostDaysBack = 3_000;

    /// <summary>Null where the words name neither day nor clock.</summary>
    /// <param name="monthFirst">How this page writes 06/07/2017.</param>
    public static CaptureMoment? Of(string? words, bool monthFirst = false)
    {
        if (words is null or { Length: > Longest }) return null;
        var text = Plain(words);
        var (year, ofYear) = TakeDate(ref text, monthFirst);
        var (clock, zone) = ReadClock(text);
        var ofWeek = ofYear is null ? CaptureWords.Weekday(text) : null;
        return ofYear is null && clock is null ? null : new(year, ofYear, ofWeek, clock, zone);
    }

    /// <summary>When that was; null where it can't be told.</summary>
    /// <param name="before">What is known to have come later, in the site's time: a moment without a day is the last one before it.</param>
    public DateTimeOffset? At(DateTime? before, TimeZoneInfo site)
    {
        var time = (Clock ?? TimeOnly.MinValue).ToTimeSpan();
        if (Year is { } year && OfYear is var (month, day))
        {
            var date = new DateTime(year, month, day);
            return ManuscriptFile.Local(date + time, Zone?.In(site, date) ?? site);
        }
        if (before is not { } later) return null;
        var limit = ManuscriptFile.Local(later, site);
        var zone = Zone?.In(site, later) ?? site;
        var last = TimeZoneInfo.ConvertTime(limit, zone).Date;
        for (var back = 0; back <= MostDaysBack; back++)
        {
            var date = last.AddDays(-back);
            if (OfYear is var (ofMonth, ofDay) ? (date.Month, date.Day) != (ofMonth, ofDay)
                : OfWeek is { } weekday && date.DayOfWeek != weekday) continue;
            if (ManuscriptFile.Local(date + time, zone) is var moment && moment <= limit) return moment;
        }
        return null;
    }

    /// <summary>Compatible signs made plain, digits of every script in ASCII, "p. m." as "pm".</summary>
    private static string Plain(string words)
    {
        var text = new StringBuilder(words.Length);
        foreach (var c in Web.CleanText.WellFormed(words).Normalize(NormalizationForm.FormKC))
            text.Append(CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var digit ? (char)('0' + digit)
                : char.IsWhiteSpace(c) ? ' ' : c == '−' ? '-' : c);
        return Halves().Replace(text.ToString(), "${half}m").Trim();
    }

    private static (int? Year, (int Month, int Day)? OfYear) TakeDate(ref string text, bool monthFirst)
    {
        foreach (var form in new[] { YearFirst(), InNumbers(), DayThenName(), NameThenDay(), CountedMonth(), DayAndMonth() })
            foreach (Match match in form.Matches(text))
            {
                int? Number(string group) =>
                    match.Groups[group] is { Success: true } found ? int.Parse(found.Value, CultureInfo.InvariantCulture) : null;
                var (year, month, day) = (Number("year"), Number("month") ?? CaptureWords.Month(match.Groups["name"].Value),
                    Number("day") ?? 0);
                if (year is < 100) year += 2000;
                if (match.Groups["slash"].Success && (monthFirst && day <= 12 || month > 12)) (month, day) = (day, month);
                if (year is < 1900 or > 2199 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year ?? 2000, month))
                    continue;
                text = text.Remove(match.Index, match.Length).Insert(match.Index, " ");
                return (year, (month, day));
            }
        return (null, null);
    }

    private static (TimeOnly? Clock, CaptureZone? Zone) ReadClock(string text)
    {
        foreach (var form in new[] { HalfFirst(), Minutes(), HourAlone(), FourDigits() })
            if (form.Match(text) is { Success: true } match && TimeOf(match) is { } time)
            {
                var zone = CaptureZone.At(text[(match.Index + match.Length)..]);
                // 1982 is a year, 1215 GMT a time; in a zone that isn't known it can't be told.
                if (form == FourDigits() && !match.Groups["unit"].Success && zone is null || zone is { IsUnknown: true }) return default;
                return (time, zone);
            }
        if (Named().Match(text) is not { Success: true } named) return default;
        return (named.Groups["noon"].Success ? new TimeOnly(12, 0) : TimeOnly.MinValue,
            CaptureZone.At(text[(named.Index + named.Length)..]));
    }

    private static TimeOnly? TimeOf(Match match)
    {
        var hour = int.Parse(match.Groups["hour"].Value, CultureInfo.InvariantCulture);
        var minute = match.Groups["minute"] is { Success: true } written ? int.Parse(written.Value, CultureInfo.InvariantCulture) : 0;
        if (match.Groups["half"] is { Success: true } half)
        {
            // Japanese counts the afternoon from 0; nobody else has an hour 0 in halves of a day.
            if (hour > 12 || hour == 0 && half.Value is not ("午前" or "午後")) return null;
            hour = hour % 12 + (CaptureWords.Meridiem(half.Value) == true ? 12 : 0);
        }
        return hour < 24 && minute < 60 ? new TimeOnly(hour, minute) : null;
    }

    private const RegexOptions Any = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // A number that isn't the rest of another: of 12:15, of 23.06., of 5/6.
    private const string Begin = @"(?<![\d:/])(?<!\d\.)";

    // Four digits are a year unless a unit or a zone of time stands behind them.
    private const string YearBehind = @"(?:,?\s*(?:del?\s+)?(?<year>(?:19|2[01])\d{2})(?!\d|\s*(?:GMT|UTC|h\b|hrs|uhr)))?";

    private const string Half = @"(?<half>[ap]m\b|[مص](?!\p{L})|صباح[اً]+|مساء\u064B?|утра|ночи|дня|вечера)";

    [GeneratedRegex(@"(?<!\p{L})(?<half>[ap])\.?\s?m\b\.?", Any)]
    private static partial Regex Halves();

    [GeneratedRegex(@"(?<!\d)(?<year>\d{4})\s?[-/.年년]\s?(?<month>\d{1,2})\s?[-/.月월]\s?(?<day>\d{1,2})(?!\d)\.?[日일]?", Any)]
    private static partial Regex YearFirst();

    [GeneratedRegex(Begin + @"(?<day>\d{1,2})(?:(?<slash>/)|\.\s?|-)(?<month>\d{1,2})(?:\k<slash>|(?<!/\d{1,2})[.-]\s?)"
        + @"(?<year>\d{4}|\d{2}(?![:h\d]))(?!\d)", Any)]
    private static partial Regex InNumbers();

    [GeneratedRegex(Begin + @"(?<day>\d{1,2})(?:\.|st|nd|rd|th|er|º)?\s*(?:de\s+|of\s+)?(?<name>[\p{L}\p{M}]{3,})\.?" + YearBehind, Any)]
    private static partial Regex DayThenName();

    [GeneratedRegex(@"(?<name>\p{L}[\p{L}\p{M}]{2,})\.?\s+(?<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:.h])(?!\s*(?:[ap]m\b|uhr))" + YearBehind,
        Any)]
    private static partial Regex NameThenDay();

    [GeneratedRegex(@"(?<!\d)(?<month>\d{1,2})[月월]\s?(?<day>\d{1,2})[日일]")]
    private static partial Regex CountedMonth();

    [GeneratedRegex(Begin + @"(?<day>\d{1,2})\.\s?(?<month>\d{1,2})\.(?!\d)")]
    private static partial Regex DayAndMonth();

    [GeneratedRegex(@"(?<half>上午|下午|午前|午後|오전|오후)\s*(?<hour>\d{1,2})(?:\s?[:时時點点시]\s?(?:(?<minute>\d{2})\s?[分분]?)?)?(?!\d)")]
    private static partial Regex HalfFirst();

    [GeneratedRegex(Begin + @"(?<hour>\d{1,2})(?:[:.]|\s?h\s?|\s?[时時點点시]\s?|\s?ч\.?\s?)(?<minute>\d{2})(?:[:.]\d{2})?(?![\d/:])(?!\.\d)"
        + @"(?:\s?(?:[分분]|мин\.?|min\b))?(?:\s*" + Half + ")?", Any)]
    private static partial Regex Minutes();

    [GeneratedRegex(Begin + @"(?<hour>\d{1,2})\s*(?:" + Half + @"|(?:uhr|h|hrs|uur|ч|час\w*|год|น)(?!\p{L})|[时時點点시])"
        + @"|(?<!\p{L})(?:kl|klo|ore|godz|saat|jam|pukul|الساعة|ساعت|בשעה|שעה)\.?\s*(?<hour>\d{1,2})(?![\d/.])", Any)]
    private static partial Regex HourAlone();

    [GeneratedRegex(Begin + @"(?<hour>[01]\d|2[0-3])(?<minute>[0-5]\d)(?![\d.:/])\s*(?<unit>(?:h|hrs|uhr|uur)(?!\p{L}))?", Any)]
    private static partial Regex FourDigits();

    [GeneratedRegex(@"(?<!\p{L})(?:(?<noon>noon|midday|midi|mittags?|mediodía|mezzogiorno|meio-dia|полдень|полудень|正午|정오)"
        + @"|midnight|minuit|mitternacht|medianoche|mezzanotte|полночь|午夜|자정)(?!\p{L})", Any)]
    private static partial Regex Named();
}
