using System.Globalization;
using System.Text.RegularExpressions;
using Parley.Articles;

namespace Parley.Exchange;

/// <summary>
/// Times on a page: as programs write them, else in the words of an absolute date. What could be read in two ways is none.
/// </summary>
internal static partial class HtmlTimes
{
    /// <summary>As in the attribute <c>datetime</c>; UTC where no zone is said. A day alone is none.</summary>
    public static DateTimeOffset? Of(string? text) => text is not null && Written().IsMatch(text)
        && DateTimeOffset.TryParse(text.Trim(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        && at > DateTimeOffset.UnixEpoch ? at.ToUniversalTime() : null;

    /// <summary>Takes the time of a comment from an attribute, else from words, which are in the site's own zone.</summary>
    public static void Date(this ForeignComment comment, string? written, string? words, TimeZoneInfo zone)
    {
        comment.At = Of(written);
        comment.Stated = comment.At is { } at ? ForeignComment.StatedAs(at) : "";
        if (comment.At is not null || words is null || OfWords(words) is not { } here) return;
        comment.At = ManuscriptFile.Local(here, zone);
        // As it stands there: whoever sets another zone means the same comment.
        comment.Stated = "here " + here.Ticks.ToString(CultureInfo.InvariantCulture);
    }

    private static DateTime? OfWords(string words)
    {
        if (CaptureMoment.Of(words) is not { Year: not null, OfYear: not null, Clock: not null } moment) return null;
        // 06/07/2017 is a day in June or in July.
        if (moment != CaptureMoment.Of(words, monthFirst: true) || moment.Zone is not null) return null;
        return new DateTime(moment.Year.Value, moment.OfYear.Value.Month, moment.OfYear.Value.Day).Add(moment.Clock.Value.ToTimeSpan());
    }

    [GeneratedRegex(@"^\s*\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")]
    private static partial Regex Written();
}
