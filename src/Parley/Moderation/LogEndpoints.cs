using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>The public log for programs: everything that is needed to check it without trusting this server.</summary>
public static class LogEndpoints
{
    private const string ForEver = "public, max-age=31536000, immutable";

    private static readonly Refusal NotSigned = new(503, "not-signed-yet",
        "The log has just been made and is signed within seconds. Please ask again.", TimeSpan.FromSeconds(5));
    private static readonly Refusal BadRange = new(400, "bad-range",
        "Give from as the index of the first entry, counted from 0, and count as a number from 1 to 1000.");
    private static readonly Refusal BadIndex = new(400, "bad-index", "Give index and size as numbers, index from 0 on and less than size.");
    private static readonly Refusal BadSizes = new(400, "bad-sizes", "Give from and to as numbers of entries, from not greater than to.");
    private static readonly Refusal NotSoLong = new(404, "not-so-long", "The log has {0} so far; what was asked for lies beyond.");

    public static void MapLog(this IEndpointRouteBuilder routes)
    {
        routes.MapTransparency();
        var log = routes.MapGroup("/api/v1/log").WithTags("Public log");
        log.MapGet("/checkpoint", Checkpoint).WithSummary("The newest signed checkpoint (C2SP tlog-checkpoint)");
        log.MapGet("/key", VerifierKeyText).WithSummary("The key that checkpoints are signed with (C2SP signed-note verifier key)");
        log.MapGet("/entries", Entries).WithSummary("Entries as the bytes that are hashed, in base64; at most 1000 at once");
        log.MapGet("/inclusion", Inclusion).WithSummary("That an entry stands in the log of a size (RFC 9162, 2.1.3)");
        log.MapGet("/consistency", Consistency)
            .WithSummary("That the log of one size is the beginning of that of another (RFC 9162, 2.1.4)");
    }

    private static async Task<IResult> Checkpoint(HttpContext http, PublicLog log, CancellationToken ct)
    {
        if (await log.Checkpoint(ct) is not { } newest) return NotSigned.AsProblem();
        http.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Text(newest.Note, "text/plain", Encoding.UTF8);
    }

    private static async Task<IResult> VerifierKeyText(HttpContext http, PublicLog log, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Text(VerifierKey.Of(await log.Head(ct)) + "\n", "text/plain", Encoding.UTF8);
    }

    private static async Task<Results<Ok<LogEntriesAnswer>, Refused>> Entries(
        string? from, string? count, HttpContext http, PublicLog log, CancellationToken ct)
    {
        if (Number(from ?? "0") is not { } first) return BadRange.Refuse();
        if (Number(count ?? "100") is not (>= 1 and <= PublicLog.MostEntries and var many)) return BadRange.Refuse();
        var size = await log.Size(ct);
        if (first > size) return Beyond(size).Refuse();
        var lines = await log.Entries(first, (int)many, ct);
        // What is there stays as it is; the end of the log doesn't.
        http.Response.Headers.CacheControl = lines.Count == many ? ForEver : "no-cache";
        return TypedResults.Ok(new LogEntriesAnswer(lines));
    }

    private static async Task<Results<Ok<InclusionAnswer>, Refused>> Inclusion(
        string? index, string? size, HttpContext http, PublicLog log, CancellationToken ct)
    {
        if (Number(index) is not { } leaf || Number(size) is not { } of || leaf >= of) return BadIndex.Refuse();
        var now = await log.Size(ct);
        if (of > now) return Beyond(now).Refuse();
        http.Response.Headers.CacheControl = ForEver;
        return TypedResults.Ok(new InclusionAnswer(leaf, of, await log.Inclusion(leaf, of, ct)));
    }

    private static async Task<Results<Ok<ConsistencyAnswer>, Refused>> Consistency(
        string? from, string? to, HttpContext http, PublicLog log, CancellationToken ct)
    {
        if (Number(from) is not { } first || Number(to) is not { } second || first > second) return BadSizes.Refuse();
        var now = await log.Size(ct);
        if (second > now) return Beyond(now).Refuse();
        http.Response.Headers.CacheControl = ForEver;
        return TypedResults.Ok(new ConsistencyAnswer(first, second, await log.Consistency(first, second, ct)));
    }

    private static Refusal Beyond(long size) =>
        NotSoLong with { Args = [new Counted((int)Math.Min(size, int.MaxValue), "{0} entry", "{0} entries")] };

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

public sealed record LogEntriesAnswer(IReadOnlyList<LogLine> Entries);

/// <param name="Path">Hashes in base64, from the leaf's neighbour up.</param>
public sealed record InclusionAnswer(long Index, long Size, IReadOnlyList<byte[]> Path);

/// <param name="Path">Hashes in base64.</param>
public sealed record ConsistencyAnswer(long From, long To, IReadOnlyList<byte[]> Path);
