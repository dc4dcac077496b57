using System.Diagnostics;
using System.Globalization;
using Parley.Data;

namespace Parley.Exchange;

/// <param name="Force">Also in the place of a file that exists.</param>
public sealed record ExportRequest(string File, string Format = ExportRun.Whole, bool Force = false);

/// <summary>What is in an export.</summary>
/// <param name="Comments">Those that are shown.</param>
/// <param name="Held">Those that wait for a moderator.</param>
/// <param name="Places">What was removed or withdrawn and is still answered, or shown as removed.</param>
public sealed record ExportResult(int Articles, int Discussions, int Comments, int Held, int Places);

/// <summary>Writes all of a site, as it is at one moment, to one file: whole or not there at all, for its owner's eyes only.</summary>
public sealed class ExportRun(Database db, ExportedPages pages, SiteLines lines)
{
    public const string Whole = "jsonl";

    public static IReadOnlyList<string> Formats { get; } = [Whole, WxrFormat.Name, DisqusFormat.Name];

    private const int BufferSize = 1 << 18;

    /// <exception cref="SetupException">The file exists, or its folder doesn't.</exception>
    public async Task<ExportResult> Run(ExportRequest request, CancellationToken ct)
    {
        var file = Path.GetFullPath(request.File);
        if (Directory.Exists(file)) throw new SetupException($"{file} is a folder. Name a file; nothing was changed.");
        if (File.Exists(file) && !request.Force)
            throw new SetupException($"{file} exists already. Name a file that doesn't, or say --force; nothing was changed.");
        if (!Directory.Exists(Path.GetDirectoryName(file)))
            throw new SetupException($"There is no folder {Path.GetDirectoryName(file)}. Make it, then try again.");
        // A name of its own, so that of two exports at once neither moves what the other has half written.
        var part = $"{file}.{Path.GetRandomFileName()}.part";
        try
        {
            ExportResult result;
            await using (var written = New(part))
            {
                result = await Write(request.Format, written, ct);
                written.Flush(flushToDisk: true);
            }
            File.Move(part, file, request.Force);
            return result;
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static FileStream New(string part)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = BufferSize };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(part, options);
    }

    private async Task<ExportResult> Write(string format, FileStream to, CancellationToken ct)
    {
        await using var moment = await db.BeginRead(ct);
        if (format == Whole) return await lines.Write(to, new(), ct);
        using IPageWriter writer = format == WxrFormat.Name ? new WxrWriter(to) : new DisqusWriter(to);
        return await pages.Write(writer, new ExportProgress(), ct);
    }
}

/// <summary>A long export says where it is, on stderr.</summary>
internal sealed class ExportProgress
{
    private static readonly TimeSpan Stage = TimeSpan.FromSeconds(2);

    private readonly long begun = Stopwatch.GetTimestamp();
    private TimeSpan said;
    private int count;

    public void Count()
    {
        if (++count % 1000 != 0 || Stopwatch.GetElapsedTime(begun) is var took && took - said < Stage) return;
        said = took;
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} comments, {count / took.TotalSeconds:0} a second"));
    }
}
