using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Parley.Web;

/// <summary>Errors in words: problem+json (RFC 9457) for programs, a page with a way home for people.</summary>
public static class Problems
{
    public static readonly Refusal NotFound = new(404, "not-found",
        "There is nothing at this address. It may have been moved, or mistyped.");
    public static readonly Refusal BadCursor = new(400, "bad-cursor",
        "This link into the list is damaged. Start again from the first page.");
    public static readonly Refusal BadSort = new(400, "bad-sort", "Comments can be sorted by top, newest or oldest.");
    public static readonly Refusal BadId = new(400, "bad-id", "This is not the id of anything here: ids are UUIDs.");
    public static readonly Refusal BadLimit = new(400, "bad-limit", "The limit is a number from 1 to 100.");
    public static readonly Refusal BadJson = new(400, "bad-json", "The body is not the JSON that this request takes.");
    public static readonly Refusal BodyTooLarge = new(413, "body-too-large", "This is more than can be sent at once.");
    private static readonly Refusal BadForm = new(400, "bad-form", "The form that was sent is damaged or has too many fields.");
    private static readonly Refusal NoForm = new(415, "no-form", "This address takes a form, and something else was sent.");
    private static readonly Refusal BadText = new(400, "bad-text", "The request holds characters that can't be stored.");
    private static readonly Refusal Busy = new(503, "database-busy",
        "The database is busy with something else just now. Nothing was lost or changed: please try again in a moment.",
        TimeSpan.FromSeconds(5));
    private static readonly Refusal AtOnce = new(409, "at-once",
        "The same thing was done twice at the same moment, and only the first was kept. Please try again.");
    private static readonly Refusal Full = new(507, "storage-full",
        "The server has no room left to store this. Nothing was changed; what is here can still be read.", TimeSpan.FromSeconds(60));
    private static readonly Refusal Down = new(503, "database-down",
        "The database can't be reached just now. Nothing was changed: please try again later.", TimeSpan.FromSeconds(30));
    private static readonly Refusal Broken = new(500, "internal-error",
        "Something went wrong here, and it has been written to the log. Nothing was changed.");

    public static async Task Write(HttpContext http, Refusal refusal)
    {
        var response = http.Response;
        response.StatusCode = refusal.Status;
        response.Headers.CacheControl = "no-store";
        if (refusal.RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))
                .ToString(System.Globalization.CultureInfo.InvariantCulture);
        var t = http.RequestServices.GetRequiredService<Words>();
        if (WantsPage(http))
        {
            var page = await http.RequestServices.GetRequiredService<PageRenderer>()
                .Render<ProblemPage>(new ProblemPage.ProblemView(t, http.RequestServices.GetRequiredService<HouseName>()(), refusal,
                    await SentForm.In(http.Request), http.Features.Get<Framers>()?.Origins));
            response.ContentType = PageRenderer.Html;
            await response.Body.WriteAsync(page, http.RequestAborted);
            return;
        }
        var problem = new ProblemDetails { Type = "about:blank", Title = ReasonPhrases.GetReasonPhrase(refusal.Status),
            Status = refusal.Status, Detail = refusal.WithAddress(t) };
        problem.Extensions["code"] = refusal.Code;
        if (refusal.Rule is not null) problem.Extensions["rule"] = refusal.Rule;
        await response.WriteAsJsonAsync(problem, (System.Text.Json.JsonSerializerOptions?)null, "application/problem+json",
            http.RequestAborted);
    }

    /// <summary>The last resort of every request that failed.</summary>
    public static Task Handle(HttpContext http)
    {
        var refusal = Explain(http.Features.Get<IExceptionHandlerFeature>()?.Error);
        if (refusal.Status is 503 or 507) Outages.Note(http.RequestServices.GetRequiredService<ILogger<Outages>>(), refusal);
        Headers.Set(http);
        return Write(http, refusal);
    }

    /// <summary>What is the sender's doing, or that of a machine that is busy or full, needs no stack trace in the log.</summary>
    public static bool IsExpected(Exception error) => Explain(error).Status is < 500 or 503 or 507;

    /// <summary>For an answer that has a status and nothing else: an unknown address, a wrong method.</summary>
    public static Task WriteStatus(HttpContext http)
    {
        Head.Allow(http.Response.Headers);
        return Write(http, Of(http.Response.StatusCode));
    }

    private static Refusal Of(int status) => status switch
    {
        404 => NotFound,
        405 => new(405, "method-not-allowed", "This address doesn't take that kind of request."),
        415 => new(415, "unsupported-media-type", "Send JSON with Content-Type: application/json."),
        413 => BodyTooLarge,
        _ => new(status, "bad-request", "The request could not be understood."),
    };

    private static Refusal Explain(Exception? error) => error switch
    {
        BadHttpRequestException { StatusCode: 413 } => BodyTooLarge,
        BadHttpRequestException { InnerException: System.Text.Json.JsonException } => BadJson,
        BadHttpRequestException bad =>
            new(bad.StatusCode, "bad-request", "The request is not complete, or not of the form this address takes."),
        // The framework's readers of forms: no end, no boundary; a body that is no form.
        IOException { Source: "Microsoft.AspNetCore.WebUtilities" } => BadForm,
        InvalidOperationException { Source: "Microsoft.AspNetCore.Http", Message: var why }
            when why.StartsWith("Incorrect Content-Type", StringComparison.Ordinal) => NoForm,
        InvalidDataException => BadForm,
        _ => Database(error) ?? Broken,
    };

    /// <summary>Whether the database was held by others: later it will be free.</summary>
    public static bool IsBusy(Exception error) => Database(error) is { } refusal && (refusal == Busy || refusal == Down);

    private static Refusal? Database(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is SqliteException { SqliteErrorCode: 5 or 6 } or TimeoutException) return Busy;
            if (error is SqliteException { SqliteExtendedErrorCode: 1555 or 2067 } or PostgresException { SqlState: "23505" })
                return AtOnce;
            if (error is SqliteException { SqliteErrorCode: 13 or 8 }) return Full;
            if (error is PostgresException { SqlState: "53100" }) return Full;
            // A zero character in an address or a search.
            if (error is PostgresException { SqlState: "22021" }) return BadText;
            if (error is PostgresException { SqlState: "40001" or "40P01" or "55P03" }) return Busy;
            if (error is NpgsqlException { IsTransient: true } or System.Net.Sockets.SocketException) return Down;
        }
        return null;
    }

    private static bool WantsPage(HttpContext http) =>
        !http.Request.Path.StartsWithSegments("/api")
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}
