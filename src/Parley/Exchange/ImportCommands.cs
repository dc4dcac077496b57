using System.CommandLine;
using System.Text.Json;
using Parley.Web;

namespace Parley.Exchange;

/// <summary><c>parley import …</c>: other systems' discussions come along, and can leave again.</summary>
public static class ImportCommands
{
    private const string Auto = "auto";

    public static Command All()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The export to read, as it is or in a gzip or zip" };
        var format = new Option<string>("--format")
        {
            Description = "auto (told by the content), jsonl (a site that parley export wrote), wxr (WordPress), "
                + "the name of another system, or capture (the saved text of a page)",
            DefaultValueFactory = _ => Auto,
        };
        format.AcceptOnlyFromAmong([Auto, ExportRun.Whole, .. ForeignFormats.Names, ImportRun.Capture]);
        var site = new Option<string?>("--site") { Description = "Name of the site to import into; needed only where there are several" };
        var url = new Option<string?>("--url")
            { Description = "The address the page had, of a capture; the site whose pages an export names by their paths alone" };
        var title = new Option<string?>("--title") { Description = "The headline, where the file has none; of a capture" };
        var texts = new Option<bool>("--texts")
            { Description = "Its notice, policy and guidelines become those of the whole site; else they belong to its article" };
        var rehearse = new Option<bool>("--rehearse") { Description = "Say what would happen, and write nothing" };
        var import = new Command("import", "Reads an export of another system, or of a whole site like this one.")
            { file, format, site, url, title, texts, rehearse };
        import.Add(Undo());
        import.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var said = parsed.GetValue(format);
            var request = new ImportRequest(parsed.GetRequiredValue(file).FullName, parsed.GetValue(site), parsed.GetValue(url),
                parsed.GetValue(title), parsed.GetValue(texts), said == Auto ? null : said, parsed.GetValue(rehearse));
            var result = await Commands.Work(services => services.GetRequiredService<ImportRun>().Run(request, ct), ct);
            Console.WriteLine(JsonSerializer.Serialize(result, Json.Plain));
            return 0;
        }));
        return import;
    }

    private static Command Undo()
    {
        var number = new Argument<int>("NUMBER") { Description = "As the import has printed it" };
        var undo = new Command(
            "undo", "Takes exactly that import away. What readers added to it stays, with a place-holder above.") { number };
        undo.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var undone = await Commands.Work(
                services => services.GetRequiredService<ImportUndo>().Undo(parsed.GetRequiredValue(number), ct), ct);
            Console.WriteLine(JsonSerializer.Serialize(undone, Json.Plain));
            return 0;
        }));
        return undo;
    }
}
