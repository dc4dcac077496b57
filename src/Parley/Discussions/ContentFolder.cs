using Parley.Articles;
using Parley.Sites;

namespace Parley.Discussions;

/// <summary>
/// Publishes the Markdown files of <c>content/</c> and follows their changes. A broken file is reported in the log and
/// leaves the last good version where it is; a file that disappears takes nothing away from readers.
/// </summary>
public sealed class ContentFolder(IServiceScopeFactory scopes, IConfiguration settings, CurrentSite site, ILogger<ContentFolder> log) : BackgroundService
{
    /// <summary>Editors save in several steps; this long after the last one the file is read.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);

    /// <summary>Network folders tell nothing of their changes; they are looked at this often.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, DateTime> read = [];
    private readonly SemaphoreSlim changed = new(0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var folder = Path.GetFullPath(settings["Parley:Content"] ?? "content");
        using var watcher = Watch(folder);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (Directory.Exists(folder)) await ReadChanged(folder, stoppingToken);
            await changed.WaitAsync(Round, stoppingToken);
            await Task.Delay(Settling, stoppingToken);
            while (changed.Wait(0, CancellationToken.None)) { }
        }
    }

    private FileSystemWatcher? Watch(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("There is no folder {Folder} and it can't be made: articles come by the API only. {Reason}", folder, error.Message);
            return null;
        }
        var watcher = new FileSystemWatcher(folder, "*.md") { IncludeSubdirectories = true };
        watcher.Changed += (_, _) => changed.Release();
        watcher.Created += (_, _) => changed.Release();
        watcher.Renamed += (_, _) => changed.Release();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private async Task ReadChanged(string folder, CancellationToken ct)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            try
            {
                var written = File.GetLastWriteTimeUtc(file);
                if (read.GetValueOrDefault(file) == written) continue;
                read[file] = written;
                await Publish(file, Path.GetRelativePath(folder, file), ct);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogError("{File} is not published; readers keep its last good version. {Reason}", file, error.Message);
            }
        }
    }

    private async Task Publish(string file, string name, CancellationToken ct)
    {
        var text = ManuscriptFile.Read(await File.ReadAllTextAsync(file, ct), Path.GetFileNameWithoutExtension(file), site.Zone);
        using var scope = scopes.CreateScope();
        var publishing = scope.ServiceProvider.GetRequiredService<Publishing>();
        if ((await publishing.Publish(text, ArticleSource.File, name, ct)).Refused(out var refusal, out var published))
            log.LogError("{File} is not published. {Reason}", file, refusal.Words);
        else if (published.As != PublishedAs.Unchanged)
            log.LogInformation("{File} is published at /articles/{Slug}", file, published.Article.Slug);
    }

    public override void Dispose()
    {
        changed.Dispose();
        base.Dispose();
    }
}
