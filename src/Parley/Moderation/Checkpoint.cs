using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Parley.Moderation;

/// <summary>
/// What a log says of itself at a size, signed: a note of three lines, a blank one and a signature
/// (C2SP tlog-checkpoint and signed-note, https://c2sp.org/tlog-checkpoint, https://c2sp.org/signed-note).
/// </summary>
/// <param name="Origin">Names the log, and its key.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    private const char Dash = '—';

    /// <summary>What is signed: three lines, each with its end.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");

    public string Sign(ReadOnlySpan<byte> seed)
    {
        using var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        var signature = SignatureAlgorithm.Ed25519.Sign(key, Encoding.UTF8.GetBytes(Text));
        var known = new VerifierKey(Origin, key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
        return $"{Text}\n{Dash} {Origin} {Convert.ToBase64String([.. known.Hash, .. signature])}\n";
    }

    /// <summary>Reads a note strictly and checks the key's signature under it; other signatures may stand beside that.</summary>
    /// <param name="wrong">What is the matter with the note, as a part of a sentence.</param>
    public static bool TryOpen(
        string note, VerifierKey key, [NotNullWhen(true)] out Checkpoint? checkpoint, [NotNullWhen(false)] out string? wrong)
    {
        (checkpoint, wrong) = (null, null);
        var end = note.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = end < 0 ? [] : note[..end].Split('\n');
        if (lines.Length < 3 || !note.EndsWith('\n')) wrong = "is not a note of three lines and a signature";
        else if (lines[0] != key.Name) wrong = $"is that of another log, {lines[0]}";
        else if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                || lines[1] != size.ToString(CultureInfo.InvariantCulture))
            wrong = "has a size that is no number";
        else if (Bytes(lines[2]) is not { Length: MerkleHash.Length } root) wrong = "has a root that is no hash";
        else if (!note[(end + 2)..].Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Any(line => IsSignature(line, note[..(end + 1)], key)))
            wrong = "is not signed with the log's key";
        else checkpoint = new(lines[0], size, root);
        return checkpoint is not null;
    }

    private static bool IsSignature(string line, string text, VerifierKey key) =>
        line.Split(' ') is [[Dash], var name, var value] && name == key.Name
        && Bytes(value) is { Length: 68 } bytes && bytes.AsSpan(0, 4).SequenceEqual(key.Hash)
        && key.Verifies(Encoding.UTF8.GetBytes(text), bytes.AsSpan(4));

    private static byte[]? Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        // The one spelling of these bytes: no spaces, no bits that mean nothing.
        return Convert.TryFromBase64String(base64, bytes, out var length) && Convert.ToBase64String(bytes.AsSpan(0, length)) == base64
            ? bytes[..length] : null;
    }
}

/// <summary>The public half of a log's key: <c>name+hash+base64</c>, as signed-note writes it.</summary>
/// <param name="Bytes">32, of Ed25519.</param>
public sealed record VerifierKey(string Name, byte[] Bytes)
{
    private const byte Ed25519 = 1;

    /// <summary>Four bytes that tell keys apart.</summary>
    public byte[] Hash { get; } = SHA256.HashData([.. Encoding.UTF8.GetBytes(Name), (byte)'\n', Ed25519, .. Bytes])[..4];

    public static VerifierKey Of(LogHead head)
    {
        using var key = Key.Import(SignatureAlgorithm.Ed25519, head.Seed, KeyBlobFormat.RawPrivateKey);
        return new(head.Origin, key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
    }

    public bool Verifies(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        PublicKey.TryImport(SignatureAlgorithm.Ed25519, Bytes, KeyBlobFormat.RawPublicKey, out var key)
        && SignatureAlgorithm.Ed25519.Verify(key!, text, signature);

    public override string ToString() => $"{Name}+{Convert.ToHexStringLower(Hash)}+{Convert.ToBase64String([Ed25519, .. Bytes])}";

    public static VerifierKey? Read(string text)
    {
        // Base64 has a plus of its own.
        if (text.Trim().Split('+', 3) is not [{ Length: > 0 } name, var hash, var base64]) return null;
        var bytes = new byte[33];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length != 33 || bytes[0] != Ed25519) return null;
        var key = new VerifierKey(name, bytes[1..]);
        return Convert.ToHexStringLower(key.Hash) == hash ? key : null;
    }
}
