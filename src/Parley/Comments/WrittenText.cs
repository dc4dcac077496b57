using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Parley.Web;

namespace Parley.Comments;

/// <summary>
/// The words of a comment on their way in, with what is made of them once: by what they are found, and by what they are known again.
/// </summary>
/// <param name="format">How it is to be read; what people write here is Markdown.</param>
public sealed class WrittenText(string text, TextFormat format = TextFormat.Markdown)
{
    private const int OnStack = 1024;

    private string? words;
    private long? hash;

    public string Text => text;
    public TextFormat Format => format;
    public string Words => words ??= WordsOf(text, format);
    public long Hash => hash ??= HashOf(text);

    /// <summary>What a person typed, with the line ends of one kind and without what no database can hold.</summary>
    public static WrittenText Of(string? raw) => new(CleanText.Storable((raw ?? "").ReplaceLineEndings("\n")));

    /// <summary>By what a text is found: of HTML what is read of it.</summary>
    public static string WordsOf(string text, TextFormat format) =>
        SearchWords.Of(format == TextFormat.Html ? InlineHtml.Text(text) ?? Markup.Line(text, format) : text);

    /// <summary>
    /// SHA-256 of the text as it is, to the letter, in hexadecimal: whoever decides about a text says by it which one they have read.
    /// </summary>
    public static string DigestOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Of the text without its spaces and case: finds the same words said twice.</summary>
    public static long HashOf(string text)
    {
        var plain = Ascii.IsValid(text) ? text : CleanText.WellFormed(text).Normalize(NormalizationForm.FormKC);
        var rented = plain.Length > OnStack ? ArrayPool<char>.Shared.Rent(plain.Length) : null;
        var letters = rented is null ? stackalloc char[OnStack] : rented;
        var length = 0;
        foreach (var c in plain)
            if (!char.IsWhiteSpace(c)) letters[length++] = char.ToUpperInvariant(c);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var most = Encoding.UTF8.GetMaxByteCount(length);
        var bytes = ArrayPool<byte>.Shared.Rent(most);
        SHA256.HashData(bytes.AsSpan(0, Encoding.UTF8.GetBytes(letters[..length], bytes)), digest);
        ArrayPool<byte>.Shared.Return(bytes);
        if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        return MemoryMarshal.Read<long>(digest);
    }
}
