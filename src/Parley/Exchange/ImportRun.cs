using System.Text.Json;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <param name="Texts">The page's notice, policy and guidelines become those of the whole site.</param>
/// <param name="Format">As in <c>--format</c>; null: told by the content.</param>
/// <param name="Rehearse">Say what would happen, and write nothing.</param>
public sealed record ImportRequest(string File, string? Site, string? Url, string? Title, bool Texts = false, string? Format = null,
    bool Rehearse = false);

/// <summary>What an import did.</summary>
/// <param name="Import">By which it is taken back; 0 where nothing was ever stored of this file.</param>
/// <param name="Comments">Those that are shown.</param>
/// <param name="Held">Those that wait for a moderator.</param>
/// <param name="Skipped">Read, and left out on purpose.</param>
/// <param name="Rejected">What could not be read.</param>
/// <param name="Already">Comments that were here before.</param>
public sealed record ImportResult(
    int Import, int Articles, int Discussions, int Comments, int Held, int Skipped, int Rejected, int Already);

/// <param name="Line">From 1.</param>
public sealed record Rejection(int Line, string Reason, string Text);

/// <summary>Reads a file and says what became of it.</summary>
public sealed class ImportRun(
    CaptureImport capture, ForeignImport foreign, SiteImport whole, Imports imports, CurrentSite site, TimeProvider clock)
{
    public const string Capture = "capture";

    public async Task<ImportResult> Run(ImportRequest request, CancellationToken ct)
    {
        if (request.Site is { } name && !string.Equals(name, site.Site.Name, StringComparison.OrdinalIgnoreCase))
            throw new SetupException($"There is no site named \"{name}\" here; this one is \"{site.Site.Name}\".");
        if (!File.Exists(request.File)) throw new SetupException($"There is no file {request.File}.");
        await using var alone = request.Rehearse ? null : await imports.Alone(ct);

        // An export is as long as it is: what is read of it lies in a file, and the comments are read out of it one by one.
        await using var kept = Scratch();
        using var rejections = new Rejections(request);
        var file = request.Format == Capture ? null : ImportFile.Open(request.File);
        var format = file is null ? Capture : FormatOf(file, request);
        var result = format == Capture ? await FromCapture(request, kept, rejections, ct)
            : format == ExportRun.Whole ? await FromSite(file!, request, kept, rejections, ct)
            : await FromExport(file!, format, request, kept, rejections, ct);
        rejections.Finish();
        return result;
    }

    // What is data, and not known, is no page that readers saw: it would be published, with whatever stands in it.
    private static string FormatOf(ImportFile file, ImportRequest request)
    {
        if (request.Format is null && file.Format is null && file.IsData)
            throw new SetupException($"{request.File} is an export of no system that is known here. If you know which it is of, say so "
                + $"with --format: {string.Join(", ", ForeignFormats.Names)}. Nothing was changed.");
        return ForeignFormats.Choose(request.Format, file.Format) ?? Capture;
    }

    private async Task<ImportResult> FromExport(
        ImportFile file, string format, ImportRequest request, FileStream kept, Rejections rejections, CancellationToken ct)
    {
        if (request is not { Title: null, Texts: false }) throw new SetupException("--title and --texts are for captures.");
        if (request.Url is not null && ForeignFormats.NamesItsPages(format))
            throw new SetupException("This export says itself which pages it is of: it takes no --url.");
        if (!file.MayBe(format)) throw NotOf(format, request);
        Uri? url = null;
        if (request.Url is { } said && (!Uri.TryCreate(said, UriKind.Absolute, out url) || SiteOrigin.Of(url) is null))
            throw new SetupException($"\"{said}\" is no address of a page. Give it as https://www.example.org.");
        var known = ForeignFormats.KnownAs(format);
        using var read = new ForeignFile(kept, site.Site, known, rejections.Add);
        var places = new ForeignPlaces(read, url, site.Origins is [var only] ? only : null, site.Zone);
        ForeignFormats.Read(format, file, read, places, clock.GetUtcNow());
        read.Complete();
        // Whoever names a format knows more than the beginning of a file says; but something of it must be there.
        if (file.Format != format && !Enumerable.Range(0, read.Count).Any(i => ForeignTree.Speaks(read[i].State)))
            throw NotOf(format, request);
        return await foreign.Run(read, known, await file.Hash(ct), request.Rehearse, ct);
    }

    private async Task<ImportResult> FromSite(
        ImportFile file, ImportRequest request, FileStream kept, Rejections rejections, CancellationToken ct)
    {
        if (request is not { Url: null, Title: null, Texts: false })
            throw new SetupException("A site's own export takes no --url, --title or --texts: it says all that itself.");
        if (!file.MayBe(ExportRun.Whole)) throw NotOf(ExportRun.Whole, request);
        return await whole.Run(file, kept, rejections.Add, request.Rehearse, ct);
    }

    private static SetupException NotOf(string format, ImportRequest request) =>
        new($"{request.File} is no export of this format: {format}. Nothing was changed.");

    private async Task<ImportResult> FromCapture(ImportRequest request, FileStream kept, Rejections rejections, CancellationToken ct)
    {
        var page = Read(request.File, kept);
        if (request.Format is null && page is { Comments.Count: 0, BodyMarkdown.Length: > 0 })
            throw new SetupException($"{request.File} has no comments in it, so it may be anything. If it is the saved text of a page, say "
                + "so: --format capture. Nothing was changed.");
        foreach (var problem in page.Problems) rejections.Add(problem.Line, problem.Reason, problem.Text);
        return await capture.Import(page, request, await ImportFile.HashOf(request.File, ct), ct);
    }

    /// <summary>Nobody else's to read, and gone with this program whatever becomes of it: pages that were not public are in it.</summary>
    internal static FileStream Scratch()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 0 };
        if (OperatingSystem.IsWindows()) options.Options = FileOptions.DeleteOnClose;
        else options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
        // From here on it has no name. What is deleted when it is closed stays where a program is killed.
        if (!OperatingSystem.IsWindows()) File.Delete(file.Name);
        return file;
    }

    private static CapturedPage Read(string file, Stream kept)
    {
        try
        {
            using var text = TextFile.Open(file);
            return CaptureReader.Read(text, kept);
        }
        catch (FormatException error)
        {
            throw new SetupException($"{file} can't be imported. {error.Message}");
        }
    }

    /// <summary>What can't be read, a line each, in <c>FILE.rejected.jsonl</c>, which is there only where something is said.</summary>
    private sealed class Rejections(ImportRequest request) : IDisposable
    {
        private readonly string file = request.File + ".rejected.jsonl";
        private StreamWriter? writer;
        private int count;

        public void Add(int line, string reason, string text)
        {
            count++;
            if (!request.Rehearse) (writer ??= Begin()).WriteLine(JsonSerializer.Serialize(new Rejection(line, reason, text), Json.Plain));
        }

        // There may be more in it than readers ever saw, and a file that is there already may be open to all.
        private StreamWriter Begin()
        {
            File.Delete(file);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new StreamWriter(file, options);
        }

        /// <summary>What an earlier try could not read is read now.</summary>
        public void Finish()
        {
            if (count == 0 && !request.Rehearse) File.Delete(file);
        }

        public void Dispose()
        {
            writer?.Dispose();
            if (count > 0)
                Console.Error.WriteLine($"{count} {(count == 1 ? "part" : "parts")} could not be read"
                    + (request.Rehearse ? "" : $": see {file}"));
        }
    }
}
