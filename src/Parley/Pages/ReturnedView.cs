using Parley.Readers;
using Parley.Web;

namespace Parley.Pages;

/// <summary>
/// What an import had brought and a reader has got back, with the names about which they can be asked; null where there is nothing to
/// say. Those who know are further to the right.
/// </summary>
/// <param name="action">Where its form goes.</param>
public delegate Task<ReturnedView?> ReturnedTo(Reader reader, HttpContext http, string action, string stamp, Times times);

/// <param name="Reader">Whose it is.</param>
/// <param name="KnownAs">Their name now.</param>
/// <param name="Names">Under the address that they have proved, and not theirs.</param>
/// <param name="Action">Where the form goes.</param>
public sealed record ReturnedView(
    Guid Reader, string KnownAs, IReadOnlyList<ReturnedSite> Sites, IReadOnlyList<FormerName> Names, string Action, string Stamp,
    Times Times)
{
    /// <summary>When something last came back; null: nothing has.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>They haven't said that they know it.</summary>
    public bool IsNew { get; init; }
}

/// <summary>Comments that came back, of the pages of one host.</summary>
public sealed record ReturnedSite(string Host, int Count, DateTimeOffset First, DateTimeOffset Last);

/// <summary>A name under which somebody with the reader's address has spoken.</summary>
/// <param name="Id">Of one of those who came under it.</param>
public sealed record FormerName(Guid Id, string Name, int Count);
