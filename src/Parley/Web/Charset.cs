using System.Text;
using Microsoft.Net.Http.Headers;

namespace Parley.Web;

/// <summary>
/// A body in a charset that nobody knows is refused before anything reads it: the framework's readers throw for it, each in its
/// own way.
/// </summary>
public static class Charset
{
    private static readonly Refusal Unknown = new(415, "unknown-charset",
        "The body is in a character set that is not known here. Send UTF-8.");

    public static void UseKnownCharsets(this IApplicationBuilder app) => app.Use((http, next) =>
        IsKnown(http.Request.ContentType) ? next(http) : Problems.Write(http, Unknown));

    private static bool IsKnown(string? contentType)
    {
        if (contentType is null || !contentType.Contains("charset", StringComparison.OrdinalIgnoreCase)) return true;
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)) return true;
        // An empty name is none.
        if (HeaderUtilities.RemoveQuotes(type.Charset) is not { Length: > 0 } name) return true;
        try
        {
            return Encoding.GetEncoding(name.ToString()) is not null;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
