namespace Parley.Moderation;

/// <summary>
/// Goes through a log from its first entry on and says what is wrong with it: the one set of rules for whoever checks, from the database
/// or from what is published.
/// </summary>
public sealed class LogCheck
{
    /// <summary>After so many nobody reads on.</summary>
    private const int MostFindings = 100;

    private readonly List<string> findings = [];
    private readonly List<byte[]> leaves = [];
    private readonly SortedDictionary<long, List<(byte[] Root, string Source)>> promised = [];

    // One hash for each bit of the size that is set: the full trees that the leaves so far make.
    private readonly byte[]?[] trees = new byte[]?[64];
    private DateTimeOffset last = DateTimeOffset.MinValue;
    private long next;

    // After a gap the tree can be no other than wrong, and that has been said.
    private bool hasGap;

    public IReadOnlyList<string> Findings => findings;

    public long Size => leaves.Count;

    /// <summary>Up to here everything is as promised.</summary>
    public long LastGood { get; private set; }

    /// <summary>The first size at which the root is not the promised one; null while there is none.</summary>
    public (long Size, byte[] Root)? FirstBroken { get; private set; }

    /// <summary>Whether an entry has been named already.</summary>
    public bool HasNamed { get; private set; }

    /// <summary>What somebody has signed. Called before the entries come.</summary>
    /// <param name="source">Where that was seen, as a part of a sentence.</param>
    public void Expect(Checkpoint checkpoint, string source)
    {
        if (!promised.TryGetValue(checkpoint.Size, out var roots)) promised[checkpoint.Size] = roots = [];
        roots.Add((checkpoint.Root, source));
        if (checkpoint.Size == 0) Compare();
    }

    /// <summary>The next entry.</summary>
    /// <param name="index">Where whoever gives it says it stands.</param>
    /// <returns>What it says; null where that can't be read.</returns>
    public LogLeaf? Add(long index, byte[] bytes)
    {
        if (index != next)
        {
            if (index > next) Say($"{(index - next == 1 ? $"Entry {next} is" : $"Entries {next} to {index - 1} are")} missing.");
            else Say($"Entry {index} came where entry {next} belongs.");
            (hasGap, HasNamed) = (true, true);
        }
        next = Math.Max(next, index + 1);
        var leaf = LogLeaf.Read(bytes);
        if (leaf is null) Name(index, "is not in the form of an entry.");
        else if (leaf.Index != index) Name(index, $"says that it is entry {leaf.Index}.");
        else if (leaf.At < last) Name(index, "is older than the one before it.");
        if (leaf is not null) last = leaf.At;

        var hash = MerkleHash.Leaf(bytes);
        leaves.Add(hash);
        var level = 0;
        for (; trees[level] is { } left; level++) (hash, trees[level]) = (MerkleHash.Node(left, hash), null);
        trees[level] = hash;
        Compare();
        return leaf;
    }

    /// <summary>Called after the last entry.</summary>
    public void End()
    {
        foreach (var (size, roots) in promised.Where(x => x.Key > next)) Missing(next, size, $"{roots[0].Source} is of {size} entries.");
    }

    public void Missing(long from, long to, string why) =>
        Say($"{(to - from == 1 ? $"Entry {from} is" : $"Entries {from} to {to - 1} are")} missing: {why}");

    public void Name(long index, string what)
    {
        HasNamed = true;
        Say($"Entry {index} {what}");
    }

    public void Say(string finding)
    {
        if (findings.Count < MostFindings) findings.Add(finding);
    }

    public byte[] LeafHash(long index) => leaves[(int)index];

    /// <summary>The root over the first entries.</summary>
    public byte[] Root(long size) => size == 0 ? MerkleHash.Empty : new MerkleTree(node => Full(node)).Root(size);

    private byte[] Full(MerkleNode node) =>
        node.Level == 0 ? leaves[(int)node.Index]
            : MerkleHash.Node(Full(new(node.Level - 1, node.Index * 2)), Full(new(node.Level - 1, node.Index * 2 + 1)));

    private void Compare()
    {
        if (hasGap || !promised.TryGetValue(Size, out var roots)) return;
        var root = Size == 0 ? MerkleHash.Empty : trees.OfType<byte[]>().Aggregate((right, left) => MerkleHash.Node(left, right));
        foreach (var (expected, source) in roots)
        {
            if (expected.AsSpan().SequenceEqual(root)) LastGood = FirstBroken is null ? Size : LastGood;
            else
            {
                FirstBroken ??= (Size, expected);
                Say($"The first {Size} entries are not those of {source}: its root is {Convert.ToBase64String(expected)}, theirs "
                    + $"{Convert.ToBase64String(root)}. Those before entry {LastGood} are as signed.");
            }
        }
    }
}
