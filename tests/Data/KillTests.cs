using Microsoft.EntityFrameworkCore;
using Parley.Reputation;

namespace Parley.Tests.Data;

[OnBoth]
public sealed class KillTests
{
    private const int Writers = 6;

    /// <summary>Each is followed by a start. While it is explored (<c>script/explore</c>) as many as time allows.</summary>
    private const int Kills = 2;
    private static readonly TimeSpan Exploring = TimeSpan.FromSeconds(Math.Min(Property.Exploring, 200));

    /// <summary>It is started three times at least.</summary>
    [Fact(Timeout = 5 * Bounds.Test)]
    [Trait("kind", "property")]
    public async Task What_was_acknowledged_is_there_once_and_counted_after_every_kill()
    {
        await using var server = await Server.New(prepared: true);
        var program = await server.Start();
        var writers = await Writer.On(server, Writers);
        var (began, ct) = (TimeProvider.System.GetTimestamp(), TestContext.Current.CancellationToken);

        for (var kills = 0; kills < Kills || TimeProvider.System.GetElapsedTime(began) < Exploring; kills++)
        {
            ct.ThrowIfCancellationRequested();
            var before = writers.Sum(x => x.Said.Count);
            var writing = writers.Select(x => x.WriteOn(writers)).ToList();
            await Wait.Until("the writers are at it", () => writers.Sum(x => x.Said.Count) > before + 20 + (kills * 37 % 200));
            await program.Kill();
            await Wait.For("the writers to notice", Task.WhenAll(writing));

            program = await server.Start();
            foreach (var writer in writers) await writer.Settle();
            await IsWhole(server, writers);
        }

        Assert.Empty(writers.SelectMany(x => x.Wrong));
    }

    private static async Task IsWhole(Server server, IReadOnlyCollection<Writer> writers) => await server.Query(async db =>
    {
        var comments = await db.Comments.AsNoTracking().ToListAsync();
        var votes = await db.Votes.AsNoTracking().ToListAsync();
        var ledger = await db.Ledger.AsNoTracking().ToListAsync();
        var (replies, opinions) = (comments.ToLookup(x => x.ParentId), votes.ToLookup(x => x.CommentId));

        Assert.Equal(writers.SelectMany(x => x.Said).Order(), comments.Select(x => x.Id).Order());
        Assert.Equal(comments.Count, comments.DistinctBy(x => x.Text).Count());
        Assert.Equal(comments.Count, (await db.Discussions.AsNoTracking().SingleAsync()).CommentCount);
        Assert.Equal(comments.Select(x => x.Id).Order(), ledger.Where(x => x.Deed == Deed.Comment).Select(x => x.SubjectId).Order());
        Assert.All(comments, comment => Assert.Equal(
            (replies[comment.Id].Count(), opinions[comment.Id].Count(x => x.Value == 1), opinions[comment.Id].Count(x => x.Value == -1)),
            (comment.ReplyCount, comment.Up, comment.Down)));
        var there = votes.Select(x => (x.CommentId, x.ReaderId, x.Value)).ToHashSet();
        Assert.All(writers.SelectMany(x => x.Votes.Select(vote => (vote.Key, x.Id, vote.Value))), vote => Assert.Contains(vote, there));
        if (!Site.OnPostgres)
            Assert.Equal("ok", await db.Database.SqlQueryRaw<string>(
                "SELECT integrity_check AS \"Value\" FROM pragma_integrity_check").SingleAsync());
        return true;
    });
}
