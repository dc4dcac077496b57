using Parley.Articles;
using Parley.Reputation;
using Parley.Sites;

namespace Parley.Discussions;

/// <summary>
/// Publishes the Markdown files of <c>content/</c> and follows their changes. A broken file is reported in the log and
/// leaves the last good version where it is; a file that disappears takes nothing away from readers. <c>site/notice.md</c>,
/// <c>site/policy.md</c>, <c>site/guidelines.md</c> and <c>site/accessibility.md</c> are the site's own texts; <c>site/box.md</c>,
/// <c>site/prompt.md</c> and <c>site/reply.md</c> its own lines around the box for comments; <c>site/standing.yaml</c> its rules of standing.
/// </summary>
public sealed class ContentFolder(IServiceScopeFactory scopes, IConfiguration settings, CurrentSite site, ILogger<ContentFolder> log) : BackgroundService
{
    /// <summary>Editors save in several steps; this long after the last one the file is read.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);

    /// <summary>Network folders tell nothing of their changes; they are looked at this often.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(30);

    /// <summary>The folder within that holds the site's own texts instead of articles.</summary>
    private const string TextsOfTheSite = "site";

    /// <summary>A file is saved in steps that may bear one and the same time: this long after it was read it is read once more.</summary>
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(2);

    /// <summary>Of each file the time that stood on it when it was read, and whether it was read twice with that time.</summary>
    private readonly Dictionary<string, (DateTime Written, bool Sure)> read = [];
    private readonly SemaphoreSlim changed = new(0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if ((settings["Parley:Content"] ?? "content") is not { Length: > 0 } name) return;
        var folder = Path.GetFullPath(name);
        using var watcher = Watch(folder);
        while (!stoppingToken.IsCancellationRequested)
        {
            var again = Directory.Exists(folder) && await ReadChanged(folder, stoppingToken);
            await changed.WaitAsync(again ? SecondLook : Round, stoppingToken);
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
        // Every name, not only *.md: what lies in a folder that is new is told of by the folder alone.
        var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
        watcher.Changed += (_, _) => changed.Release();
        watcher.Created += (_, _) => changed.Release();
        watcher.Renamed += (_, _) => changed.Release();
        try
        {
            watcher.EnableRaisingEvents = true;
        }
        catch (IOException error)
        {
            // The system gives a user so many watchers and no more, and other programs want some too.
            log.LogWarning("{Folder} is looked at every {Seconds} seconds instead of at once: {Reason}", folder, Round.TotalSeconds, error.Message);
        }
        return watcher;
    }

    /// <returns>Whether some file may not have been whole yet and wants another look soon.</returns>
    private async Task<bool> ReadChanged(string folder, CancellationToken ct)
    {
        var again = false;
        foreach (var file in Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories).Where(IsText).Order(StringComparer.Ordinal))
        {
            try
            {
                var written = File.GetLastWriteTimeUtc(file);
                var (before, sure) = read.GetValueOrDefault(file);
                if (before == written && sure) continue;
                read[file] = (written, before == written);
                again |= before != written;
                await Publish(file, Path.GetRelativePath(folder, file), ct);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogError("{File} is not published; readers keep its last good version. {Reason}", file, error.Message);
            }
        }
        return again;
    }

    private static bool IsText(string file) => file.EndsWith(".md", StringComparison.Ordinal) || file.EndsWith(Path.Combine(TextsOfTheSite, SiteTextKind.Standing.FileName()), StringComparison.Ordinal);

    private async Task Publish(string file, string name, CancellationToken ct)
    {
        using var scope = scopes.CreateScope();
        var written = await File.ReadAllTextAsync(file, ct);
        if (Path.GetDirectoryName(name) == TextsOfTheSite)
        {
            if (!SiteTextFiles.TryKind(Path.GetFileName(name), out var kind))
            {
                log.LogError("{File} is none of the site's texts, which are {Names}", file, string.Join(", ", Enum.GetValues<SiteTextKind>().Select(SiteTextFiles.FileName)));
                return;
            }
            if (kind == SiteTextKind.Standing) StandingFile.Read(written);
            if ((await scope.ServiceProvider.GetRequiredService<SiteTexts>().Write(kind, written.Trim(), ct)).Refused(out var no, out _))
                log.LogError("{File} is not in force. {Reason}", file, no.In(site.Words));
            return;
        }
        var text = ManuscriptFile.Read(written, Path.GetFileNameWithoutExtension(file), site.Zone);
        var publishing = scope.ServiceProvider.GetRequiredService<Publishing>();
        if ((await publishing.Publish(text, ArticleSource.File, name, ct)).Refused(out var refusal, out var published))
            log.LogError("{File} is not published. {Reason}", file, refusal.In(site.Words));
        else if (published.As != PublishedAs.Unchanged)
            log.LogInformation("{File} is published at /articles/{Slug}", file, published.Article.Slug);
    }

    public override void Dispose()
    {
        changed.Dispose();
        base.Dispose();
    }
}
