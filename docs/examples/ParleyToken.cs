// The token of whoever is signed in; who that is, your own site knows. No package is needed (.NET 9 or later).
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

public static class ParleyToken
{
    /// <param name="origin">Of your site, as registered.</param>
    /// <param name="server">The address of the discussion server.</param>
    /// <param name="key">As <c>parley site sso-key</c> has printed it.</param>
    public static string For(string id, string name, string origin, string server, string key)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = origin, ["aud"] = server, ["sub"] = id, ["name"] = name, ["iat"] = now, ["exp"] = now + 300, ["jti"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
        };
        var body = $"{Part("""{"alg":"HS256","typ":"JWT"}""")}.{Part(claims.ToJsonString())}";
        return $"{body}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.ASCII.GetBytes(body)))}";
    }

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
