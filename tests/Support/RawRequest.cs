using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Tests;

/// <summary>A request as bytes, since no client would send what is meant to be wrong; the answer as it came.</summary>
public static partial class RawRequest
{
    public static async Task<RawAnswer> Send(Uri address, string head, byte[]? body = null)
    {
        var ct = TestContext.Current.CancellationToken;
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, ct);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{head}\r\nHost: {address.Authority}\r\nConnection: close\r\n\r\n"), ct);
        if (body is not null) await stream.WriteAsync(body, ct);
        // Nothing more will come of a body that was said to be longer.
        var said = Length().Match(head).Groups[1].Value;
        if (long.TryParse(said, CultureInfo.InvariantCulture, out var length) && length > (body?.Length ?? 0))
            connection.Client.Shutdown(SocketShutdown.Send);
        using var answer = new MemoryStream();
        try
        {
            await Wait.For($"the answer to {head}", stream.CopyToAsync(answer, ct));
        }
        catch (IOException)
        {
            // Cut off, maybe after an answer: the server reads no more of what it has refused.
        }
        return new(Encoding.UTF8.GetString(answer.ToArray()));
    }

    [GeneratedRegex(@"Content-Length: (\d+)")]
    private static partial Regex Length();
}

public sealed record RawAnswer(string Text)
{
    /// <summary>0: the connection was closed without an answer.</summary>
    public int Status => Text.Length == 0 ? 0 : int.Parse(Text.Split(' ')[1], CultureInfo.InvariantCulture);

    public string Head => Text.Split("\r\n\r\n")[0];

    public string Body => Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end ? Text[(end + 4)..] : "";

    public bool Has(string header) => Head.Contains($"\r\n{header}:", StringComparison.OrdinalIgnoreCase);
}
