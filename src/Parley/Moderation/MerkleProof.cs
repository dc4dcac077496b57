using System.Numerics;

namespace Parley.Moderation;

/// <summary>Whether proofs hold, by the algorithms of RFC 9162.</summary>
public static class MerkleProof
{
    /// <summary>RFC 9162, 2.1.3.2: the leaf stands at this index of the tree with this root.</summary>
    public static bool Includes(byte[] leafHash, long index, long size, IReadOnlyList<byte[]> path, byte[] root)
    {
        if (index < 0 || index >= size) return false;
        var (fn, sn, hash) = (index, size - 1, leafHash);
        foreach (var node in path)
        {
            if (sn == 0) return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                hash = MerkleHash.Node(node, hash);
                if ((fn & 1) == 0) (fn, sn) = Up(fn, sn, BitOperations.TrailingZeroCount(fn));
            }
            else
            {
                hash = MerkleHash.Node(hash, node);
            }
            (fn, sn) = Up(fn, sn, 1);
        }
        return sn == 0 && hash.AsSpan().SequenceEqual(root);
    }

    /// <summary>RFC 9162, 2.1.4.2: the tree of the first size and root is the beginning of that of the second.</summary>
    public static bool Extends(long from, byte[] fromRoot, long to, byte[] toRoot, IReadOnlyList<byte[]> proof)
    {
        if (from < 0 || from > to) return false;
        if (from == to) return proof.Count == 0 && fromRoot.AsSpan().SequenceEqual(toRoot);
        if (from == 0) return proof.Count == 0 && fromRoot.AsSpan().SequenceEqual(MerkleHash.Empty);
        var path = BitOperations.IsPow2(from) ? [fromRoot, .. proof] : proof;
        if (path.Count == 0) return false;
        var (fn, sn) = (from - 1, to - 1);
        (fn, sn) = Up(fn, sn, BitOperations.TrailingZeroCount(~fn));
        var (first, second) = (path[0], path[0]);
        foreach (var node in path.Skip(1))
        {
            if (sn == 0) return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                (first, second) = (MerkleHash.Node(node, first), MerkleHash.Node(node, second));
                if ((fn & 1) == 0) (fn, sn) = Up(fn, sn, BitOperations.TrailingZeroCount(fn));
            }
            else
            {
                second = MerkleHash.Node(second, node);
            }
            (fn, sn) = Up(fn, sn, 1);
        }
        return sn == 0 && first.AsSpan().SequenceEqual(fromRoot) && second.AsSpan().SequenceEqual(toRoot);
    }

    // A number without a bit set has as many zeroes at its end as it has bits.
    private static (long, long) Up(long fn, long sn, int levels) => levels >= 63 ? (0, 0) : (fn >> levels, sn >> levels);
}
