namespace Parley.Web;

/// <summary>A no with its reason: a stable code for programs, a status, and a sentence for people.</summary>
public sealed record Refusal(int Status, string Code, string Words, TimeSpan? RetryAfter = null)
{
    /// <summary>As RFC 9457 problem details.</summary>
    public IResult AsProblem() => new Problem(this);

    private sealed class Problem(Refusal refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Problems.Write(httpContext, refusal);
    }
}
