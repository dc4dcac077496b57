using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Discussions;
using Parley.Sites;
using Parley.Web;

namespace Parley.Embedding;

public static class CountEndpoints
{
    /// <summary>A list that is looked at again at once needs no second answer; a comment is counted half a minute later.</summary>
    private const string Kept = "public, max-age=30";

    private static readonly Refusal HowMany = new(400, "bad-url-count", "Ask for 1 to {0} pages at once: url=…&url=…")
        { Args = [Counts.Most] };

    public static void MapCounts(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1").WithTags("Embedding").MapGet("/counts", Get)
            .WithSummary(
                "How many comments stand below each of up to 200 pages; base shortens addresses that begin alike, lang adds the words");

    private static async Task<Results<Ok<CountsAnswer>, Refused>> Get(
        string[]? url, string? @base, string? lang, HttpContext http, Counts counts, CurrentSite site, CancellationToken ct)
    {
        // What everybody may see, any page's script may read.
        http.Response.Headers.AccessControlAllowOrigin = "*";
        if (url is not { Length: > 0 and <= Counts.Most }) return HowMany.Refuse();
        var start = @base is null ? null : Uri.TryCreate(@base, UriKind.Absolute, out var given) ? given : null;
        if (@base is not null && start is null) return Addresses.UrlNeeded.Refuse();
        var pages = new List<(string, string)>(url.Length);
        foreach (var one in url.Distinct(StringComparer.Ordinal))
        {
            if (one.Length > Addresses.LongestUrl) return Addresses.UrlNeeded.Refuse();
            pages.Add((one, start is not null && Uri.TryCreate(start, one, out var whole) ? whole.AbsoluteUri : one));
        }
        http.Response.Headers.CacheControl = Kept;
        var found = await counts.Of(pages, http.Request.Host.Value ?? "", ct);
        if (lang is null) return TypedResults.Ok(new CountsAnswer(found));
        var t = Words.In(lang) ?? site.Words;
        return TypedResults.Ok(new CountsAnswer(found)
            { Texts = found.ToDictionary(x => x.Key, x => t.Count(x.Value, "{0} Comment", "{0} Comments"), StringComparer.Ordinal) });
    }
}

/// <param name="Counts">By the address as it was asked.</param>
public sealed record CountsAnswer(IReadOnlyDictionary<string, int> Counts)
{
    /// <summary>The same in words, as "12 Comments", where <c>lang</c> asks for a language.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyDictionary<string, string>? Texts { get; init; }
}
