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

        var text = await Text(request.File, ct);
        var (result, rejections) = await capture.Import(text, request, ct);

        await WriteRejections(request.File + ".rejected.jsonl", rejections, ct);
        return result;
    }

    private static async Task<string> Text(string file, CancellationToken ct)
    {
        try
        {
            return await TextFile.Read(file, ct);
        }
        catch (FormatException error)
        {
            throw new SetupException($"{file} can't be imported. {error.Message}");
        }
    }

    private static async Task WriteRejections(string file, IReadOnlyList<Rejection> rejections, CancellationToken ct)
    {
        if (rejections.Count == 0)
        {
            // What an earlier try could not read is read now.
            File.Delete(file);
            return;
        }
        await File.WriteAllLinesAsync(file, rejections.Select(rejection => JsonSerializer.Serialize(rejection, Json.Plain)), ct);
        await Console.Error.WriteLineAsync($"{rejections.Count} {(rejections.Count == 1 ? "part" : "parts")} could not be read: see {file}");
    }
}
