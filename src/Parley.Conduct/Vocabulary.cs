namespace Parley.Conduct;

/// <summary>What the model knows of a word.</summary>
[Flags]
internal enum WordFlags : ushort
{
    None = 0,

    /// <summary>Met often enough in training to carry a weight of its own.</summary>
    Known = 1,

    /// <summary>Names somebody or some group: read as "a name", whichever it is.</summary>
    Name = 2,

    Profane = 4,
    Insult = 8,
    Slur = 16,

    /// <summary>A verb for hurting.</summary>
    Harm = 32,

    /// <summary>Pronouns, articles, prepositions and the like: never a name, however it is written.</summary>
    Function = 64,

    /// <summary>May stand at the beginning or end of a longer word of abuse.</summary>
    Stem = 128,

    /// <summary>Belongs to the name before it: people, voters, party.</summary>
    Follows = 256,

    /// <summary>No abuse by itself, and what hate is said with: to hate, to deserve, disgusting.</summary>
    Strong = 512,

    Abuse = Profane | Insult | Slur,

    /// <summary>What is worth hiding.</summary>
    Hidden = Abuse | Harm | Strong,
}

/// <summary>Words by their hash; open addressing, read only once made.</summary>
internal sealed class Vocabulary
{
    private readonly ulong[] keys;
    private readonly ushort[] flags;
    private readonly int[] rows;
    private readonly int mask;

    public Vocabulary(IReadOnlyCollection<KeyValuePair<ulong, WordFlags>> words)
    {
        var size = 16;
        while (size < words.Count * 2) size *= 2;
        (keys, flags, rows, mask) = (new ulong[size], new ushort[size], new int[size], size - 1);
        foreach (var (key, value) in words)
        {
            var at = (int)(key & (ulong)mask);
            while (keys[at] != 0 && keys[at] != key) at = (at + 1) & mask;
            (keys[at], flags[at]) = (key, (ushort)(flags[at] | (ushort)value));
        }
        var row = 0;
        foreach (var at in Enumerable.Range(0, size).Where(at => keys[at] != 0).OrderBy(at => keys[at])) rows[at] = row++;
        Count = row;
    }

    public int Count { get; }

    /// <summary>Its number among all words, which are numbered in the order of their keys; −1 for one that isn't here.</summary>
    public int RowOf(ulong key)
    {
        for (var at = (int)(key & (ulong)mask); keys[at] != 0; at = (at + 1) & mask)
            if (keys[at] == key)
                return rows[at];
        return -1;
    }

    public WordFlags this[ulong key]
    {
        get
        {
            for (var at = (int)(key & (ulong)mask); keys[at] != 0; at = (at + 1) & mask)
                if (keys[at] == key)
                    return (WordFlags)flags[at];
            return WordFlags.None;
        }
    }

    public IEnumerable<KeyValuePair<ulong, WordFlags>> All =>
        Enumerable.Range(0, keys.Length).Where(at => keys[at] != 0).Select(at => KeyValuePair.Create(keys[at], (WordFlags)flags[at])).OrderBy(pair => pair.Key);
}

/// <summary>A set that may say yes by mistake once in a hundred times, and takes ten bits a word.</summary>
internal sealed class BloomFilter(ulong[] bits)
{
    public ulong[] Bits => bits;

    public static BloomFilter Of(IReadOnlyCollection<ulong> hashes)
    {
        var size = 64;
        while (size < hashes.Count * 10 / 64) size *= 2;
        var made = new BloomFilter(new ulong[size]);
        foreach (var hash in hashes)
            for (var i = 0; i < 5; i++) made.Bits[made.Word(hash, i)] |= 1UL << Bit(hash, i);
        return made;
    }

    public bool Contains(ulong hash)
    {
        for (var i = 0; i < 5; i++)
            if ((bits[Word(hash, i)] & (1UL << Bit(hash, i))) == 0)
                return false;
        return true;
    }

    private int Word(ulong hash, int i) => (int)((Step(hash, i) >> 6) & (ulong)(bits.Length - 1));

    private static int Bit(ulong hash, int i) => (int)(Step(hash, i) & 63);

    private static ulong Step(ulong hash, int i) => (hash >> 32) + ((ulong)i * ((hash & 0xFFFFFFFF) | 1));
}
