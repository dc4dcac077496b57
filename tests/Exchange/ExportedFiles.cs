using System.Text.Json;

namespace Parley.Tests.Exchange;

/// <summary>Real exports of other systems, with what is true of them beside each; they lie beside the project.</summary>
internal static class ExportedFiles
{
    public const string Lacking = "The folder shared/data/imports is not beside the project.";

    public static string? Folder { get; } = Find();

    /// <summary>Their names under <paramref name="kind"/>; an empty one where the folder is lacking, so that a test can say so.</summary>
    public static IEnumerable<string> Of(string kind) => Folder is null ? [""]
        : Directory.GetFiles(Path.Combine(Folder, kind)).Where(file => !file.EndsWith(".manifest.json", StringComparison.Ordinal))
            .Select(file => $"{kind}/{Path.GetFileName(file)}").Order(StringComparer.Ordinal);

    /// <summary>The counts of a file; null where nothing is said of it.</summary>
    public static JsonElement? Truth(string name)
    {
        using var said = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder!, name + ".manifest.json")));
        return said.RootElement.TryGetProperty("counts", out var counts)
            && counts.ValueKind == JsonValueKind.Object ? counts.Clone() : null;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "data", "imports") is var imports && Directory.Exists(imports)) return imports;
        return null;
    }
}
