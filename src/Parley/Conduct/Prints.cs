using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Parley.Readers;
using Parley.Web;

namespace Parley.Conduct;

/// <summary>
/// Makes prints. The hashes are keyed with the site's secret: whoever doesn't know it can't make a text that is taken for another one, or
/// that fills one place of an index. The same on all nodes and after every start.
/// </summary>
public sealed class Prints
{
    /// <summary>Letters; of the beginning of a longer text a whole is known again.</summary>
    private const int MostLetters = 4096;

    /// <summary>Letters, those of several words: a word that was exchanged takes its own and its neighbours' along.</summary>
    private const int Run = 5;

    /// <summary>In which quarter of a text a run stands is part of it: copies say the same in the same order, whatever words they exchange,
    /// while people who speak of one matter use the same phrases here and there.</summary>
    private const int Places = 4;

    private const int MostAstral = 4096;
    private const char Unknown = '\0', Nothing = '\u0001';

    // What a letter is known by, once it was asked for; the same for all sites.
    private static readonly char[] Known = new char[char.MaxValue + 1];
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, char> Astral = new();

    private readonly ulong first, second;

    public Prints(byte[] secret)
    {
        var key = HMACSHA256.HashData(secret, "parley prints"u8);
        (first, second) = (MemoryMarshal.Read<ulong>(key), MemoryMarshal.Read<ulong>(key.AsSpan(8)));
    }

    /// <param name="isOwn">Whether a host is the site's own.</param>
    /// <param name="answered">What it answers, asked for only where it matters: a quotation that leads where that leads is only a
    /// quotation. Null: nothing, or it isn't known; then <paramref name="quotes"/> says.</param>
    /// <param name="quotes">Whether a quotation that leads somewhere is part of what is said.</param>
    /// <returns>Null for what is too short to be known again.</returns>
    public Print? Of(string text, Func<string, bool> isOwn, string? answered = null, bool quotes = true)
    {
        if (text.Length > HouseRules.LongestText) text = text[..HouseRules.LongestText];
        List<string>? known = null;
        text = Quotations.Without(text, quotation => quotes && Payload.In(quotation, isOwn) is { Count: > 0 } leads
            && leads.Exists(one => !(known ??= answered is null ? [] : Payload.In(answered, isOwn)).Contains(one)));
        var payload = Payload.In(text, isOwn);
        var letters = ArrayPool<char>.Shared.Rent(MostLetters);
        try
        {
            var (count, words, outside) = Letters(text, letters);
            if (payload.Count == 0 && words < Print.LongText) return null;
            var isPayload = payload.Count > 0 && count <= outside;
            var leads = payload.Select(x => (Hash(x) & ~Payload.Kinds) | Payload.KindOf(x)).Order();
            return new(Sketch(letters.AsSpan(0, count)), [.. leads], words, isPayload);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(letters);
        }
    }

    /// <summary>Whether it quotes what leads somewhere, so that it matters what it answers.</summary>
    public static bool Quotes(string text, Func<string, bool> isOwn)
    {
        var does = false;
        Quotations.Without(text.Length > HouseRules.LongestText ? text[..HouseRules.LongestText] : text,
            quotation => does |= Payload.In(quotation, isOwn).Count > 0);
        return does;
    }

    /// <summary>All runs of a text in any place, among which a print's are looked for.</summary>
    public IReadOnlySet<uint> Runs(string text)
    {
        var runs = new HashSet<uint>();
        var letters = new char[MostLetters];
        // Piece by piece, with an overlap, since a story is longer than a comment.
        const int Piece = MostLetters / 2;
        for (var at = 0; at < text.Length; at += Piece)
        {
            var (count, _, _) = Letters(text.Substring(at, Math.Min(Piece + Print.Most, text.Length - at)), letters);
            for (var i = 0; i + Run <= count; i++)
                for (var place = 0; place < Places; place++) runs.Add(HashOf(letters.AsSpan(i, Run), place));
        }
        return runs;
    }

