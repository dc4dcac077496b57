namespace Parley.Web;

/// <summary>Makes what a reader missed in memory: outside of their request, so that their leaving stops nobody else's page.</summary>
public sealed class Renderings(IServiceScopeFactory scopes, Snapshots snapshots, TimeProvider clock)
{
    /// <summary>"5 minutes ago" may be a minute late; a page is not made anew for every second.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>The stamps in its forms are good for a day.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>For a subject that has no version in the database. Null when <paramref name="render"/> finds nothing there.</summary>
    public Task<Made?> Make(Guid subject, Func<IServiceProvider, DateTimeOffset, Task<(byte[] Body, DateTimeOffset TrueUntil)?>> render) =>
        Make(async (services, now) =>
        {
            var version = snapshots.Latest(subject);
            return await render(services, now) is var (body, until)
                ? new Made(new Snapshot(body, PageRenderer.Html, until), subject, version) : null;
        });

    public async Task<Made?> Make(Func<IServiceProvider, DateTimeOffset, Task<Made?>> render)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await render(scope.ServiceProvider, clock.Now());
    }

    public static DateTimeOffset Until(DateTimeOffset now, DateTimeOffset first) =>
        first < now + Shortest ? now + Shortest : first > now + Longest ? now + Longest : first;
}
