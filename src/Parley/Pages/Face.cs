using System.Globalization;
using System.Text;

namespace Parley.Pages;

/// <summary>
/// What stands beside a name so that a person is found again while one scrolls: a letter on one of 36 grounds, always the same for the same
/// person. Style and no picture: nothing is fetched, from here or from anybody else.
/// </summary>
public static class Face
{
    private const int Hues = 12;
    private const int Looks = 3;

    /// <summary>Names of classes in the style.</summary>
    public static string Of(Guid reader)
    {
        Span<byte> bytes = stackalloc byte[16];
        reader.TryWriteBytes(bytes);
        // The beginning of an id is a time: people of one day would look alike.
        return All[(bytes[14] << 8 | bytes[15]) % All.Length];
    }

    /// <summary>The first letter or digit of a name, as large as it gets; its first sign where it has neither.</summary>
    public static string Letter(string name)
    {
        var rest = name.AsSpan();
        while (rest.Length > 0
                && !(Rune.DecodeFromUtf16(rest, out var rune, out _) == System.Buffers.OperationStatus.Done && Rune.IsLetterOrDigit(rune)))
            rest = rest[StringInfo.GetNextTextElementLength(rest)..];
        if (rest.Length == 0) rest = name;
        return rest.Length == 0 ? "" : rest[..StringInfo.GetNextTextElementLength(rest)].ToString().ToUpperInvariant();
    }

    private static readonly string[] All =
        [.. Enumerable.Range(0, Hues * Looks).Select(i => string.Create(CultureInfo.InvariantCulture, $"face h{i % Hues} l{i / Hues}"))];
}
