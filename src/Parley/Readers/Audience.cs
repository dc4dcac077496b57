using System.Buffers.Binary;
using System.Data;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>
/// Counts how many people look at discussions on a day, each once. Known again is a browser of a network, sealed with a key of the site and
/// the day; what is kept of it is a <see cref="Crowd"/>, from which nobody can be told. Nothing is stored in browsers.
/// </summary>
public sealed class Audience(WriteQueue queue, CurrentSite site, TimeProvider clock, ILogger<Audience> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);

    /// <summary>Of a browser's own name; what is longer tells no more.</summary>
    private const int LongestName = 300;

    private static readonly Statement Stored = new("""SELECT "Crowd" FROM reader_counts WHERE "SiteId" = @site AND "Day" = @day""",
        ("site", DbType.Int32), ("day", DbType.Date));

    private static readonly Statement Keep = new("""
        INSERT INTO reader_counts ("SiteId", "Day", "Readers", "Crowd") VALUES (@site, @day, @readers, @crowd)
        ON CONFLICT ("SiteId", "Day") DO UPDATE SET "Readers" = @readers, "Crowd" = @crowd
        """, ("site", DbType.Int32), ("day", DbType.Date), ("readers", DbType.Int32), ("crowd", DbType.Binary));

    private readonly Lock noting = new();
    private readonly SortedDictionary<DateOnly, Crowd> days = [];
    private readonly HashSet<DateOnly> changed = [];

    /// <summary>Somebody's browser has opened a discussion.</summary>
    public void Note(HttpContext http)
    {
        var day = clock.Now().DayIn(site.Zone);
        var person = Person(site.Site.Secret, day, Network.Of(http), http.Request.Headers.UserAgent.ToString());
        lock (noting)
        {
            if (!days.TryGetValue(day, out var crowd)) days.Add(day, crowd = new Crowd());
            if (crowd.Add(person)) changed.Add(day);
        }
    }

    internal static ulong Person(byte[] key, DateOnly day, string network, string browser)
    {
        var name = browser.Length > LongestName ? browser[..LongestName] : browser;
        var who = string.Create(CultureInfo.InvariantCulture, $"audience\n{day:O}\n{network}\n{name}");
        return BinaryPrimitives.ReadUInt64BigEndian(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(who)));
    }

    /// <summary>Writes who has come so far; what can't be written now is written with the next.</summary>
    public async Task Write(CancellationToken ct)
    {
        List<(DateOnly Day, byte[] Cells)> some;
        lock (noting)
        {
            if (changed.Count == 0) return;
            some = [.. changed.Order().Select(day => (day, days[day].Cells))];
            changed.Clear();
        }
        try
        {
            await queue.Run(Guid.Empty, turn =>
            {
                foreach (var (day, cells) in some)
                {
                    // Others came before this server was started, or to another one.
                    var all = new Crowd();
                    all.Add(cells);
                    all.Add(turn.Statements.One(Stored, row => row.IsDBNull(0) ? null : (byte[])row[0], site.Id, day));
                    turn.Statements.Execute(Keep, site.Id, day, all.Count(), all.Cells);
                }
                return Task.FromResult(true);
            }, ct);
        }
        catch
        {
            lock (noting) changed.UnionWith(some.Select(x => x.Day));
            throw;
        }
        lock (noting)
            foreach (var day in days.Keys.Where(day => day < some[^1].Day && !changed.Contains(day)).ToList()) days.Remove(day);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await Try(stoppingToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Try(cancellationToken);
    }

    private async Task Try(CancellationToken ct)
    {
        try
        {
            await Write(ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogWarning("Readers could not be counted, trying again later: {Reason}", error.Message);
        }
    }
}
