using System.Security.Cryptography;
using CsCheck;
using Parley.Moderation;

namespace Parley.Tests.Moderation;

/// <summary>
/// The tree against the vectors of the Certificate Transparency reference implementation, and against the words of RFC 6962.
/// </summary>
[Once]
public sealed class MerkleTests
{
    private static readonly byte[][] Leaves =
        [.. new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" }
            .Select(Convert.FromHexString)];

    private static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void The_eight_leaves_of_the_reference_have_its_roots() =>
        Assert.All(Roots.Index(), x => Assert.Equal(x.Item, Hex(Tree(Leaves).Root(x.Index))));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(5, 8, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 3, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(1, 5, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public void Inclusion_proofs_are_those_of_the_reference(long index, long size, params string[] path) =>
        Assert.Equal(path, Tree(Leaves).Inclusion(index, size).Select(Hex));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(6, 8, "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 5, "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public void Consistency_proofs_are_those_of_the_reference(long from, long to, params string[] proof) =>
        Assert.Equal(proof, Tree(Leaves).Consistency(from, to).Select(Hex));

    [Property]
    public void Every_proof_holds_for_its_leaf_and_sizes_and_for_no_other() =>
        (from size in Gen.Int[1, 700] from index in Gen.Int[0, size - 1] from earlier in Gen.Int[0, size]
                from flipped in Gen.Int[0, 8 * 32 * 24] select (size, index, earlier, flipped))
            .Holds((size, index, earlier, flipped) =>
            {
                var leaves = Enumerable.Range(0, size).Select(i => BitConverter.GetBytes(i)).ToArray();
                var (tree, root) = (Tree(leaves), Mth(leaves));
                Assert.Equal(root, tree.Root(size));

                var path = tree.Inclusion(index, size);
                var leaf = SHA256.HashData([0, .. leaves[index]]);
                Assert.Equal(root, RootFrom(leaf, index, size, path));
                Assert.True(MerkleProof.Includes(leaf, index, size, path, root));
                Assert.False(MerkleProof.Includes(SHA256.HashData([0, 9]), index, size, path, root));
                Assert.False(MerkleProof.Includes(leaf, index, size, [.. path, root], root));
                if (path.Count > 0) Assert.False(MerkleProof.Includes(leaf, index, size, Flip(path, flipped), root));
                if (size > 1) Assert.False(MerkleProof.Includes(leaf, (index + 1) % size, size, path, root));

                var (before, proof) = (Mth(leaves[..earlier]), tree.Consistency(earlier, size));
                Assert.True(MerkleProof.Extends(earlier, before, size, root, proof));
                if (proof.Count > 0) Assert.False(MerkleProof.Extends(earlier, before, size, root, Flip(proof, flipped)));
                if (earlier > 0) Assert.False(MerkleProof.Extends(earlier, SHA256.HashData([9]), size, root, proof));
                return true;
            }, iter: 60);

    /// <summary>
    /// Independent of the program, from the words of RFC 9162, 2.1.3.2: go up from the leaf; where the number is odd, or last of its
    /// level without a neighbour to the right, the proof's node stands left.
    /// </summary>
    public static byte[] RootFrom(byte[] leafHash, long index, long size, IReadOnlyList<byte[]> path)
    {
        var (hash, used) = (leafHash, 0);
        for (var last = size - 1; last > 0; (index, last) = (index / 2, last / 2))
        {
            if (index == last && index % 2 == 0) continue;
            hash = index % 2 == 1 ? SHA256.HashData([1, .. path[used++], .. hash]) : SHA256.HashData([1, .. hash, .. path[used++]]);
        }
        Assert.Equal(path.Count, used);
        return hash;
    }

    /// <summary>RFC 6962, 2.1, word for word.</summary>
    public static byte[] Mth(ReadOnlySpan<byte[]> d)
    {
        if (d.Length == 0) return SHA256.HashData([]);
        if (d.Length == 1) return SHA256.HashData([0, .. d[0]]);
        var k = 1;
        while (k * 2 < d.Length) k *= 2;
        return SHA256.HashData([1, .. Mth(d[..k]), .. Mth(d[k..])]);
    }

    private static MerkleTree Tree(byte[][] leaves) => new(node =>
        Mth(leaves.AsSpan((int)(node.Index << node.Level), 1 << node.Level)));

    private static IReadOnlyList<byte[]> Flip(IReadOnlyList<byte[]> path, int bit)
    {
        var copy = path.Select(hash => hash.ToArray()).ToList();
        copy[bit / 256 % copy.Count][bit % 256 / 8] ^= (byte)(1 << bit % 8);
        return copy;
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
