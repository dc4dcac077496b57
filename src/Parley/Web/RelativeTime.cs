using System.Globalization;

namespace Parley.Web;

/// <summary>A time as readers like it, "5 minutes ago", and until when that stays true.</summary>
public readonly record struct RelativeTime(string Words, DateTimeOffset TrueUntil)
{
    /// <summary>Older than this, the date says more than a number of days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <param name="zone">The site's; dates are the newsroom's dates.</param>
    public static RelativeTime Of(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var age = now - at;
        if (age < TimeSpan.FromMinutes(1)) return new("just now", at.AddMinutes(1));
        if (age < TimeSpan.FromHours(1)) return Count(at, age, TimeSpan.FromMinutes(1), "minute");
        if (age < TimeSpan.FromDays(1)) return Count(at, age, TimeSpan.FromHours(1), "hour");
        if (age < Longest) return Count(at, age, TimeSpan.FromDays(1), "day");
        return new(TimeZoneInfo.ConvertTime(at, zone).ToString("d MMMM yyyy", CultureInfo.InvariantCulture), DateTimeOffset.MaxValue);
    }

    private static RelativeTime Count(DateTimeOffset at, TimeSpan age, TimeSpan unit, string name)
    {
        var count = (long)(age / unit);
        return new(count == 1 ? $"1 {name} ago" : $"{count} {name}s ago", at + (count + 1) * unit);
    }
}
