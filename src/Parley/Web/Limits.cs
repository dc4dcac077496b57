using System.Threading.RateLimiting;

namespace Parley.Web;

/// <summary>How often is too often. Generous to people, since a school or an office is one network.</summary>
/// <param name="Words">With <c>{0}</c> for the time to wait.</param>
public sealed record Limit(string Name, int Burst, int PerMinute, string Words);

public static class Limits
{
    public static readonly Limit NewGuests = new("guests", 20, 10,
        Words.Later("Too many new names come from this network. Please try again in {0}; nothing was lost."));
    /// <summary>
    /// Readers who load one page of a busy hour have one stamp; who sends it more often gets the form again, with a stamp of its own.
    /// </summary>
    public static readonly Limit GuestsOfOneStamp = new("stamp-guests", 4, 1,
        Words.Later("This form was sent under several names already. Your text is still here: please send it again."));
    public static readonly Limit SignIns = new("sign-ins", 20, 10,
        Words.Later("Too many sign-ins are tried from this network. Please try again in {0}; nothing was lost."));

    /// <summary>Every page of a publisher signs its reader in, and a school or an office is one network.</summary>
    public static readonly Limit PublisherSignIns = new("publisher-sign-ins", 600, 600,
        Words.Later("Too many sign-ins are tried from this network. Please try again in {0}; nothing was lost."));

    /// <summary>Passes that have ended, or never were, are looked up before any other limit is asked.</summary>
    public static readonly Limit EndedPasses = new("ended-passes", 600, 600,
        Words.Later("Too many sign-ins are tried from this network. Please try again in {0}; nothing was lost."));
    public static readonly Limit NetworkPosts = new("network-posts", 40, 30,
        Words.Later("Too many comments come from this network. Please try again in {0}; nothing was lost."));

    /// <summary>
    /// Whatever comes on the roads of comments, also what was sent before and is answered with the first answer: that costs a
    /// look-up, or a turn that changes nothing.
    /// </summary>
    public static readonly Limit NetworkSends = new("network-sends", 600, 300,
        Words.Later("Too many comments come from this network. Please try again in {0}; nothing was lost."));
    public static readonly Limit NetworkVotes = new("network-votes", 300, 300,
        Words.Later("Too many votes come from this network. Please try again in {0}; nothing was lost."));
    public static readonly Limit NetworkShares = new("network-shares", 30, 30,
        Words.Later("Too many shares come from this network. Please try again in {0}; nothing was lost."));

    public static readonly Limit NetworkReports = new("network-reports", 300, 300,
        Words.Later("Too many reports come from this network. Please try again in {0}; nothing was lost."));
    public static readonly Limit NetworkNotices = new("network-notices", 10, 5,
        Words.Later("Too many notices come from this network. Please try again in {0}; nothing was lost."));
    public static readonly Limit NetworkAppeals = new("network-appeals", 20, 10,
        Words.Later("Too many appeals come from this network. Please try again in {0}; nothing was lost."));

    /// <summary>What programs with the site's key send; who tries keys gets no further than this.</summary>
    public static readonly Limit NetworkArticles = new("network-articles", 600, 600,
        Words.Later("Too many articles come from this network. Please try again in {0}; nothing was lost."));

    /// <summary>A card takes a twentieth of a second to draw. Those in memory are not counted.</summary>
    public static readonly Limit NetworkCards = new("network-cards", 40, 40,
        Words.Later("Too many pictures are asked for from this network. Please try again in {0}."));

    /// <summary>Pages under which nobody has commented yet, each noted once in weeks.</summary>
    public static readonly Limit NetworkPages = new("network-pages", 120, 60,
        Words.Later("Too many pages are asked for from this network. Please try again in {0}."));

    /// <summary>Stories on other sites' pages, by their host: readers here must not make this server a burden there.</summary>
    public static readonly Limit HostStories = new("host-stories", 30, 30,
        Words.Later("Too many pages are asked for from this network. Please try again in {0}."));

