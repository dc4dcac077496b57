using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>What a suspended reader is told whenever they try to write: never nothing, and never that it worked.</summary>
public static class WritingBan
{
    private static readonly Refusal Told = new(403, "suspended", "You can't write here until {0}. Why, and how to appeal: {1}");

    /// <summary>Null: go on.</summary>
    public static Refusal? Of(Reader? reader, CurrentSite site, DateTimeOffset now) => reader is not null && reader.IsSuspendedAt(now)
        ? Told with { Args = [site.Words.DateAndTime(reader.SuspendedUntil!.Value, site.Zone), site.Absolute(Receipt.PathTo(site.Site, reader.SuspensionId!.Value))] } : null;
}
