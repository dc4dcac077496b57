using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Parley.Tests;

/// <summary>What a site's server logs, kept for the test that asks about it and told to the test that made the request.</summary>
public sealed class ServerLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();
    private readonly ConcurrentQueue<string> untold = new();

    /// <summary>Whether all of these stand in one line.</summary>
    public bool Contains(params string[] words) => lines.Any(line => words.All(some => line.Contains(some, StringComparison.Ordinal)));

    public int Count(params string[] words) => lines.Count(line => words.All(some => line.Contains(some, StringComparison.Ordinal)));

    /// <summary>Goes into the report of the test that runs; a failed test's report is kept as a file.</summary>
    public void Tell()
    {
        while (untold.TryDequeue(out var line)) TestContext.Current.TestOutputHelper?.WriteLine(line);
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose() { }

    private void Add(string line)
    {
        lines.Enqueue(line);
        untold.Enqueue(line);
    }

    private sealed class Category(ServerLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => level >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(level))
                log.Add($"{level} {name}: {formatter(state, exception)}{(exception is null ? "" : Environment.NewLine + exception)}");
        }
    }
}

/// <summary>Every request of a test ends with its test, says what it waited for, and tells what the server logged meanwhile.</summary>
public sealed class TestRequests(ServerLog log, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, TestContext.Current.CancellationToken);
        ending.CancelAfter(Bounds.Wait);
        try
        {
            return await base.SendAsync(request, ending.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Waited for the answer to {request.Method} {request.RequestUri?.PathAndQuery}", error);
        }
        finally
        {
            log.Tell();
        }
    }
}
