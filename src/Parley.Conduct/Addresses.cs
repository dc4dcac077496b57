namespace Parley.Conduct;

/// <summary>Web and mail addresses, as far as they matter for reading a text.</summary>
internal static class Addresses
{
    private static readonly string[] Endings = ["com", "net", "org", "info", "biz", "ru", "io", "me", "ly", "co", "uk", "de", "fr", "tv", "xyz", "top", "site", "online", "shop", "club", "link", "be", "gl", "gd", "cc", "us", "eu", "es", "tr", "app", "dev", "gov", "edu"];

    public static bool LooksLikeOne(ReadOnlySpan<char> chunk)
    {
        if (chunk.Length < 4) return false;
        if (chunk.Contains("://", StringComparison.Ordinal) || chunk.TrimStart("(<[\"'").StartsWith("www.", StringComparison.Ordinal)) return true;
        var dot = chunk.IndexOf('.');
        if (dot <= 0 || dot == chunk.Length - 1) return false;
        var host = chunk;
        var slash = host.IndexOf('/');
        if (slash >= 0) host = host[..slash];
        host = host.TrimEnd(".,!?;:)\"'>");
        var last = host.LastIndexOf('.');
        if (last <= 0 || last == host.Length - 1) return false;
        var ending = host[(last + 1)..];
        foreach (var known in Endings)
            if (ending.SequenceEqual(known))
                return last >= 2 && char.IsLetterOrDigit(host[last - 1]);
        return false;
    }
}
