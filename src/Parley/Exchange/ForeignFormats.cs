using Parley.Data;

namespace Parley.Exchange;

/// <summary>The other systems whose exports are read, each by its name and what it is read with.</summary>
internal static class ForeignFormats
{
    private static readonly (string Name, Action<ImportFile, ForeignFile, ForeignPlaces, DateTimeOffset> Read)[] All =
    [
        (WxrFormat.Name, (file, into, _, _) => { using var text = file.OpenText(); new WxrFormat(new LooseXml(text), into).Read(); }),
        (DisqusFormat.Name, (file, into, _, _) => { using var text = file.OpenText(); new DisqusFormat(new LooseXml(text), into).Read(); }),
        (Remark42Format.Name, (file, into, places, _) => new Remark42Format(into, places).Read(file)),
        (IssoFormat.Name, (file, into, places, _) => new IssoFormat(into, places).Read(file)),
        (CommentoFormat.Name, (file, into, places, _) => new CommentoFormat(into, places).Read(file)),
        (ComentarioFormat.Name, (file, into, places, _) => new CommentoFormat(into, places).Read(file)),
        (CoralFormat.Name, (file, into, places, now) => new CoralFormat(into, places, now).Read(file)),
        (TalkFormat.Name, (file, into, places, now) => new TalkFormat(into, places, now).Read(file)),
        (WalineFormat.Name, (file, into, places, _) => new WalineFormat(into, places).Read(file)),
        (TwikooFormat.Name, (file, into, places, _) => new TwikooFormat(into, places).Read(file)),
        (ArtalkFormat.Name, (file, into, places, _) => new ArtalkFormat(into, places).Read(file)),
        (DiscourseFormat.Name, (file, into, places, _) => new DiscourseFormat(into, places).Read(file)),
        (HtmlPageFormat.Name, (file, into, places, _) => new HtmlPageFormat(into, places).Read(file)),
        (WarcFormat.Name, (file, into, places, _) => new WarcFormat(into, places).Read(file)),
    ];

    /// <summary>Whole addresses stand in every export of it, so that nobody need say on which site its pages are.</summary>
    public static bool NamesItsPages(string format) => format is WxrFormat.Name or DisqusFormat.Name or Remark42Format.Name
        or CoralFormat.Name or TalkFormat.Name or WarcFormat.Name;

    /// <summary>By which format a comment is known again: a page that was saved is one that was captured.</summary>
    public static string KnownAs(string format) => format == WarcFormat.Name ? HtmlPageFormat.Name : format;

    /// <summary>Commento and Comentario write one frame, in which the file itself tells which of them it is.</summary>
    /// <param name="said">By whoever imports it.</param>
    /// <param name="found">In the file.</param>
    public static string? Choose(string? said, string? found) =>
        IsCommento(said) && IsCommento(found) ? found : said ?? found;

    private static bool IsCommento(string? format) => format is CommentoFormat.Name or ComentarioFormat.Name;

    public static IEnumerable<string> Names => All.Select(x => x.Name);

    /// <exception cref="SetupException">It is of a version that nobody has described, or lacks what comments are placed by.</exception>
    public static void Read(string format, ImportFile file, ForeignFile into, ForeignPlaces places, DateTimeOffset now) =>
        All.Single(x => x.Name == format).Read(file, into, places, now);
}
