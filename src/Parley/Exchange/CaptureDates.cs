using System.Globalization;

namespace Parley.Exchange;

/// <summary>The ways a site may write the time of a comment, alone on its line.</summary>
internal sealed class CaptureDates
{
    private const int LongestDate = 60;

    private readonly CaptureLines lines;

    /// <summary>
    /// 06/07/2017 is read as the sixth of July, unless another date of the page can only be month first.
    /// </summary>
    public CaptureDates(CaptureLines lines)
    {
        this.lines = lines;
        IsMonthFirst = Enumerable.Range(0, lines.Count).Any(line => Parts.Of(lines[line].Words) is { IsMonthFirst: true });
    }

    public bool IsMonthFirst { get; }

    /// <summary>The time a line holds; null when it holds anything else.</summary>
    public DateTime? At(int line) => Parts.Of(lines[line].Words)?.Compose(IsMonthFirst);

    /// <summary>"3 years ago": a time, but from when?</summary>
    public static bool IsRelative(string words) =>
        words.Length <= LongestDate && CaptureWords.SaysRelativeTime(words);

    private sealed class Parts
    {
        private readonly List<int> date = [];
        private readonly List<int> widths = [];
        private readonly List<char> separators = [];
        private readonly List<int> clock = [];
        private int month;
        private bool? afternoon;

        public bool IsMonthFirst => IsSlashed && date[0] <= 12 && date[1] > 12;

        private bool IsSlashed => date.Count == 3 && month == 0 && separators[1] == '/' && widths[0] <= 2;

        public static Parts? Of(string words)
        {
            if (words.Length is < 6 or > LongestDate || !words.Any(letter => Digit(letter) >= 0))
                return null;
            var parts = new Parts();
            return parts.Scan(words.Replace("a.m.", "am", StringComparison.OrdinalIgnoreCase)
                .Replace("p.m.", "pm", StringComparison.OrdinalIgnoreCase)) ? parts : null;
        }

        private bool Scan(string words)
        {
            var separator = ' ';
            for (var i = 0; i < words.Length;)
            {
                var start = i;
                if (Digit(words[i]) >= 0)
                {
                    var value = Number(words, ref i);
                    var opensClock = clock.Count == 0 && i < words.Length && words[i] == ':';
                    if (!Take(value, i - start, separator, opensClock))
                        return false;
                    separator = ' ';
                }
                else if (words[i] is '年' or '月' or '日')
                    separator = words[i++] == '日' ? ' ' : '-';
                else if (char.IsLetter(words[i]))
                {
                    while (i < words.Length && IsWordPart(words[i]))
                        i++;
                    if (!Take(words[start..i]))
                        return false;
                }
                else if (clock.Count > 1 && words[i] is '+' or '-')
                    return IsZone(words.AsSpan(i + 1));
                else if (char.IsWhiteSpace(words[i]))
                    i++;
                else if ("-/.,:،()".Contains(words[i]))
                    separator = words[i++];
                else
                    return false;
            }
            return true;
        }

        private static int Number(string words, ref int i)
        {
            var value = 0;
            for (var start = i; i < words.Length && i - start < 5 && Digit(words[i]) is >= 0 and var digit; i++)
                value = value * 10 + digit;
            return value;
        }

        private bool Take(int value, int width, char separator, bool opensClock)
        {
            if (width > 4)
                return false;
            if (opensClock || (clock.Count is > 0 and < 3 && separator == ':'))
            {
                clock.Add(value);
                return width == 2 || (opensClock && width == 1);
            }
            date.Add(value);
            widths.Add(width);
            separators.Add(separator);
            return date.Count <= 3;
        }

        private bool Take(string word)
        {
            if (CaptureWords.Month(word) is > 0 and var named && month == 0)
                month = named;
            else if (CaptureWords.Meridiem(word) is { } half && afternoon is null)
                afternoon = half;
            else
                return CaptureWords.IsDateFiller(word);
            return true;
        }

        public DateTime? Compose(bool monthFirst) =>
            TryDate(monthFirst, out var year, out var ofYear, out var day) && TryClock(out var time)
            && year is >= 1970 and <= 2199 && ofYear is >= 1 and <= 12
            && day >= 1 && day <= DateTime.DaysInMonth(year, ofYear)
                ? new DateTime(year, ofYear, day).Add(time) : null;

        private bool TryDate(bool monthFirst, out int year, out int ofYear, out int day)
        {
            (year, ofYear, day) = (0, month, 0);
            if (month > 0)
            {
                if (date.Count != 2)
                    return false;
                (year, day) = widths[0] == 4 ? (date[0], date[1]) : (date[1], date[0]);
                return widths[0] == 4 != (widths[1] == 4);
            }
            if (date.Count != 3 || separators[1] == ' ' || separators[1] != separators[2] || separators[1] == ',')
                return false;
            if (widths[0] == 4)
                (year, ofYear, day) = (date[0], date[1], date[2]);
            else
            {
                (day, ofYear, year) = (date[0], date[1], widths[2] == 2 ? 2000 + date[2] : date[2]);
                if (IsSlashed && (monthFirst || ofYear > 12))
                    (day, ofYear) = (ofYear, day);
            }
            return widths[0] == 4 ? widths[2] <= 2 : widths[2] is 4 || (widths[2] == 2 && separators[1] != '-');
        }

        private bool TryClock(out TimeSpan time)
        {
            time = default;
            if (clock.Count is 0)
                return afternoon is null;
            var (hour, minute, second) = (clock[0], clock.Count > 1 ? clock[1] : 60, clock.Count > 2 ? clock[2] : 0);
            if (hour > 23 || minute > 59 || second > 59)
                return false;
            if (afternoon is { } late && hour <= 12)
                hour = hour % 12 + (late ? 12 : 0);
            time = new TimeSpan(hour, minute, second);
            return true;
        }

        private static bool IsZone(ReadOnlySpan<char> rest) =>
            rest.Length is >= 2 and <= 5 && rest.IndexOfAnyExceptInRange('0', ':') < 0;

        private static bool IsWordPart(char c) =>
            (char.IsLetter(c) && c is not ('年' or '月' or '日'))
            || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

        private static int Digit(char c) => CharUnicodeInfo.GetDecimalDigitValue(c);
    }
}