    /// <summary>A quotation is asked for when somebody pastes an address, and then kept.</summary>
    public static readonly Limit NetworkQuotations = new("network-quotations", 120, 60,
        Words.Later("Too many pages are asked for from this network. Please try again in {0}."));

    /// <summary>A search costs what a hundred pages from memory cost; nobody reads results faster.</summary>
    public static readonly Limit NetworkSearches = new("network-searches", 20, 30,
        Words.Later("Too many searches come from this network. Please try again in {0}."));

    /// <summary>The script asks after each pause in writing; nobody pauses more often.</summary>
    public static readonly Limit NetworkPreviews = new("network-previews", 60, 60,
        Words.Later("Too many drafts come from this network. Please try again in {0}; nothing was lost."));

    /// <summary>Programs score archives here; a text costs less than a millisecond.</summary>
    public static readonly Limit NetworkScores = new("network-scores", 1200, 1200,
        Words.Later("Too many texts to score come from this network. Please try again in {0}."));

    /// <summary>A person thinks for ten seconds and types for twenty; five in a row are a lively exchange.</summary>
    public static readonly Limit ReaderPosts = new("reader-posts", 5, 3,
        Words.Later("You are writing very quickly. Please try again in {0}; nothing was lost."));
    public static readonly Limit ReaderReports = new("reader-reports", 10, 5,
        Words.Later("You are reporting very quickly. Please try again in {0}; nothing was lost."));

    /// <summary>Of webhooks, by moderators: each may wait five seconds for a program elsewhere.</summary>
    public static readonly Limit ReaderTests = new("reader-tests", 10, 10,
        Words.Later("You are sending very quickly. Please try again in {0}."));
    public static readonly Limit ReaderVotes = new("reader-votes", 60, 60,
        Words.Later("You are voting very quickly. Please try again in {0}; nothing was lost."));
}

/// <summary>
/// Token buckets in memory, one per limit and per reader or network. <c>Parley__RateLimits=off</c> lifts them
/// all, and the minimum time of forms.
/// </summary>
public sealed class Pace(IConfiguration settings) : IDisposable
{
    public bool IsOff { get; } = string.Equals(settings["Parley:RateLimits"], "off", StringComparison.OrdinalIgnoreCase);

    private readonly PartitionedRateLimiter<(Limit Limit, string Who)> buckets =
        PartitionedRateLimiter.Create<(Limit Limit, string Who), (string, string)>(asked => RateLimitPartition.GetTokenBucketLimiter(
            (asked.Limit.Name, asked.Who), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = asked.Limit.Burst,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1) / asked.Limit.PerMinute,
                QueueLimit = 0,
            }));

    /// <summary>Null: go on. Else a refusal that says when to come back.</summary>
    /// <param name="costs">False: only asks whether it is used up.</param>
    public Refusal? Check(Limit limit, string who, bool costs = true)
    {
        if (IsOff || (!costs && buckets.GetStatistics((limit, who)) is { CurrentAvailablePermits: > 0 })) return null;
        using var lease = buckets.AttemptAcquire((limit, who));
        if (lease.IsAcquired) return null;
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1) / limit.PerMinute;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return new(429, "too-fast", limit.Words, TimeSpan.FromSeconds(seconds))
            { Args = [new Counted(seconds, "{0} second", "{0} seconds")] };
    }

    public void Dispose() => buckets.Dispose();
}

public static class LimitedRoutes
{
    /// <summary>Refuses before anything is read or looked up.</summary>
    public static RouteHandlerBuilder LimitNetwork(this RouteHandlerBuilder route, Limit limit) =>
        route.WithMetadata(limit).AddEndpointFilter(async (context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<Pace>().Check(limit, Network.Of(context.HttpContext)) is { } refusal
                ? refusal.AsProblem()
                : await next(context));
}
