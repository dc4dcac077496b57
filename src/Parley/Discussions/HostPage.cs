using System.Buffers.Text;
using System.Text;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>
/// A page of another site with its discussion in a frame. Whatever belongs to the frame has the page's address in its own, so that
/// the first comment of all needs no row to find, and every node and every restart knows what is meant.
/// </summary>
/// <param name="Address">As <see cref="Addresses"/> keeps it.</param>
/// <param name="Words">The language that the page asks for.</param>
public sealed record HostPage(string Address, Words Words)
{
    public const string Route = "/embed/discussion";

    private const char Separator = ' ';

    /// <summary>Where its frame is: an address inside an address would be taken apart by proxies, hence base64url (RFC 4648).</summary>
    public string Path => $"{Route}/{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Words.Tag + Separator + Address))}";

    /// <summary>
    /// Reads the last segment of <see cref="Path"/>. Anybody can write one: whether the address is one of this
    /// site's is for the caller to ask.
    /// </summary>
    public static (string Address, string Language)? Read(string segment)
    {
        if (segment.Length > Addresses.LongestUrl * 4 || !Base64Url.IsValid(segment)) return null;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(segment));
        return text.IndexOf(Separator, StringComparison.Ordinal) is > 0 and var end ? (text[(end + 1)..], text[..end]) : null;
    }
}
