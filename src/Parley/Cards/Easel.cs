using Parley.Web;

namespace Parley.Cards;

/// <summary>What stands on a card.</summary>
/// <param name="Quote">A comment's words; null on an article's own card.</param>
/// <param name="Meta">Byline, dateline and day; of a comment, its author.</param>
/// <param name="Foot">The number of comments.</param>
/// <param name="Picture">Address of the lead picture; null for none.</param>
public sealed record Card(string Site, string Language, string Headline, string? Quote, string Meta, string Foot, string? Picture = null);

/// <summary>Where cards are drawn, one at a time: robots that ask for hundreds take no reader's processor.</summary>
public sealed class Easel : IDisposable
{
    public static readonly Refusal Busy = new(503, "cards-busy",
        Words.Later("Too many pictures are asked for just now. Please try again in a moment."), TimeSpan.FromSeconds(10));

    /// <summary>A robot waits no longer for a picture.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim turn = new(1);

    /// <returns>PNG; null when others' cards took too long.</returns>
    public async Task<byte[]?> Draw(Card card, byte[]? picture)
    {
        if (!await turn.WaitAsync(Patience)) return null;
        try
        {
            return await Task.Run(() => CardPicture.Draw(card, picture));
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
