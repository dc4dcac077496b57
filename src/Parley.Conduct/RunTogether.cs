namespace Parley.Conduct;

/// <summary>Words written without the spaces between them.</summary>
internal sealed partial class Reading
{
    /// <summary>Letters of the longest run of words that is taken apart, and how many of them in one text: a page of letters costs no more.</summary>
    private const int LongestRun = 32, MostRuns = 40;

    private int runs;

    // ihatethosepeople: words without their spaces, one of which is strong. As few words as can be, and all of them known.
    private bool RunTogether(int at, int i, int end)
    {
        var length = lettersUsed - at;
        if (length is < 7 or > LongestRun || end - i != length || runs >= MostRuns || lexicon[Lexicon.Canonical(letters.AsSpan(at, length))] != 0) return false;
        // A name may hold anything.
        if (upper[i] && !upper[i + 1] && folded[i] != 'i' || lexicon.IsReal(letters.AsSpan(at, length))) return false;
        runs++;
        Span<byte> fewest = stackalloc byte[LongestRun + 1], from = stackalloc byte[LongestRun + 1];
        fewest.Fill(byte.MaxValue);
        fewest[0] = 0;
        for (var k = 0; k < length; k++)
        {
            if (fewest[k] == byte.MaxValue) continue;
            for (var size = 1; size <= Math.Min(14, length - k); size++)
            {
                if (size == 1 && letters[at + k] is not ('i' or 'a' or 'u') || fewest[k] + 1 >= fewest[k + size]) continue;
                var flags = lexicon[Lexicon.Canonical(letters.AsSpan(at + k, size))];
                if (flags == 0 || size == 2 && (flags & WordFlags.Function) == 0) continue;
                (fewest[k + size], from[k + size]) = ((byte)(fewest[k] + 1), (byte)k);
            }
        }
        if (fewest[length] == byte.MaxValue || fewest[length] < 2 || fewest[length] * 5 > length * 2) return false;
        var isStrong = false;
        for (int k = length; k > 0; k = from[k])
            isStrong |= k - from[k] >= 4 && (lexicon[Lexicon.Canonical(letters.AsSpan(at + from[k], k - from[k]))] & WordFlags.Hidden) != 0;
        if (!isStrong) return false;
        Span<byte> ends = stackalloc byte[LongestRun + 1];
        var count = 0;
        for (int k = length; k > 0; k = from[k]) ends[count++] = (byte)k;
        for (var w = count - 1; w >= 0; w--) AddWord(letters.AsSpan(at + from[ends[w]], ends[w] - from[ends[w]]), i + from[ends[w]], i + ends[w], WordFlags.None);
        return true;
    }
}
