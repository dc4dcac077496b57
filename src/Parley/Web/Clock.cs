using System.Buffers.Binary;

namespace Parley.Web;

public static class Clock
{
    /// <summary>The time in UTC, cut to the millisecond: what both databases and a UUIDv7 can hold without loss.</summary>
    public static DateTimeOffset Now(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
    }

    public static DateOnly DayIn(this DateTimeOffset at, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>Midnight; where the clock leaps over it, what comes next.</summary>
    public static DateTimeOffset Begin(this DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(local, zone));
    }

    /// <summary>A new UUIDv7 (RFC 9562), ordered by the time given.</summary>
    public static Guid NewId(DateTimeOffset at) => Guid.CreateVersion7(at);

    /// <summary>No id that was made at this time or later stands before this one.</summary>
    public static Guid FirstId(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds() << 16);
        (bytes[6], bytes[8]) = (0x70, 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
