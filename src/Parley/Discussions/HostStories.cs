using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Memory;
using Parley.Articles;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>
/// The stories on other sites' pages, read from those pages by this server: what a reader's browser says of them proves nothing. Only where
/// the origin is registered and the page itself says that its words may be pointed at. They are known for a while, in memory alone: what
/// comments speak of is kept with them.
/// </summary>
public sealed class HostStories(Outbound outbound, Addresses addresses, Pace pace, TimeProvider clock, ILogger<HostStories> log)
    : IDisposable
{
    private static readonly Refusal None = new(422, "passage-without-story", "There is no story here whose words could be pointed at.");
    private static readonly Refusal Unread = new(422, "passage-unread",
        "The story around this discussion can't be read just now. Your text is still here: post it without the passage, or later.");

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>Whoever points at words that aren't there must not make this server ask without a pause.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(30);

    private const int MostKept = 64;

    /// <summary>At once: each may be two megabytes.</summary>
    private const int MostAsked = 4;

    private readonly MemoryCache states = new(new MemoryCacheOptions { SizeLimit = MostKept });
    private readonly SemaphoreSlim room = new(MostAsked);
    private readonly ConditionalWeakTable<StoryText, object> followed = new();

    /// <summary>The words of a page as they were last read; null where nobody has asked.</summary>
    public StoryText? Known(string address) => states.TryGetValue(address, out State? state) ? state!.Seen.Story : null;

    /// <summary>The words of a page, read again when they are old, or when what is pointed at isn't among them.</summary>
    public async Task<Outcome<StoryText>> At(string address, TextQuote quote, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var page) || !addresses.IsRegistered(page)) return None;
        var state = states.GetOrCreate(address, entry =>
        {
            (entry.Size, entry.SlidingExpiration) = (1, Forgotten);
            return new State();
        })!;
        if (IsDue(state.Seen, quote))
        {
            await state.Turn.WaitAsync(ct);
            try
            {
                if (IsDue(state.Seen, quote)) state.Seen = await Ask(page);
            }
            finally
            {
                state.Turn.Release();
            }
        }
        return state.Seen.Story is { } story ? story : state.Seen.Refusal!;
    }

    /// <summary>Whether no passage has followed these words yet.</summary>
    public bool IsNew(StoryText story) => !followed.TryGetValue(story, out _);

    public void Followed(StoryText story) => followed.AddOrUpdate(story, story);

    private bool IsDue(Seen seen, TextQuote quote)
    {
        var age = clock.Now() - seen.AskedAt;
        return age > Fresh || (age > Pause && (seen.Story is null || PointedAt.Find(seen.Story, quote, out _, out _) is not null));
    }

    // Asked to the end whoever hangs up: others wait for the same.
    private async Task<Seen> Ask(Uri page)
    {
        var now = clock.Now();
        if (pace.Check(Limits.HostStories, page.IdnHost) is not null || !await room.WaitAsync(Outbound.Patience))
            return new(null, Unread, now);
        try
        {
            var fetched = await outbound.Get(page, CancellationToken.None);
            if (!fetched.IsSuccess || !addresses.IsRegistered(fetched.Address!))
            {
                log.LogWarning("The story at {Address} can't be read: {Reason}", page, fetched.Failure ?? $"status {fetched.Status}");
                return new(null, Unread, now);
            }
            return PageStory.Of(fetched.Body, fetched.ContentType) is { } story ? new(story, null, now) : new(null, None, now);
        }
        finally
        {
            room.Release();
        }
    }

    public void Dispose()
    {
        states.Dispose();
        room.Dispose();
    }

    private sealed class State
    {
        private volatile Seen seen = new(null, Unread, default);

        public SemaphoreSlim Turn { get; } = new(1);
        public Seen Seen { get => seen; set => seen = value; }
    }

    private sealed record Seen(StoryText? Story, Refusal? Refusal, DateTimeOffset AskedAt);
}
