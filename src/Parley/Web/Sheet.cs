using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Parley.Web;

/// <summary>
/// A page while it is rendered, in UTF-8: which of its pieces were known, and which are made with it. What is written to it is never one
/// string of the whole page, which would be large enough to be collected with the oldest objects only.
/// </summary>
public sealed class Sheet(Pieces pieces) : TextWriter(CultureInfo.InvariantCulture)
{
    private const int FirstBytes = 128 * 1024;

    /// <summary>
    /// Nobody outside of this process knows it, so nothing that
    /// anybody writes is taken for a hole or the end of a piece.
    /// </summary>
    private static readonly string Mark = "m" + RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static readonly string Begins = $"<!--{Mark}:";
    private static readonly string Ends = $"<!--{Mark};-->";

    private readonly List<(object Key, Piece? Known, IReadOnlyList<string> Holes)> placed = [];
    private readonly Encoder letters = new UTF8Encoding(false).GetEncoder();
    private byte[] page = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int length;
    private (int At, int Number) begun;

    internal static byte[] HoleMark { get; } = Encoding.ASCII.GetBytes(Mark);

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>The hole in a piece that is filled with the value of this place; up to ten, in text or an attribute.</summary>
    public static string Hole(int place) => Mark + (char)('0' + place);

    /// <param name="key">Equal to another where the HTML is equal but for the holes.</param>
    /// <param name="holes">Their texts on this page.</param>
    /// <param name="content">
    /// Depends on nothing but <paramref name="key"/>; without a piece in it. Rendered only where the piece isn't known.
    /// </param>
    public RenderFragment Piece(object key, IReadOnlyList<string> holes, RenderFragment content)
    {
        var begin = Begins + placed.Count.ToString(CultureInfo.InvariantCulture);
        var known = pieces.Of(key);
        placed.Add((key, known, holes));
        if (known is not null) return builder => builder.AddMarkupContent(0, begin);
        return builder =>
        {
            builder.AddMarkupContent(0, begin);
            builder.AddContent(1, content);
            builder.AddMarkupContent(2, Ends);
        };
    }

    /// <summary>All that was written to it.</summary>
    public byte[] Whole()
    {
        WriteLetters([], last: true);
        return page.AsSpan(0, length).ToArray();
    }

    public override void Write(string? value)
    {
        if (value is null) return;
        if (value.StartsWith(Begins, StringComparison.Ordinal)) Begin(int.Parse(value.AsSpan(Begins.Length), CultureInfo.InvariantCulture));
        else if (ReferenceEquals(value, Ends)) End();
        else WriteLetters(value, last: false);
    }

    public override void Write(char value) => WriteLetters([value], last: false);
    public override void Write(ReadOnlySpan<char> buffer) => WriteLetters(buffer, last: false);
    public override void Write(char[] buffer, int index, int count) => WriteLetters(buffer.AsSpan(index, count), last: false);

    internal void WriteEncoded(string text) => WriteLetters(pieces.Encoded(text), last: false);

    internal void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        bytes.CopyTo(page.AsSpan(length));
        length += bytes.Length;
    }

    private void Begin(int number)
    {
        var (_, known, holes) = placed[number];
        if (known is not null) known.WriteTo(this, holes);
        else begun = (length, number);
    }

    private void End()
    {
        var (key, _, holes) = placed[begun.Number];
        var made = new Piece(page.AsSpan(begun.At, length - begun.At));
        length = begun.At;
        pieces.Keep(key, made);
        made.WriteTo(this, holes);
    }

    // One letter may come in two halves.
    private void WriteLetters(ReadOnlySpan<char> text, bool last)
    {
        MakeRoom(Encoding.GetMaxByteCount(text.Length + 1));
        length += letters.GetBytes(text, page.AsSpan(length), last);
    }

    private void MakeRoom(int bytes)
    {
        if (page.Length - length >= bytes) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(page.Length * 2, length + bytes));
        page.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(page);
        page = larger;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && page.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(page);
            page = [];
        }
        base.Dispose(disposing);
    }
}
