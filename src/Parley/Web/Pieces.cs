using System.Text.Encodings.Web;
using Microsoft.Extensions.Caching.Memory;

namespace Parley.Web;

/// <summary>
/// HTML of what stands on page after page, such as a comment: made once and kept while it is asked for, bounded in bytes. What changes more
/// often than the piece does is a hole in it, filled on each page.
/// </summary>
public sealed class Pieces(IConfiguration settings, HtmlEncoder encoder) : IDisposable
{
    /// <summary>What nobody asks for any more is given back.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(20);

    /// <summary>
    /// What the cache, the bookkeeping of one entry and its key
    /// take, in bytes; a key holds about as much text as its piece.
    /// </summary>
    private const int Overhead = 1024;

    private readonly MemoryCache kept = new(new MemoryCacheOptions
    {
        SizeLimit = settings.GetValue("Parley:PieceBytes", 16L * 1024 * 1024),
    });

    internal Piece? Of(object key) => kept.TryGetValue(key, out Piece? piece) ? piece : null;

    internal void Keep(object key, Piece piece) =>
        kept.Set(key, piece, new MemoryCacheEntryOptions { Size = (2L * piece.Length) + Overhead, SlidingExpiration = Forgotten });

    internal string Encoded(string text) => encoder.Encode(text);

    /// <summary>All are made anew.</summary>
    internal void Clear() => kept.Clear();

    public void Dispose() => kept.Dispose();
}

/// <summary>One of <see cref="Pieces"/>: its HTML, in UTF-8, between its holes.</summary>
internal sealed class Piece
{
    private readonly List<(byte[] Before, int Hole)> parts = [];
    private readonly byte[] last;

    public Piece(ReadOnlySpan<byte> html)
    {
        Length = html.Length;
        for (int at; (at = html.IndexOf(Sheet.HoleMark)) >= 0;)
        {
            parts.Add((html[..at].ToArray(), html[at + Sheet.HoleMark.Length] - '0'));
            html = html[(at + Sheet.HoleMark.Length + 1)..];
        }
        last = html.ToArray();
    }

    /// <summary>In bytes.</summary>
    public int Length { get; }

    public void WriteTo(Sheet page, IReadOnlyList<string> holes)
    {
        foreach (var (before, hole) in parts)
        {
            page.WriteBytes(before);
            page.WriteEncoded(holes[hole]);
        }
        page.WriteBytes(last);
    }
}
