using Parley.Web;

namespace Parley.Conduct;

/// <summary>
/// The scorer of this server. Where its model is missing or damaged everything else goes on as ever: the coach is silent, and log and
/// <c>/readyz</c> say so.
/// </summary>
public sealed class Scoring(IConfiguration settings, ILogger<Scoring> log) : IHostedService
{
    public static readonly Refusal Silent = new(503, "no-model", "This server has no conduct model that it can read, so it scores nothing. Everything else works.");

    // One for all servers of a process: it is twenty megabytes, and none of them changes it.
    private static readonly Lazy<ConductModel> Shipped = new(() => ConductModel.Load(ConductModel.ShippedFile));

    private readonly Lazy<(ConductModel? Model, string? Trouble)> loaded = new(() => Load(settings, log));

    /// <summary>Null where there is none.</summary>
    public ConductModel? Model => loaded.Value.Model;

    /// <summary>What is the matter, in words for whoever runs the machine; null for nothing.</summary>
    public string? Trouble => loaded.Value.Trouble;

    // Beside the start of the server, which waits for nobody here.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(() => loaded.Value, cancellationToken);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static (ConductModel?, string?) Load(IConfiguration settings, ILogger log)
    {
        var given = settings["Parley:ConductModel"] is { Length: > 0 } named ? named : null;
        var file = given ?? ConductModel.ShippedFile;
        try
        {
            return (given is null ? Shipped.Value : ConductModel.Load(given), null);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            log.LogWarning("The conduct model {File} can't be read, so there are no scores and no hints; comments are published as ever. Put the file back and start again. {Why}", file, error.Message);
            return (null, "no conduct model, so no scores and no hints");
        }
    }
}
