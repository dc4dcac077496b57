using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Parley.Moderation;

namespace Parley.Tests.Moderation;

/// <summary>The log grows with decisions and is read by everyone.</summary>
public sealed class LogTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Those_who_decide_at_once_get_numbers_without_gaps_and_times_in_their_order()
    {
        var now = site.Clock.GetUtcNow();
        var indexes = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() => site.Query(async db =>
        {
            await using var writing = await db.BeginWrite(default);
            // Whoever comes later may have looked at the clock earlier.
            var index = await db.Append(LongLog.Facts(1, number), now.AddSeconds(-number));
            await db.SaveChangesAsync();
            // Every third thinks better of it.
            if (number % 3 == 0) return -1;
            await writing.Commit(default);
            return index;
        }))));

        Assert.Equal(Enumerable.Range(0, 26).Select(x => (long)x), indexes.Where(index => index >= 0).Order());
        var entries = await site.Query(db => db.LogEntries.OrderBy(x => x.Index).ToListAsync());
        Assert.Equal(26, entries.Count);
        Assert.Equal(entries.OrderBy(x => x.At).ThenBy(x => x.Index).Select(x => x.Index), entries.Select(x => x.Index));
        Assert.Equal(26, await site.Query(db => db.LogSalts.CountAsync()));
        Assert.Equal(MerkleTests.Mth(entries.Select(x => x.Leaf).ToArray()), await Root(26));
    }

    [Fact]
    public async Task Every_size_from_nothing_over_several_tiles_has_the_root_of_the_RFC_and_proofs_that_hold()
    {
        const int Count = 600;
        await site.Query(async db => { await db.Fill(Count, site.Clock.GetUtcNow()); return 0; });
        await site.Append(Count, 20);
        var leaves = await site.Query(db => db.LogEntries.OrderBy(x => x.Index).Select(x => x.Leaf).ToArrayAsync());

        foreach (var size in new[] { 0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 600, 619, 620 })
        {
            var root = MerkleTests.Mth(leaves.AsSpan(0, size));
            Assert.Equal(root, await Root(size));
            foreach (var index in new[] { 0, size / 3, size - 1 }.Where(index => index >= 0 && index < size).Distinct())
            {
                var proof = await Get($"inclusion?index={index}&size={size}");
                Assert.Equal(root, MerkleTests.RootFrom(SHA256.HashData([0, .. leaves[index]]), index, size, Hashes(proof)));
            }
            var consistency = await Get($"consistency?from={size}&to=620");
            Assert.True(MerkleProof.Extends(size, root, 620, MerkleTests.Mth(leaves), Hashes(consistency)));
        }
    }

    [Fact]
    public async Task What_was_decided_is_published_without_the_text_and_signed()
    {
        await site.Append(0, 3);
        await site.Sign();
        Assert.False(await site.Sign());

        var entries = (await Get("entries?from=0&count=100")).GetProperty("entries");
        Assert.Equal(3, entries.GetArrayLength());
        var leaf = JsonDocument.Parse(entries[2].GetProperty("leaf").GetBytesFromBase64()).RootElement;
        Assert.Equal(
            ["action", "at", "automated", "commitment", "decision", "ground", "index", "rule", "ruleVersion", "source",
                "version", "waited"],
            leaf.EnumerateObject().Select(x => x.Name));
        Assert.Equal(("release", 2, "Privatsphäre", "notice", 120),
            (leaf.GetProperty("action").GetString(), leaf.GetProperty("index").GetInt32(),
                leaf.GetProperty("rule").GetString(), leaf.GetProperty("source").GetString(), leaf.GetProperty("waited").GetInt32()));
        var salt = await site.Query(db => db.LogSalts.Where(x => x.EntryIndex == 2).Select(x => x.Salt).SingleAsync());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. salt, .. "A text."u8])), leaf.GetProperty("commitment").GetString());

        var key = VerifierKey.Read(await site.Api().GetStringAsync("/api/v1/log/key"));
        using var answer = await site.Api().GetAsync("/api/v1/log/checkpoint");
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(Checkpoint.TryOpen(await answer.Content.ReadAsStringAsync(), key!, out var checkpoint, out _));
        Assert.Equal(3, checkpoint.Size);
        Assert.Equal(MerkleTests.Mth(entries.EnumerateArray().Select(x => x.GetProperty("leaf").GetBytesFromBase64()).ToArray()),
            checkpoint.Root);
    }

    [Fact]
    public async Task Destroying_a_salt_leaves_entry_root_and_proof_as_they_were()
    {
        await site.Append(0, 5);
        await site.Sign();
        var decision = LongLog.Facts(1, 3).DecisionId;
        var before = (Convert.ToHexString(await Root(5)), (await Get("entries?from=3&count=1")).ToString());

        Assert.Equal(1, await site.Query(db => db.DestroySalts(1, [decision], default)));

        Assert.Equal(before, (Convert.ToHexString(await Root(5)), (await Get("entries?from=3&count=1")).ToString()));
        Assert.Equal(4, await site.Query(db => db.LogSalts.CountAsync()));
    }

    public static readonly (string Path, int Status, string Code)[] Refused =
    [
        ("entries?from=-1", 400, "bad-range"),
        ("entries?from=x", 400, "bad-range"),
        ("entries?from=99999999999999999999", 400, "bad-range"),
        ("entries?count=0", 400, "bad-range"),
        ("entries?count=1001", 400, "bad-range"),
        ("entries?from=9223372036854775807&count=1000", 404, "not-so-long"),
        ("entries?from=5", 404, "not-so-long"),
        ("inclusion", 400, "bad-index"),
        ("inclusion?index=0", 400, "bad-index"),
        ("inclusion?index=3&size=3", 400, "bad-index"),
        ("inclusion?index=0&size=4", 404, "not-so-long"),
        ("consistency?from=2", 400, "bad-sizes"),
        ("consistency?from=3&to=2", 400, "bad-sizes"),
        ("consistency?from=0&to=9223372036854775807", 404, "not-so-long"),
    ];

    [Fact]
    public async Task What_the_log_does_not_have_is_refused_in_words()
    {
        await site.Append(0, 3);
        foreach (var (path, status, code) in Refused)
        {
            using var answer = await site.Api().GetAsync("/api/v1/log/" + path);
            Assert.Equal((path, status, code), (path, (int)answer.StatusCode, await answer.Code()));
        }
    }

    [Fact]
    public async Task A_size_is_signed_once_and_a_log_that_was_changed_is_not_signed_on()
    {
        await site.Append(0, 4);
        await site.Sign();
        var first = await site.Api().GetStringAsync("/api/v1/log/checkpoint");
        await site.Query(db => db.LogTiles.ExecuteUpdateAsync(set => set.SetProperty(x => x.Hashes, new byte[4 * 32])));
        await site.Append(4, 1);

        Assert.False(await site.Sign());
        Assert.Equal(first, await site.Api().GetStringAsync("/api/v1/log/checkpoint"));
        Assert.True(site.Log.Contains("no longer agrees"));
    }

    [Fact]
    public async Task A_log_is_named_after_the_address_that_readers_know()
    {
        var origin = await site.Query(db => db.LogHeads.Select(x => x.Origin).SingleAsync());
        Assert.Matches("^localhost/log/[0-9a-f]{8}$", origin);

        await site.Query(async db => { await db.OpenLogs(Settings("https://news.example/"), site.Clock, default); return 0; });
        await site.Append(0, 1);
        await site.Query(async db => { await db.OpenLogs(Settings("https://other.example"), site.Clock, default); return 0; });

        Assert.Matches("^news.example/log/[0-9a-f]{8}$", await site.Query(db => db.LogHeads.Select(x => x.Origin).SingleAsync()));
    }

    private static IConfiguration Settings(string url) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Parley:PublicUrl", url)]).Build();

    private async Task<byte[]> Root(long size)
    {
        using var scope = site.App.Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<PublicLog>().Root(size, default);
    }

    private Task<JsonElement> Get(string path) => site.Api().GetFromJsonAsync<JsonElement>("/api/v1/log/" + path);

    private static IReadOnlyList<byte[]> Hashes(JsonElement proof) =>
        [.. proof.GetProperty("path").EnumerateArray().Select(x => x.GetBytesFromBase64())];
}
