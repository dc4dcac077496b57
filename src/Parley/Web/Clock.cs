namespace Parley.Web;

public static class Clock
{
    /// <summary>The time in UTC, cut to the millisecond: what both databases and a UUIDv7 can hold without loss.</summary>
    public static DateTimeOffset Now(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
    }

    /// <summary>A new UUIDv7 (RFC 9562), ordered by the time given.</summary>
    public static Guid NewId(DateTimeOffset at) => Guid.CreateVersion7(at);
}