    // Letters only, each known again in its disguises, none twice in a row: "freeee", "f r e e" and "fr33" are "fre".
    private static (int Count, int Words, int Outside) Letters(string text, Span<char> letters)
    {
        int count = 0, words = 0, outside = 0, unspaced = 0;
        foreach (var range in text.AsSpan().SplitAny(Payload.Between))
        {
            var chunk = text.AsSpan(range);
            if (chunk.IsEmpty) continue;
            // Where it leads, and the numbers that are another in each copy, say nothing of how it is written.
            if (Payload.Of(chunk) is not null) { outside += chunk.Length; continue; }
            if (!HasLetter(chunk)) continue;
            words++;
            if (Ascii.IsValid(chunk) && count + chunk.Length <= MostLetters)
            {
                foreach (var c in chunk)
                    if (Folded(new Rune(c)) is var plain && plain != Nothing && (count == 0 || letters[count - 1] != plain))
                        letters[count++] = plain;
                continue;
            }
            foreach (var rune in chunk.EnumerateRunes())
            {
                if (count == MostLetters) return (count, words + unspaced / 2, outside);
                var letter = Folded(rune);
                if (letter == Nothing || (count > 0 && letters[count - 1] == letter)) continue;
                if (Scripts.IsUnspaced(rune)) unspaced++;
                letters[count++] = letter;
            }
        }
        return (count, words + unspaced / 2, outside);
    }

    private static bool HasLetter(ReadOnlySpan<char> chunk)
    {
        if (char.IsAsciiLetter(chunk[0])) return true;
        foreach (var rune in chunk.EnumerateRunes())
            if (Rune.IsLetter(rune)) return true;
        return false;
    }

    private static char Folded(Rune rune)
    {
        if (!rune.IsBmp)
            return Astral.TryGetValue(rune.Value, out var known) ? known
                : Astral.Count < MostAstral ? Astral[rune.Value] = Fold(rune) : Nothing;
        ref var kept = ref Known[rune.Value];
        if (kept == Unknown) kept = Fold(rune);
        return kept;
    }

    private static char Fold(Rune rune)
    {
        if (!Rune.IsLetterOrDigit(rune) && rune.Value is not ('@' or '$') || rune == Rune.ReplacementChar) return Nothing;
        var seen = Skeleton.OfName(rune.ToString());
        return seen.Length == 0 ? Nothing : seen[0];
    }

    private uint[] Sketch(ReadOnlySpan<char> letters)
    {
        var count = letters.Length - Run + 1;
        if (count <= 0) return [];
        var rented = ArrayPool<uint>.Shared.Rent(count);
        var hashes = rented.AsSpan(0, count);
        for (var at = 0; at < count; at++) hashes[at] = HashOf(letters.Slice(at, Run), at * Places / count);
        hashes.Sort();
        var kept = 0;
        for (var at = 0; at < count && kept < Print.Most; at++)
            if (kept == 0 || hashes[at] != hashes[kept - 1])
                hashes[kept++] = hashes[at];
        var sketch = hashes[..kept].ToArray();
        ArrayPool<uint>.Shared.Return(rented);
        return sketch;
    }

    private uint HashOf(ReadOnlySpan<char> run, int place) => (uint)(Mix(
        run[0] | (ulong)run[1] << 16 | (ulong)run[2] << 32 | (ulong)run[3] << 48, run[4] | (ulong)place << 16) >> 32);

    private ulong Mix(ulong one, ulong other)
    {
        var product = Math.BigMul(one ^ first, other ^ second, out var low);
        product ^= low;
        var again = Math.BigMul(product ^ second, first | 1, out low);
        return again ^ low;
    }

    private ulong Hash(string payload)
    {
        var hash = first;
        foreach (var c in payload) hash = Mix(hash, c);
        return hash;
    }
}
