using Microsoft.Extensions.Caching.Memory;

namespace Parley.Votes;

/// <summary>
/// A press on a button, told apart from the others on its page. What is sent while a reader leaves may overtake what was sent before.
/// </summary>
/// <param name="Page">Random, made when the page was opened.</param>
/// <param name="Number">Rises with every press.</param>
public sealed record Click(string Page, int Number)
{
    /// <summary>Nobody guesses the name of another's page.</summary>
    private const int ShortestPage = 20;
    private const int LongestPage = 100;

    public static Click? Of(string? page, int? number) =>
        page is { Length: >= ShortestPage and <= LongestPage } && number is { } at ? new(page, at) : null;
}

/// <summary>
/// The newest click of each page on each comment, for as long as an older one may still be on its way: in memory, of a fixed size.
/// </summary>
public sealed class Clicks : IDisposable
{
    private const int MostKept = 20_000;

    private static readonly TimeSpan OnItsWay = TimeSpan.FromMinutes(2);

    private readonly MemoryCache newest = new(new MemoryCacheOptions { SizeLimit = MostKept });

    /// <summary>
    /// Whether a later click of the same page on the same comment was here before; notes this one. Asked in the turn of the vote.
    /// </summary>
    public bool IsOvertaken(Click click, Guid comment)
    {
        var key = (click.Page, comment);
        if (newest.TryGetValue(key, out int later) && later > click.Number) return true;
        newest.Set(key, click.Number, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = OnItsWay });
        return false;
    }

    public void Dispose() => newest.Dispose();
}
