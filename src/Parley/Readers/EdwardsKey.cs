using Microsoft.IdentityModel.Tokens;
using NSec.Cryptography;

namespace Parley.Readers;

/// <summary>An Ed25519 key (RFC 8037), which the library for tokens knows by name only; libsodium does the checking.</summary>
public sealed class EdwardsKey : AsymmetricSecurityKey
{
    public const string Algorithm = "EdDSA";

    private EdwardsKey(PublicKey key)
    {
        Key = key;
        CryptoProviderFactory = new CryptoProviderFactory { CustomCryptoProvider = new Provider(), CacheSignatureProviders = false };
    }

    private PublicKey Key { get; }

    public override int KeySize => 256;

    [Obsolete("The library asks for it still.")]
    public override bool HasPrivateKey => false;

    public override PrivateKeyStatus PrivateKeyStatus => PrivateKeyStatus.DoesNotExist;

    /// <summary>Null for what is no point of the curve.</summary>
    public static EdwardsKey? TryRead(byte[] point) =>
        PublicKey.TryImport(SignatureAlgorithm.Ed25519, point, KeyBlobFormat.RawPublicKey, out var key) && key is not null
            ? new EdwardsKey(key) : null;

    private sealed class Provider : ICryptoProvider
    {
        public bool IsSupportedAlgorithm(string algorithm, params object[] args) =>
            algorithm == EdwardsKey.Algorithm && args is [EdwardsKey, ..];

        public object Create(string algorithm, params object[] args) => new Checking((EdwardsKey)args[0]);

        public void Release(object cryptoInstance) => (cryptoInstance as IDisposable)?.Dispose();
    }

    private sealed class Checking(EdwardsKey key) : SignatureProvider(key, EdwardsKey.Algorithm)
    {
        public override byte[] Sign(byte[] input) => throw new NotSupportedException("There is no private key here.");

        public override bool Verify(byte[] input, byte[] signature) => SignatureAlgorithm.Ed25519.Verify(key.Key, input, signature);

        public override bool Verify(
            byte[] input, int inputOffset, int inputLength, byte[] signature, int signatureOffset, int signatureLength) =>
            SignatureAlgorithm.Ed25519.Verify(key.Key, input.AsSpan(inputOffset, inputLength),
                signature.AsSpan(signatureOffset, signatureLength));

        protected override void Dispose(bool disposing) { }
    }
}
