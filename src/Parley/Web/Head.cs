using Microsoft.AspNetCore.Http.Features;

namespace Parley.Web;

/// <summary>
/// HEAD wherever there is GET (RFC 9110, section 9.3.2): the request goes its way as a GET, and what it writes is counted
/// and left out, so that no route can forget it and none answers with other headers.
/// </summary>
public static class Head
{
    private static readonly object Mark = new();

    /// <summary>Whether only the headers will be sent: for an answer whose body has no end.</summary>
    public static bool IsAsked(HttpContext http) => http.Items.ContainsKey(Mark);

    public static void UseHead(this IApplicationBuilder app) =>
        app.Use((http, next) => HttpMethods.IsHead(http.Request.Method) ? Count(http, next) : next(http));

    private static async Task Count(HttpContext http, RequestDelegate next)
    {
        http.Items[Mark] = true;
        http.Request.Method = HttpMethods.Get;
        var real = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var left = new Left();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(left, real));
        try
        {
            await next(http);
            await http.Response.CompleteAsync();
        }
        finally
        {
            http.Features.Set(real);
            http.Request.Method = HttpMethods.Head;
        }
        if (!http.Response.HasStarted && http.Response.ContentLength is null && left.Length > 0) http.Response.ContentLength = left.Length;
    }

    /// <summary>Routing knows of no HEAD; who is told what is allowed shall.</summary>
    public static void Allow(IHeaderDictionary headers)
    {
        if (headers.Allow.Count == 0) return;
        var allowed = headers.Allow.ToString();
        if (allowed.Contains("GET", StringComparison.Ordinal) && !allowed.Contains("HEAD", StringComparison.Ordinal))
            headers.Allow = allowed + ", HEAD";
    }

    /// <summary>Knows only how much was written.</summary>
    private sealed class Left : Stream
    {
        private long length;

        public override bool CanRead => false;
        public override bool CanSeek => true;
        public override bool CanWrite => true;
        public override long Length => length;
        public override long Position { get => length; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        // An answer that failed is begun anew.
        public override void SetLength(long value) => length = value;
        public override void Write(byte[] buffer, int offset, int count) => length += count;
        public override void Write(ReadOnlySpan<byte> buffer) => length += buffer.Length;

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            length += count;
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            length += buffer.Length;
            return ValueTask.CompletedTask;
        }
    }
}
