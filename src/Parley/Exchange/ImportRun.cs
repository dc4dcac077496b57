using System.Text.Json;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <param name="Texts">The page's notice, policy and guidelines become those of the whole site.</param>
public sealed record ImportRequest(string File, string? Site, string? Url, string? Title, bool Texts = false);

/// <summary>What an import did. <c>Already</c>: comments that were here before; <c>Rejected</c>: what could not be read.</summary>
public sealed record ImportResult(int Articles, int Comments, int Skipped, int Rejected, int Already);

/// <param name="Line">From 1.</param>
public sealed record Rejection(int Line, string Reason, string Text);

/// <summary>Reads a file and says what became of it.</summary>
public sealed class ImportRun(CaptureImport capture, CurrentSite site)
{
    public async Task<ImportResult> Run(ImportRequest request, CancellationToken ct)
    {
        if (request.Site is { } name && !string.Equals(name, site.Site.Name, StringComparison.OrdinalIgnoreCase))
            throw new SetupException($"There is no site named \"{name}\" here; this one is \"{site.Site.Name}\".");
        if (!File.Exists(request.File)) throw new SetupException($"There is no file {request.File}.");

        // An export is as long as it is: what is read of it lies in a file, and the comments are read out of it one by one.
        await using var kept = Scratch();
        var page = Read(request.File, kept);
        var result = await capture.Import(page, request, ct);
        await WriteRejections(request.File + ".rejected.jsonl", page, ct);
        return result;
    }

    // Nobody else's to read, and gone with this program whatever becomes of it.
    private static FileStream Scratch()
    {
        var options = new FileStreamOptions
            { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
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

    private static async Task WriteRejections(string file, CapturedPage page, CancellationToken ct)
    {
        if (page.Problems.Count == 0)
        {
            // What an earlier try could not read is read now.
            File.Delete(file);
            return;
        }
        var rejections = page.Problems.Select(problem => new Rejection(problem.Line, problem.Reason, problem.Text));
        await File.WriteAllLinesAsync(file, rejections.Select(rejection => JsonSerializer.Serialize(rejection, Json.Plain)), ct);
        await Console.Error.WriteLineAsync(
            $"{page.Problems.Count} {(page.Problems.Count == 1 ? "part" : "parts")} could not be read: see {file}");
    }
}
