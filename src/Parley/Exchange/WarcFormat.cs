using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parley.Data;

namespace Parley.Exchange;

/// <summary>
/// A web archive: what a crawler was answered, a record each. Pages are read of whatever it holds; a record that isn't as long as it says,
/// or not the bytes that it says, is rejected, and the next is looked for behind its head. Source: ISO 28500 (WARC 1.0 and 1.1),
/// https://iipc.github.io/warc-specifications/
/// </summary>
internal sealed class WarcFormat(ForeignFile into, ForeignPlaces places)
{
    public const string Name = "warc";

    private readonly SavedPages pages = new(into, places);
    private int number, revisits, others, found;

    public static bool Begins(ReadOnlySpan<byte> beginning) => WarcBytes.Begins(beginning.TrimStart("\r\n"u8));

    public void Read(ImportFile file)
    {
        into.NumbersByPage = true;
        using var bytes = new WarcBytes(file.OpenPieces);
        while (GoOn(bytes))
        {
        }
        pages.Complete();
        Note(revisits, "records of the archive say that a page was as before, and are passed over");
        Note(pages.Silent, "pages of the archive have no comments that are marked up in a way that is known here");
        Note(others, "answers in the archive are no pages, or say that there is none");
        if (found == 0 && into.Rejected == 0) throw new SetupException("There is no page in this archive. Nothing was changed.");
    }

    private void Note(int many, string what)
    {
        if (many > 0) into.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"{many} {what}"));
    }

    private bool GoOn(WarcBytes bytes)
    {
        try
        {
            var rejected = into.Rejected;
            if (!bytes.ToRecord(out var hasStrays))
            {
                // What is left of a record that was rejected has been told of.
                if (hasStrays && number == 0) Reject("What stands here is no record.");
                return false;
            }
            number++;
            bytes.Advance(Version);
            Record(bytes);
        }
        catch (InvalidDataException)
        {
            Reject("It can't be unpacked, or not to its end.");
        }
        return true;
    }

    /// <summary>As long as <c>WARC/1.1</c>.</summary>
    private const int Version = 8;

    private void Record(WarcBytes bytes)
    {
        if (bytes.Head() is not { } head)
        {
            Reject("What it says of itself can't be read.");
            return;
        }
        var uri = Of(head, "warc-target-uri").Trim('<', '>');
        if (!long.TryParse(Of(head, "content-length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            Reject("It doesn't say how long it is.", uri);
        else if (length > SavedPage.Longest)
        {
            if (!bytes.Pass(length)) Reject("It is not as long as it says.", uri);
            else if (IsAnswer(head)) Reject($"It is longer than {SavedPage.Longest >> 20} MiB.", uri);
        }
        else if (!bytes.Has((int)length)) Reject("The file breaks off in it, or it is not as long as it says.", uri);
        else Take(bytes, head, (int)length, uri);
    }

    private void Take(WarcBytes bytes, Dictionary<string, string> head, int length, string uri)
    {
        // Whether a gzip was sound is known when it is over; what comes behind it may be what is not.
        bool isEnd, isSure = true;
        try
        {
            isEnd = bytes.EndsAfter(length);
        }
        catch (InvalidDataException)
        {
            (isEnd, isSure) = (true, false);
        }
        var block = bytes.Peek(length);
        var isProved = Digest(block, Of(head, "warc-block-digest"));
        if (!isEnd || HasRecord(block)) Reject("It is not as long as it says.", uri);
        else if (isProved == false) Reject("It is not what it was: its bytes don't come to the digest that it says.", uri);
        else if (!isSure && isProved is null) Reject("What stands behind it can't be unpacked, and it may be damaged as well.", uri);
        else if (head.ContainsKey("warc-segment-number")) Reject("It is a part of a longer one; such are not put together.", uri);
        else
        {
            Take(head, block, uri);
            bytes.Advance(length);
        }
    }

    // It has swallowed those behind it.
    private static bool HasRecord(ReadOnlySpan<byte> block)
    {
        for (int at; (at = block.IndexOf("\r\n\r\nWARC/"u8)) >= 0;)
        {
            block = block[(at + 4)..];
            if (WarcBytes.Begins(block) && block.Length > Version + 7 && block[Version..].StartsWith("\r\n"u8)
                && Ascii.EqualsIgnoreCase(block.Slice(Version + 2, 5), "WARC-"u8)) return true;
        }
        return false;
    }

    /// <returns>Null: it says none, or one that is made in a way that is not known here.</returns>
    private static bool? Digest(ReadOnlySpan<byte> block, string said)
    {
        if (said.Split(':', 2) is not [var way, var digest]) return null;
        var own = way.ToLowerInvariant() switch
        {
#pragma warning disable CA5350 // It tells damage, not forgery.
            "sha1" or "sha-1" => SHA1.HashData(block),
#pragma warning restore CA5350
            "sha256" or "sha-256" => SHA256.HashData(block),
            _ => null,
        };
        return own is null ? null : digest.Equals(Convert.ToHexStringLower(own), StringComparison.OrdinalIgnoreCase)
            || digest.TrimEnd('=').Equals(Base32(own), StringComparison.OrdinalIgnoreCase);
    }

    // RFC 4648, without what fills it up.
    private static string Base32(byte[] bytes)
    {
        var text = new StringBuilder();
        for (var bit = 0; bit < bytes.Length * 8; bit += 5)
        {
            var two = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            text.Append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(two >> (11 - bit % 8)) & 31]);
        }
        return text.ToString();
    }

    private void Take(Dictionary<string, string> head, ReadOnlySpan<byte> block, string uri)
    {
        if (Of(head, "warc-type") == "revisit") revisits++;
        if (!IsAnswer(head)) return;
        var page = Of(head, "warc-type") == "resource" ? WarcPage.Of(block, Of(head, "content-type")) : WarcPage.OfAnswer(block);
        if (page is null) others++;
        else if (page.Fault is not null) Reject(page.Fault, uri);
        else if (!Uri.TryCreate(uri, UriKind.Absolute, out var from) || from.Scheme is not ("http" or "https"))
            Reject("It doesn't say at which address it was fetched.", uri);
        else if (HtmlTimes.Of(Of(head, "warc-date")) is not { } at) Reject("It doesn't say when it was fetched.", uri);
        else
        {
            found++;
            pages.Add(page.Html, from, at, page.IsCut || head.ContainsKey("warc-truncated"), number);
        }
    }

    private static bool IsAnswer(Dictionary<string, string> head) => Of(head, "warc-type") is "response" or "resource";

    private static string Of(Dictionary<string, string> head, string name) => head.GetValueOrDefault(name, "");

    private void Reject(string reason, string text = "") => into.Reject(number, reason, text);
}
