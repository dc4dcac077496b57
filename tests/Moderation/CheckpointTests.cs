using System.Security.Cryptography;
using Parley.Moderation;

namespace Parley.Tests.Moderation;

[Once]
public sealed class CheckpointTests
{
    /// <summary>The first test of RFC 8032, 7.1: a key whose public half is known.</summary>
    private static readonly byte[] Seed = Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    private static readonly byte[] Public = Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    private static readonly Checkpoint Some = new("news.example/log/1", 3, SHA256.HashData([]));
    private static readonly VerifierKey Key = new(Some.Origin, Public);

    [Fact]
    public void A_note_has_three_lines_a_blank_one_and_a_signature_that_the_public_key_opens()
    {
        var note = Some.Sign(Seed);

        Assert.Matches("^news\\.example/log/1\n3\n47DEQpj8HBSa\\+/TImW\\+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— news\\.example/log/1 "
            + "[A-Za-z0-9+/]{90}[A-Za-z0-9+/=]{2}\n$", note);
        Assert.True(Checkpoint.TryOpen(note, Key, out var opened, out _));
        Assert.Equal((Some.Origin, Some.Size), (opened.Origin, opened.Size));
        Assert.Equal(Some.Root, opened.Root);
    }

    [Fact]
    public void A_key_is_read_as_it_is_written()
    {
        Assert.Equal(Key.ToString(), VerifierKey.Read(Key.ToString())!.ToString());
        // Of the specification: name, hash of name and key, key, with its kind before it.
        Assert.StartsWith(
            "news.example/log/1+" + Convert.ToHexStringLower(SHA256.HashData([.. "news.example/log/1\n"u8, 1, .. Public])[..4]) + "+",
            Key.ToString(), StringComparison.Ordinal);
        Assert.Null(VerifierKey.Read(Key.ToString().Replace("news", "nows", StringComparison.Ordinal)));
        Assert.Null(VerifierKey.Read("news.example"));
    }

    [Theory]
    [InlineData("\n3\n", "\n4\n", "signed")]
    [InlineData("\n3\n", "\n03\n", "number")]
    [InlineData("\n3\n", "\n-3\n", "number")]
    [InlineData("\n47DEQ", "\n57DEQ", "signed")]
    [InlineData("FU=\n", "FV=\n", "hash")]
    [InlineData("news.example/log/1\n3", "nows.example/log/1\n3", "another log")]
    [InlineData("— news", "- news", "signed")]
    [InlineData("— news", "— nows", "signed")]
    [InlineData("\n\n", "\n", "three lines")]
    public void A_note_that_says_something_else_or_is_written_otherwise_is_refused_with_the_reason(string from, string to, string reason)
    {
        var note = Some.Sign(Seed);
        Assert.Contains(from, note, StringComparison.Ordinal);

        Assert.False(Checkpoint.TryOpen(note.Replace(from, to, StringComparison.Ordinal), Key, out _, out var wrong));
        Assert.Contains(reason, wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_elses_signature_opens_nothing_and_beside_the_logs_own_does_no_harm()
    {
        var other = SHA256.HashData([1]);
        Assert.False(Checkpoint.TryOpen(Some.Sign(other), Key, out _, out _));

        var witness = Some.Sign(other).Split('\n')[^2].Replace("news.example/log/1", "witness.example", StringComparison.Ordinal);
        Assert.True(Checkpoint.TryOpen(Some.Sign(Seed) + witness + "\n", Key, out _, out _));
    }
}
