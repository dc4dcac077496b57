using System.Buffers.Binary;
using System.Numerics;

namespace Parley.Conduct;

/// <summary>
/// By what a text is known again when others post it with words exchanged: the smallest hashes of its runs of letters (a bottom-k sketch,
/// Broder 1997; Cohen and Kaplan 2007), and what it leads to. Nothing of its meaning is in it, and no text can be made from it.
/// </summary>
/// <param name="Sketch">Ascending; all of them where there are fewer than <see cref="Most"/>.</param>
/// <param name="Words">Of its own, without quotations and what it leads to.</param>
/// <param name="IsPayload">What it leads to is most of it.</param>
public sealed record Print(uint[] Sketch, ulong[] Payload, int Words, bool IsPayload)
{
    /// <summary>Estimates a resemblance to within some six hundredths.</summary>
    public const int Most = 64;

    /// <summary>Two or three sentences; shorter ones are said alike by many who know nothing of each other.</summary>
    public const int LongText = 12;

    /// <summary>Of a line beside a link.</summary>
    private const int ShortText = 6;

    /// <summary>Whoever says less beside an address says nothing by which two could be told apart.</summary>
    private const int Remark = 4;

    /// <summary>Of two texts that share three runs in ten, 997 of 1,000 pairs share one of the sixteen smallest.</summary>
    private const int MostKeys = 16;

    /// <summary>
    /// What resembles: the share of runs of letters in the same places that two texts have in common. Two in a thousand pairs of texts by
    /// different people come to 0.05; two copies in which nearly every phrase was exchanged come to some 0.15, the nearest of ten to 0.3.
    /// </summary>
    private const double WithPayload = 0.27, ShortLines = 0.6, NoPayload = 0.4;

    /// <summary>Bits, eight for each hash of a full sketch.</summary>
    private const int Marks = 512;

    private readonly ulong[] marks = MarksOf(Sketch);

    /// <summary>Whether both are of one group.</summary>
    public bool Joins(Print other)
    {
        var (shorter, sharesPage) = (Math.Min(Words, other.Words), SharesPage(other));
        if (sharesPage && IsPayload && other.IsPayload && Math.Max(Words, other.Words) < Remark) return true;
        if (Sketch.Length == 0 || other.Sketch.Length == 0) return false;
        if (sharesPage) return Resembles(other, shorter >= LongText ? WithPayload : NoPayload);
        var both = Payload.Length > 0 && other.Payload.Length > 0;
        return shorter >= LongText ? Resembles(other, both ? WithPayload : NoPayload)
            : both && shorter >= ShortText && Resembles(other, ShortLines);
    }

    // Nearly all that are asked about have a few runs in common and no more, which a look at their marks tells.
    private bool Resembles(Print other, double least) =>
        (double)MostInCommon(other) / Math.Max(Sketch.Length, other.Sketch.Length) >= least && Resemblance(other) >= least;

    /// <summary>Never less than there are: hashes with a mark of both, and those that share a mark with another of their own.</summary>
    internal int MostInCommon(Print other)
    {
        int shared = 0, mine = 0, theirs = 0;
        for (var i = 0; i < marks.Length; i++)
        {
            shared += BitOperations.PopCount(marks[i] & other.marks[i]);
            mine += BitOperations.PopCount(marks[i]);
            theirs += BitOperations.PopCount(other.marks[i]);
        }
        return shared + Math.Min(Sketch.Length - mine, other.Sketch.Length - theirs);
    }

    private static ulong[] MarksOf(uint[] sketch)
    {
        var marks = new ulong[Marks / 64];
        // Their lowest bits: they are the smallest of all, and alike in their highest.
        foreach (var hash in sketch) marks[hash % Marks / 64] |= 1UL << (int)(hash % 64);
        return marks;
    }

    // Thousands link the same paper within an hour, each another page of it: a host alone makes nobody alike.
    private bool SharesPage(Print other)
    {
        foreach (var one in Payload)
            if (IsPage(one) && Array.IndexOf(other.Payload, one) >= 0) return true;
        return false;
    }

    /// <summary>Whether it is a page, a number, a mail address: what two who name it both mean. Else it is a host.</summary>
    public static bool IsPage(ulong payload) => (payload & Conduct.Payload.Page) != 0;

    /// <summary>Leads nowhere that the other doesn't; whichever page of a host.</summary>
    public bool LeadsNoFurther(IReadOnlyCollection<ulong> payload) =>
        Payload.All(x => (x & Conduct.Payload.OfHost) != 0 || payload.Contains(x));

    /// <summary>By what another that resembles it is found.</summary>
    public IEnumerable<ulong> Keys()
    {
        for (var i = 0; i < MostKeys && i < Sketch.Length; i++) yield return Sketch[i];
        // Above 32 bits, where no run of letters is.
        foreach (var one in Payload) yield return one | 1UL << 63;
    }

    /// <summary>Larger than any hash.</summary>
    private const ulong Beyond = 1UL << 32;

    /// <summary>An estimate of Jaccard's index of the two sets of runs.</summary>
    public double Resemblance(Print other)
    {
        var (a, b) = (Sketch, other.Sketch);
        int i = 0, j = 0, seen = 0, both = 0;
        // Beyond the last of a sketch that was cut nothing is known of that text.
        while (seen < Most && (i < a.Length || j < b.Length))
        {
            if ((i == a.Length && a.Length == Most) || (j == b.Length && b.Length == Most)) break;
            var (left, right) = (i < a.Length ? a[i] : Beyond, j < b.Length ? b[j] : Beyond);
            if (left == right) both++;
            if (left <= right) i++;
            if (right <= left) j++;
            seen++;
        }
        return seen == 0 ? 0 : (double)both / seen;
    }

    /// <summary>How much of it stands in a longer text.</summary>
    public double ShareIn(IReadOnlySet<uint> runs) => Sketch.Length == 0 ? 0 : (double)Sketch.Count(runs.Contains) / Sketch.Length;

    public static byte[] Pack(IReadOnlyList<Print> prints)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var print in prints)
        {
            writer.Write((byte)print.Sketch.Length);
            writer.Write((byte)print.Payload.Length);
            writer.Write((ushort)Math.Min(print.Words, ushort.MaxValue));
            writer.Write(print.IsPayload);
            foreach (var hash in print.Sketch) writer.Write(hash);
            foreach (var hash in print.Payload) writer.Write(hash);
        }
        return bytes.ToArray();
    }

    public static IReadOnlyList<Print> Unpack(ReadOnlySpan<byte> bytes)
    {
        const int Head = 5;
        var prints = new List<Print>();
        while (bytes.Length >= Head)
        {
            var (sketch, payload) = (new uint[bytes[0]], new ulong[bytes[1]]);
            var (words, isPayload) = (BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), bytes[4] != 0);
            bytes = bytes[Head..];
            if (bytes.Length < sketch.Length * sizeof(uint) + payload.Length * sizeof(ulong)) break;
            for (var i = 0; i < sketch.Length; i++, bytes = bytes[sizeof(uint)..])
                sketch[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            for (var i = 0; i < payload.Length; i++, bytes = bytes[sizeof(ulong)..])
                payload[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            prints.Add(new(sketch, payload, words, isPayload));
        }
        return prints;
    }
}
