using System.Buffers;

namespace Parley.Web;

/// <summary>
/// Most texts are of letters that are the same in every word: Latin, Greek and Cyrillic without a mark of its own behind one. Their
/// words are found in one go; they are the same as <see cref="SearchWords.In"/> finds, and a test holds it so.
/// </summary>
internal static class PlainWords
{
    /// <summary>Up to the end of Cyrillic, and the dashes, quotes and the euro of prose.</summary>
    private const int Letters = 0x0530, FirstSign = 0x2010, LastSign = 0x20AC;

    private const int OnStack = 512;

    private static readonly string?[] Folds = [.. Enumerable.Range(0, Letters).Select(code => SearchWords.Alone((char)code))];

    private static readonly string?[] Signs =
        [.. Enumerable.Range(FirstSign, LastSign - FirstSign + 1).Select(code => SearchWords.Alone((char)code))];

    /// <summary>Each word once, a space between; null where there is more to look at.</summary>
    public static string? Of(string text)
    {
        var rented = text.Length > OnStack / 2 ? ArrayPool<char>.Shared.Rent(text.Length * 2 + SearchWords.Longest) : null;
        var words = rented is null ? stackalloc char[OnStack + SearchWords.Longest] : rented;
        // Where each word stands, by what is made of its letters; 0: nothing.
        var slots = System.Numerics.BitOperations.RoundUpToPowerOf2((uint)text.Length + 2);
        var places = ArrayPool<(int Begin, int Length)>.Shared.Rent((int)slots);
        places.AsSpan(0, (int)slots).Clear();
        var found = Find(text, words, places.AsSpan(0, (int)slots)) is { } length ? new string(words[..length]) : null;
        ArrayPool<(int, int)>.Shared.Return(places);
        if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        return found;
    }

    private static int? Find(string text, Span<char> words, Span<(int Begin, int Length)> places)
    {
        int written = 0, begin = 0, length = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            var fold = at < text.Length ? FoldOf(text[at]) : "";
            if (fold is null) return null;
            if (fold.Length > 0)
            {
                // The space before it is written with its first letter.
                if (length == 0) begin = written == 0 ? 0 : written + 1;
                foreach (var letter in fold)
                    if (length < SearchWords.Longest) words[begin + length++] = letter;
                continue;
            }
            if (length > 0 && IsNew(words.Slice(begin, length), words, begin, places))
            {
                if (begin > 0) words[begin - 1] = ' ';
                written = begin + length;
            }
            length = 0;
        }
        return written;
    }

    private static string? FoldOf(char letter) => letter < Letters ? Folds[letter]
        : letter is >= (char)FirstSign and <= (char)LastSign ? Signs[letter - FirstSign] : null;

    private static bool IsNew(ReadOnlySpan<char> word, ReadOnlySpan<char> words, int begin, Span<(int Begin, int Length)> places)
    {
        var hash = (uint)string.GetHashCode(word);
        for (var slot = hash & (uint)(places.Length - 1); ; slot = (slot + 1) & (uint)(places.Length - 1))
        {
            ref var place = ref places[(int)slot];
            if (place.Length == 0)
            {
                place = (begin, word.Length);
                return true;
            }
            if (words.Slice(place.Begin, place.Length).SequenceEqual(word)) return false;
        }
    }
}
