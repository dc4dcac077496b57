using Parley.Articles;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>
/// Publishes the Markdown files of <c>content/</c> and follows their changes. A broken file is reported in the log and
/// leaves the last good version where it is; a file that disappears takes nothing away from readers. <c>site/notice.md</c>,
/// <c>site/policy.md</c>, <c>site/guidelines.md</c> and <c>site/accessibility.md</c> are the site's own texts; <c>site/box.md</c>,
/// <c>site/prompt.md</c> and <c>site/reply.md</c> its own lines around the box for comments; <c>site/standing.yaml</c> its rules of
/// standing, <c>site/rules.yaml</c> those by which comments are removed.
/// </summary>
public sealed class ContentFolder(IServiceScopeFactory scopes, IConfiguration settings, CurrentSite site,
    ILogger<ContentFolder> log) : BackgroundService
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

    /// <summary>
    /// Of which time each file was when it was looked at last: one that can't be published is no news until it is written again.
    /// </summary>
    private readonly Dictionary<string, DateTime> tried = [];

    /// <summary>The pictures that each file named when it was read last: a new picture is a new version of the article.</summary>
    private readonly Dictionary<string, IReadOnlyList<string>> pictures = [];

    /// <summary>Which slug each file asked for when it was read last.</summary>
    private readonly Dictionary<string, string> asked = [];

    /// <summary>What was said of each file or folder since it changed: what is tried again is not reported again.</summary>
    private readonly Dictionary<string, HashSet<string>> said = [];
    private readonly SemaphoreSlim changed = new(0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if ((settings["Parley:Content"] ?? "content") is not { Length: > 0 } name) return;
        var folder = Path.GetFullPath(name);
        using var watcher = Watch(folder);
        while (!stoppingToken.IsCancellationRequested)
        {
            var again = await Look(folder, stoppingToken);
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
            log.LogWarning("There is no folder {Folder} and it can't be made: articles come by the API only. {Reason}", folder,
                error.Message);
            return null;
        }
        // Every name, not only *.md: what lies in a folder that is new is told of by the folder alone.
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
            watcher.Changed += (_, _) => changed.Release();
            watcher.Created += (_, _) => changed.Release();
            watcher.Deleted += (_, _) => changed.Release();
            watcher.Renamed += (_, _) => changed.Release();
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The system gives a user so many watchers and no more, and other programs want some too.
            log.LogWarning("{Folder} is looked at every {Seconds} seconds instead of at once: {Reason}", folder, Round.TotalSeconds,
                error.Message);
        }
        return watcher;
    }

    // An exception that leaves here would end the server, and with it the pages of everybody.
    private async Task<bool> Look(string folder, CancellationToken ct)
    {
        try
        {
            return Directory.Exists(folder) && await ReadChanged(folder, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            log.LogError(error, "{Folder} could not be looked at, and will be again", folder);
            return false;
        }
    }

    /// <returns>Whether some file may not have been whole yet, or could not be published yet, and wants another look soon.</returns>
    private async Task<bool> ReadChanged(string folder, CancellationToken ct)
    {
        var again = false;
        var links = new List<(string File, Manuscript Text)>();
        var files = ContentFiles.Under(folder, (place, reason) => Say(place,
            $"{place} can't be looked into; the rest is published. {reason}"));
        foreach (var file in files.Order(StringComparer.Ordinal).ToList())
        {
            var (written, before) = (default(DateTime), default(DateTime));
            try
            {
                written = LastWritten(file);
                (before, var sure) = read.GetValueOrDefault(file);
                if (before == written && sure) continue;
                var isNews = !tried.TryGetValue(file, out var last) || last != written;
                tried[file] = written;
                if (isNews) said.Remove(file);
                again |= isNews;
                var isDone = await Publish(folder, file, links, ct);
                if (isDone) read[file] = (written, before == written);
            }
            catch (FormatException error)
            {
                // What was read may have been half of what is being saved: it gets its second look like any other.
                read[file] = (written, before == written);
                Say(file, $"{file} is not published; readers keep its last good version. {error.Message}");
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                // Nothing is wrong with its words: the database is held, or the disk is away. So it isn't marked as read.
                again |= Problems.IsBusy(error);
                Say(file, $"{file} is not published yet and will be tried again; readers keep its last good version. {error.Message}");
            }
        }
        // After all are read: stories of one day name one another.
        foreach (var (file, text) in links) await SayDeadLinks(file, text, ct);
        return again;
    }

    private DateTime LastWritten(string file) =>
        pictures.GetValueOrDefault(file, []).Append(file).Max(one => File.GetLastWriteTimeUtc(one));

    private async Task SayDeadLinks(string file, Manuscript text, CancellationToken ct)
    {
        using var scope = scopes.CreateScope();
        var publishing = scope.ServiceProvider.GetRequiredService<Publishing>();
        foreach (var warning in await publishing.DeadLinks(text, ct)) Warn(file, $"{file}: {warning}");
    }

    /// <returns>False: to be tried again at the next round.</returns>
    private async Task<bool> Publish(string folder, string file, List<(string File, Manuscript Text)> links, CancellationToken ct)
    {
        using var scope = scopes.CreateScope();
        var name = Path.GetRelativePath(folder, file);
        var written = await TextFile.Read(file, ct);
        if (Path.GetDirectoryName(name) == TextsOfTheSite)
        {
            await PutInForce(file, written, scope.ServiceProvider.GetRequiredService<SiteTexts>(), ct);
            return true;
        }
        var warnings = new List<string>();
        var text = ManuscriptFile.Read(written, Path.GetFileNameWithoutExtension(file), site.Zone, warnings);
        pictures[file] = Illustrations.Of(text, file);
        text = await scope.ServiceProvider.GetRequiredService<Illustrations>().Take(text, file, warnings, ct);
        foreach (var warning in warnings) Warn(file, $"{file}: {warning}");
        asked[name] = text.Slug;
        var publishing = scope.ServiceProvider.GetRequiredService<Publishing>();
        var outcome = await publishing.Publish(text, ArticleSource.File, name, ct, other => Keeps(folder, other, text.Slug));
        if (outcome.Refused(out var refusal, out var published))
        {
            Say(file, $"{file} is not published. {refusal.In(site.Words)}");
            return refusal.Code != Publishing.KeptByFile;
        }
        links.Add((file, text));
        if (published.As != PublishedAs.Unchanged)
            log.LogInformation("{File} is published at /articles/{Slug}", file, published.Article.Slug);
        return true;
    }

    // The file that published an article keeps its slug while it lies there and asks for it; when it was renamed, its new name takes over.
    private bool Keeps(string folder, string name, string slug) =>
        File.Exists(Path.Combine(folder, name)) && asked.GetValueOrDefault(name, slug) == slug;

    private async Task PutInForce(string file, string written, SiteTexts texts, CancellationToken ct)
    {
        if (!SiteTextFiles.TryKind(Path.GetFileName(file), out var kind))
        {
            var names = string.Join(", ", Enum.GetValues<SiteTextKind>().Select(SiteTextFiles.FileName));
            Say(file, $"{file} is none of the site's texts, which are {names}");
            return;
        }
        if (kind == SiteTextKind.Standing) StandingFile.Read(written);
        if (kind == SiteTextKind.Rules) RuleFile.Read(written);
        if ((await texts.Write(kind, written.Trim(), ct)).Refused(out var no, out _)) Say(file,
            $"{file} is not in force. {no.In(site.Words)}");
    }

    private void Say(string place, string words)
    {
        if (IsNews(place, words)) log.LogError("{Words}", words);
    }

    private void Warn(string place, string words)
    {
        if (IsNews(place, words)) log.LogWarning("{Words}", words);
    }

    private bool IsNews(string place, string words)
    {
        if (!said.TryGetValue(place, out var before)) said[place] = before = [];
        return before.Add(words);
    }

    public override void Dispose()
    {
        changed.Dispose();
        base.Dispose();
    }
}
