namespace Parley.Web;

/// <summary>A time as readers like it, "5 minutes ago", and until when that stays true.</summary>
public readonly record struct RelativeTime(string Words, DateTimeOffset TrueUntil)
{
    /// <summary>Older than this, the date says more than a number of days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <param name="zone">The site's; dates are the newsroom's dates.</param>
    public static RelativeTime Of(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone, Words t)
    {
        var age = now - at;
        if (age < TimeSpan.FromMinutes(1)) return new(t["just now"], at.AddMinutes(1));
        if (age < TimeSpan.FromHours(1)) return Ago(TimeSpan.FromMinutes(1), count => t.Count(count, "{0} minute ago", "{0} minutes ago"));
        if (age < TimeSpan.FromDays(1)) return Ago(TimeSpan.FromHours(1), count => t.Count(count, "{0} hour ago", "{0} hours ago"));
        if (age < Longest) return Ago(TimeSpan.FromDays(1), count => t.Count(count, "{0} day ago", "{0} days ago"));
        return new(t.Date(at, zone), DateTimeOffset.MaxValue);

        RelativeTime Ago(TimeSpan unit, Func<long, string> words)
        {
            var count = (long)(age / unit);
            return new(words(count), at + (count + 1) * unit);
        }
    }
}
