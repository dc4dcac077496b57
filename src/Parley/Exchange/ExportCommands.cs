using System.CommandLine;
using System.Text.Json;
using Parley.Web;

namespace Parley.Exchange;

/// <summary><c>parley export FILE</c>: all of a site, for whoever leaves.</summary>
public static class ExportCommands
{
    public static Command Export()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The file to make; it must not exist" };
        var format = new Option<string>("--format")
        {
            Description = "jsonl (all of the site as JSON lines), wxr (for WordPress) or disqus",
            DefaultValueFactory = _ => ExportRun.Whole,
        };
        format.AcceptOnlyFromAmong([.. ExportRun.Formats]);
        var force = new Option<bool>("--force") { Description = "Also in the place of a file that exists" };
        var export = new Command("export", "Writes all of the site to a file that other systems read, while the server goes on.")
            { file, format, force };
        export.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var request = new ExportRequest(
                parsed.GetRequiredValue(file).FullName, parsed.GetRequiredValue(format), parsed.GetValue(force));
            var result = await Commands.Work(services => services.GetRequiredService<ExportRun>().Run(request, ct), ct);
            Console.WriteLine(JsonSerializer.Serialize(result, Json.Plain));
            return 0;
        }));
        return export;
    }
}
