using System.Security.Cryptography;
using Parley.Web;

namespace Parley.Conduct;

/// <summary>
/// The scorer of this server. Its model is loaded when something is first scored: a server that is only read does without it. Where the
/// file is missing or damaged everything else goes on as ever: the coach is silent, and log and <c>/readyz</c> say so from the start.
/// </summary>
public sealed class Scoring(IConfiguration settings, ILogger<Scoring> log) : IHostedService
{
    public static readonly Refusal Silent = new(503, "no-model",
        "This server has no conduct model that it can read, so it scores nothing. Everything else works.");

    // One for all servers of a process: it is some forty megabytes, and none of them changes it.
    private static readonly Lazy<ConductModel> Shipped = new(() => ConductModel.Load(ConductModel.ShippedFile));

    // Likewise: read through once, however many servers there are.
    private static readonly Lazy<string> ShippedIsWhole = new(() => Checked(ConductModel.ShippedFile));

    private readonly Lazy<ConductModel?> loaded = new(() =>
        Read(settings, log, file => file == ConductModel.ShippedFile ? Shipped.Value : ConductModel.Load(file)));

    private readonly Lazy<bool> isWhole = new(() =>
        Read(settings, log, file => file == ConductModel.ShippedFile ? ShippedIsWhole.Value : Checked(file)) is not null);

    /// <summary>Null where there is none.</summary>
    public ConductModel? Model => isWhole.Value ? loaded.Value : null;

    /// <summary>What is the matter, in words for whoever runs the machine; null for nothing.</summary>
    public string? Trouble =>
        isWhole.Value && !(loaded.IsValueCreated && loaded.Value is null) ? null : "no conduct model, so no scores and no hints";

    // Beside the start of the server, which waits for nobody here.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(() => isWhole.Value, cancellationToken);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The file begins with four letters and the SHA-256 of the rest: that it is whole is known in a tenth of the time and none
    // of the memory that loading takes.
    private static string Checked(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[36];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length
            || !SHA256.HashData(file).AsSpan().SequenceEqual(head.AsSpan(4)))
            throw new InvalidDataException("The conduct model is damaged: its hash doesn't fit.");
        return path;
    }

    private static T? Read<T>(IConfiguration settings, ILogger log, Func<string, T> read) where T : class
    {
        var file = settings["Parley:ConductModel"] is { Length: > 0 } named ? named : ConductModel.ShippedFile;
        try
        {
            return read(file);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            log.LogWarning("The conduct model {File} can't be read, so there are no scores and no hints; comments are published as ever. "
                + "Put the file back and start again. {Why}", file, error.Message);
            return null;
        }
    }
}
