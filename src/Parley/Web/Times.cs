using System.Globalization;

namespace Parley.Web;

/// <summary>The times on one page, and until when what they say is true.</summary>
public sealed class Times(DateTimeOffset now, TimeZoneInfo zone, Words t)
{
    private DateTimeOffset trueUntil = DateTimeOffset.MaxValue;

    public TimeZoneInfo Zone => zone;

    public DateTimeOffset TrueUntil => Renderings.Until(now, trueUntil);

    public string Ago(DateTimeOffset at)
    {
        var time = RelativeTime.Of(at, now, zone, t);
        if (time.TrueUntil < trueUntil) trueUntil = time.TrueUntil;
        return time.Words;
    }

    /// <summary>Something else on the page changes by itself then.</summary>
    public void Until(DateTimeOffset? change)
    {
        if (change < trueUntil) trueUntil = change.Value;
    }

    /// <summary>Whether it is still to come.</summary>
    public bool IsAhead(DateTimeOffset at) => at > now;

    /// <summary>For people: date, minute and the newsroom's distance from UTC.</summary>
    public string Exact(DateTimeOffset at) => t.DateAndTime(at, zone);

    /// <summary>For programs.</summary>
    public static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
