using System.Numerics;
using System.Runtime.InteropServices;

namespace Parley.Conduct;

/// <summary>
/// What linear weights can't see: a small convolutional network over word vectors (Kim 2014), three words wide, the strongest answer of each
/// filter kept. What each filter makes of each word in each of the three places is computed when the model is made, so that asking
/// the net is adding bytes.
/// </summary>
/// <param name="table">Rows × <see cref="Width"/> places × <see cref="Filters"/>.</param>
internal sealed class PhraseNet(sbyte[] table, float[] scales, float[] biases, float[] outputs, float[] outputBiases)
{
    public const int Filters = 128;
    public const int Width = 3;
    public const int RowSize = Filters * Width;

    /// <summary>Rows before those of words: what is no word, and what a word is or stands in.</summary>
    public const int Special = 32;

    private const int FirstFlag = 16;

    public sbyte[] Table => table;
    public float[] Scales => scales;
    public float[] Biases => biases;
    public float[] Outputs => outputs;
    public float[] OutputBiases => outputBiases;

    /// <summary>The row of a token; 0 for what has none.</summary>
    public static int RowOf(in Token token, Vocabulary words, char sign)
    {
        switch (token.Kind)
        {
            case TokenKind.Name: return 1;
            case TokenKind.Number: return 2;
            case TokenKind.Url: return 3;
            case TokenKind.Mention: return 4;
            case TokenKind.Emoji: return 5;
            case TokenKind.Sign: return sign switch { '.' => 6, '!' => 7, '?' => 8, ',' => 9, '"' => 10, '\n' => 11, _ => 12 };
        }
        var row = words.RowOf(token.Hash);
        return row < 0 ? 0 : Special + row;
    }

    /// <summary>Adds the rows of what the token is and stands in.</summary>
    public static int FlagRows(in Token token, Span<int> rows)
    {
        var n = 0;
        if ((token.Flags & WordFlags.Profane) != 0) rows[n++] = FirstFlag;
        if ((token.Flags & WordFlags.Insult) != 0) rows[n++] = FirstFlag + 1;
        if ((token.Flags & WordFlags.Slur) != 0) rows[n++] = FirstFlag + 2;
        if ((token.Flags & WordFlags.Harm) != 0) rows[n++] = FirstFlag + 3;
        if ((token.Standing & Standing.Negated) != 0) rows[n++] = FirstFlag + 4;
        if ((token.Standing & Standing.Quoted) != 0) rows[n++] = FirstFlag + 5;
        if ((token.Standing & Standing.NearYou) != 0) rows[n++] = FirstFlag + 6;
        if ((token.Standing & Standing.AfterName) != 0) rows[n++] = FirstFlag + 7;
        if ((token.Standing & Standing.NearMe) != 0) rows[n++] = FirstFlag + 8;
        if ((token.Standing & Standing.Reported) != 0) rows[n++] = FirstFlag + 9;
        if ((token.Standing & Standing.AllCaps) != 0) rows[n++] = FirstFlag + 10;
        return n;
    }

    /// <summary>The log odds of each attribute.</summary>
    public void Ask(Reading reading, Vocabulary words, double[] into)
    {
        var tokens = reading.Tokens;
        Span<short> sums = stackalloc short[RowSize * 3];
        Span<short> most = stackalloc short[Filters];
        Span<int> flags = stackalloc int[16];
        most.Fill(short.MinValue);
        sums.Clear();
        // Place k of the row of word t belongs to the window around t + 1 - k: three windows are open at a time.
        for (var t = 0; t <= tokens.Length; t++)
        {
            if (t < tokens.Length)
            {
                ref readonly var token = ref tokens[t];
                AddRow(RowOf(token, words, reading.SignOf(token)), t, sums);
                var n = FlagRows(token, flags);
                for (var i = 0; i < n; i++) AddRow(flags[i], t, sums);
            }
            if (t == 0) continue;
            // The window around t - 1 has all it will have.
            var done = sums.Slice((t - 1) % 3 * Filters, Filters);
            Keep(done, most);
            done.Clear();
        }
        if (tokens.Length == 0) most.Clear();
        for (var a = 0; a < ConductAttributes.Count; a++) into[a] = outputBiases[a];
        for (var f = 0; f < Filters; f++)
        {
            var strength = (most[f] * scales[f]) + biases[f];
            if (strength <= 0) continue;
            for (var a = 0; a < ConductAttributes.Count; a++) into[a] += strength * outputs[(f * ConductAttributes.Count) + a];
        }
    }

    private void AddRow(int row, int t, Span<short> sums)
    {
        var bytes = table.AsSpan(row * RowSize, RowSize);
        for (var k = 0; k < Width; k++)
        {
            // Place 0 is the word before the middle of its window.
            var window = t + 1 - k;
            if (window < 0) continue;
            AddBytes(bytes.Slice(k * Filters, Filters), sums.Slice(window % 3 * Filters, Filters));
        }
    }

    private static void AddBytes(ReadOnlySpan<sbyte> bytes, Span<short> into)
    {
        var i = 0;
        for (; i + Vector<sbyte>.Count <= bytes.Length; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(bytes[i..]), out var low, out var high);
            (new Vector<short>(into[i..]) + low).CopyTo(into[i..]);
            (new Vector<short>(into[(i + Vector<short>.Count)..]) + high).CopyTo(into[(i + Vector<short>.Count)..]);
        }
        for (; i < bytes.Length; i++) into[i] += bytes[i];
    }

    private static void Keep(ReadOnlySpan<short> sums, Span<short> most)
    {
        var a = MemoryMarshal.Cast<short, Vector<short>>(sums);
        var b = MemoryMarshal.Cast<short, Vector<short>>(most);
        for (var i = 0; i < a.Length; i++) b[i] = Vector.Max(a[i], b[i]);
        for (var i = a.Length * Vector<short>.Count; i < sums.Length; i++) most[i] = Math.Max(most[i], sums[i]);
    }
}
