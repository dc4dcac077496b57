using System.Security.Cryptography;

namespace Parley.Moderation;

/// <summary>The hashes of a Merkle tree as RFC 6962 (2.1) and RFC 9162 (2.1.1) have them, with SHA-256.</summary>
public static class MerkleHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    /// <summary>The root of a tree without leaves.</summary>
    public static byte[] Empty => SHA256.HashData([]);

    // The first octet tells a leaf from a node, so that no node can be passed off as an entry.
    public static byte[] Leaf(ReadOnlySpan<byte> leaf)
    {
        Span<byte> text = leaf.Length < 1024 ? stackalloc byte[leaf.Length + 1] : new byte[leaf.Length + 1];
        text[0] = 0;
        leaf.CopyTo(text[1..]);
        return SHA256.HashData(text);
    }

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> text = stackalloc byte[1 + 2 * Length];
        text[0] = 1;
        left.CopyTo(text[1..]);
        right.CopyTo(text[(1 + Length)..]);
        return SHA256.HashData(text);
    }

    /// <summary>The root over a power of two of hashes that lie side by side.</summary>
    public static byte[] Full(ReadOnlySpan<byte> hashes) =>
        hashes.Length == Length ? hashes.ToArray() : Node(Full(hashes[..(hashes.Length / 2)]), Full(hashes[(hashes.Length / 2)..]));
}
