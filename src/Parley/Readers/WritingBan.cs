using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>What a suspended reader is told whenever they try to write: never nothing, and never that it worked.</summary>
public static class WritingBan
{
    private static readonly Refusal Told = new(403, "suspended", "You can't write here until {0}.");
    private static readonly string Reasons = Words.Later("The reasons, and how to appeal");

    /// <summary>Null: go on.</summary>
    public static Refusal? Of(Reader? reader, CurrentSite site, DateTimeOffset now)
    {
        if (reader is null || !reader.IsSuspendedAt(now)) return null;
        var path = Receipt.PathTo(site.Site, reader.SuspensionId!.Value);
        return Told with
            { Args = [site.Words.DateAndTime(reader.SuspendedUntil!.Value, site.Zone)], Link = new(Reasons, path, site.Absolute(path)) };
    }
}
