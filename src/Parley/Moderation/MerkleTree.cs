using System.Numerics;

namespace Parley.Moderation;

/// <summary>
/// The root over 2^<paramref name="Level"/> leaves of which the first is leaf <paramref name="Index"/>·2^<paramref name="Level"/>.
/// </summary>
public readonly record struct MerkleNode(int Level, long Index);

/// <summary>
/// Root and proofs of a tree whose full nodes lie somewhere else, by the definitions of RFC 6962, 2.1 (the same as RFC 9162, 2.1). Each
/// asks for as many nodes as the tree has levels, or twice that.
/// </summary>
/// <param name="nodes">Gives the hash of a full node.</param>
public sealed class MerkleTree(Func<MerkleNode, byte[]> nodes)
{
    /// <summary>MTH(D[0:size]).</summary>
    public byte[] Root(long size) => size == 0 ? MerkleHash.Empty : Hash(0, size);

    /// <summary>PATH(index, D[0:size]): from the leaf's neighbour up.</summary>
    /// <param name="index">Less than <paramref name="size"/>.</param>
    public IReadOnlyList<byte[]> Inclusion(long index, long size)
    {
        var path = new List<byte[]>();
        Path(index, 0, size, path);
        return path;
    }

    /// <summary>
    /// PROOF(from, D[0:to]): that the tree of the first size is the beginning of that of the second. Empty where there is nothing to prove.
    /// </summary>
    /// <param name="from">At most <paramref name="to"/>.</param>
    public IReadOnlyList<byte[]> Consistency(long from, long to)
    {
        var proof = new List<byte[]>();
        if (from > 0 && from < to) Subproof(from, 0, to, isKnown: true, proof);
        return proof;
    }

    private void Path(long index, long begin, long end, List<byte[]> path)
    {
        if (end - begin == 1) return;
        var middle = begin + LargestPowerBelow(end - begin);
        if (index < middle)
        {
            Path(index, begin, middle, path);
            path.Add(Hash(middle, end));
        }
        else
        {
            Path(index, middle, end, path);
            path.Add(Hash(begin, middle));
        }
    }

    private void Subproof(long from, long begin, long end, bool isKnown, List<byte[]> proof)
    {
        if (from == end)
        {
            if (!isKnown) proof.Add(Hash(begin, end));
            return;
        }
        var middle = begin + LargestPowerBelow(end - begin);
        if (from <= middle)
        {
            Subproof(from, begin, middle, isKnown, proof);
            proof.Add(Hash(middle, end));
        }
        else
        {
            Subproof(from, middle, end, isKnown: false, proof);
            proof.Add(Hash(begin, middle));
        }
    }

    // What begins at a multiple of a power of two and is as long as it is one node.
    private byte[] Hash(long begin, long end)
    {
        var count = end - begin;
        if (BitOperations.IsPow2(count))
        {
            var level = BitOperations.Log2((ulong)count);
            return nodes(new(level, begin >> level));
        }
        var middle = begin + LargestPowerBelow(count);
        return MerkleHash.Node(Hash(begin, middle), Hash(middle, end));
    }

    private static long LargestPowerBelow(long count) => 1L << BitOperations.Log2((ulong)count - 1);
}
