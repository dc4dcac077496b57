using System.Globalization;

namespace Parley.Exchange;

/// <summary>The ways a site may write the time of a comment, alone on its line.</summary>
internal sealed class CaptureDates
{
    const int LongestDate = 60;

    readonly bool monthFirst;

    /// <summary>
    /// 06/07/2017 is read as the sixth of July, unless another date of the page can only be month first.
    /// </summary>
    public CaptureDates(CaptureLines lines)
    {
        for (var i = 0; i < lines.Count && !monthFirst; i++)
            monthFirst = Parts.Of(lines[i].Words) is { IsSlashed: true } parts && parts.Date[0] <= 12 && parts.Date[1] > 12;
    }

    public bool TryRead(string words, out DateTime at)
    {
        at = default;
        return Parts.Of(words) is { } parts && parts.TryCompose(monthFirst, out at);
    }

    /// <summary>"3 years ago": a time, but from when?</summary>
    public static bool IsRelative(string words) =>
        words.Length <= LongestDate && CaptureWords.SaysRelativeTime(words);

    sealed class Parts
    {
        public readonly List<int> Date = [];
        readonly List<int> widths = [];
        readonly List<char> separators = [];
        readonly List<int> clock = [];
        int month;
        bool? afternoon;

        public bool IsSlashed => Date.Count == 3 && month == 0 && separators[1] == '/' && widths[0] <= 2;

        public static Parts? Of(string words)
        {
            if (words.Length is < 6 or > LongestDate)
                return null;
            var parts = new Parts();
            return parts.Scan(words.Replace("a.m.", "am", StringComparison.OrdinalIgnoreCase)
                .Replace("p.m.", "pm", StringComparison.OrdinalIgnoreCase)) ? parts : null;
        }

        bool Scan(string words)
        {
            var separator = ' ';
            for (var i = 0; i < words.Length;)
            {
                var start = i;
                if (Digit(words[i]) >= 0)
                {
                    var value = 0;
                    while (i < words.Length && Digit(words[i]) is >= 0 and var digit && i - start < 5)
                    {
                        value = value * 10 + digit;
                        i++;
                    }
                    var opensClock = clock.Count == 0 && i < words.Length && words[i] == ':';
                    if (!Take(value, i - start, separator, opensClock))
                        return false;
                    separator = ' ';
                }
                else if (char.IsLetter(words[i]))
                {
                    while (i < words.Length && (char.IsLetter(words[i]) || char.GetUnicodeCategory(words[i]) == UnicodeCategory.NonSpacingMark) && (i == start || !IsEastAsian(words[i])))
                        i++;
                    if (!Take(words[start..i]))
                        return false;
                }
                else
                {
                    if (clock.Count > 0 && words[i] is '+' or '-' && clock.Count > 1)
                        return IsZone(words.AsSpan(i + 1));
                    if (!char.IsWhiteSpace(words[i]) && !"-/.,:،()".Contains(words[i]))
                        return false;
                    if (!char.IsWhiteSpace(words[i]))
                        separator = words[i];
                    i++;
                }
            }
            return true;
        }

        bool Take(int value, int width, char separator, bool opensClock)
        {
            if (width > 4)
                return false;
            if (opensClock || (clock.Count is > 0 and < 3 && separator == ':'))
            {
                clock.Add(value);
                return width == 2 || (opensClock && width == 1);
            }
            Date.Add(value);
            widths.Add(width);
            separators.Add(separator);
            return Date.Count <= 3;
        }

        bool Take(string word)
        {
            if (CaptureWords.Month(word) is > 0 and var named && month == 0)
                month = named;
            else if (CaptureWords.Meridiem(word) is { } half && afternoon is null)
                afternoon = half;
            else
                return CaptureWords.IsDateFiller(word);
            return true;
        }

        public bool TryCompose(bool monthFirst, out DateTime at)
        {
            at = default;
            if (!TryDate(monthFirst, out var year, out var ofYear, out var day) || !TryClock(out var time))
                return false;
            if (year is < 1970 or > 2199 || ofYear is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, ofYear))
                return false;
            at = new DateTime(year, ofYear, day).Add(time);
            return true;
        }

        bool TryDate(bool monthFirst, out int year, out int ofYear, out int day)
        {
            (year, ofYear, day) = (0, month, 0);
            if (month > 0)
            {
                if (Date.Count != 2)
                    return false;
                (year, day) = widths[0] == 4 ? (Date[0], Date[1]) : (Date[1], Date[0]);
                return widths[0] == 4 != (widths[1] == 4);
            }
            if (Date.Count != 3 || separators[1] == ' ' || separators[1] != separators[2] || separators[1] == ',')
                return false;
            if (widths[0] == 4)
                (year, ofYear, day) = (Date[0], Date[1], Date[2]);
            else
            {
                (day, ofYear, year) = (Date[0], Date[1], widths[2] == 2 ? 2000 + Date[2] : Date[2]);
                if (IsSlashed && (monthFirst || ofYear > 12))
                    (day, ofYear) = (ofYear, day);
            }
            return widths[0] == 4 ? widths[2] <= 2 : widths[2] is 4 || (widths[2] == 2 && separators[1] != '-');
        }

        bool TryClock(out TimeSpan time)
        {
            time = default;
            if (clock.Count is 0)
                return afternoon is null;
            var (hour, minute, second) = (clock[0], clock.Count > 1 ? clock[1] : 60, clock.Count > 2 ? clock[2] : 0);
            if (hour > 23 || minute > 59 || second > 59 || (afternoon is not null && hour is 0 or > 12 && afternoon is not null && hour > 12))
                return false;
            if (afternoon is { } late)
                hour = hour % 12 + (late ? 12 : 0);
            time = new TimeSpan(hour, minute, second);
            return true;
        }

        static bool IsZone(ReadOnlySpan<char> rest) =>
            rest.Length is >= 2 and <= 5 && rest.IndexOfAnyExceptInRange('0', ':') < 0;

        static bool IsEastAsian(char c) => c is >= '\u2E80' and <= '\uD7AF';

        static int Digit(char c) => CharUnicodeInfo.GetDecimalDigitValue(c);
    }
}
