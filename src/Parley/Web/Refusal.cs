namespace Parley.Web;

/// <summary>A no with its reason: a stable code for programs, a status, and a sentence for people.</summary>
/// <param name="Words">In English; what is shown is the sentence of the page's language.</param>
public sealed record Refusal(int Status, string Code, string Words, TimeSpan? RetryAfter = null)
{
    /// <summary>The house rule that says no, where it was one.</summary>
    public string? Rule { get; init; }

    /// <summary>What stands in the places <c>{0}</c>, <c>{1}</c> … of the sentence.</summary>
    public IReadOnlyList<object> Args { get; init; } = [];

    /// <summary>Where more is told, from the site's root: a link on pages. It may hold what only whom it concerns should see.</summary>
    public RefusalLink? Link { get; init; }

    /// <summary>Of a form that asks for text and name, it is the name that can't stay.</summary>
    public bool IsAboutName => Code.StartsWith("name-", StringComparison.Ordinal);

    /// <summary>It is what was written; not the pace, a closed discussion, or who writes.</summary>
    public bool IsAboutText => Status == StatusCodes.Status422UnprocessableEntity && !IsAboutName && Code != "other-name";

    public string In(Words t) => Args.Count == 0 ? t[Words] : t[Words, [.. Args]];

    /// <summary>For programs: the same with the address, which on a page is a link.</summary>
    public string WithAddress(Words t) => Link is { } link ? $"{In(t)} {t[link.Label]}: {link.Address}" : In(t);

    public Refused Refuse() => new(this);

    public IResult AsProblem() => new Refused(this);
}

/// <param name="Label">In English, as the refusal's words are.</param>
/// <param name="Address">The whole of it, for programs.</param>
public sealed record RefusalLink(string Label, string Path, string Address);

/// <summary>The refusal as an answer: RFC 9457 problem details, or a page for a person.</summary>
public sealed class Refused(Refusal refusal) : IResult
{
    public Refusal Refusal => refusal;

    public Task ExecuteAsync(HttpContext httpContext) => Problems.Write(httpContext, refusal);
}
