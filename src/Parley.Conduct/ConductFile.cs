using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Conduct;

/// <summary>What a model consists of.</summary>
/// <param name="Card">JSON: version, data, code, measures.</param>
/// <param name="Hints">For each attribute the score from which a writer is told; above 1 for never.</param>
internal sealed record ModelParts(string Card, Lexicon Lexicon, WeightTable Table, WeightTable Spam, PhraseNet Net, Calibration Calibration, LanguageProfile Languages, float[] Hints)
{
    /// <summary>Whether every part has the size that this code reads.</summary>
    public bool Fits =>
        Table.Weights.Length == (1 << Features.Bits) * WeightTable.Width && Table.Scales.Length == ConductAttributes.Count && Table.Biases.Length == ConductAttributes.Count
        && Spam.Weights.Length == (1 << SpamFeatures.Bits) * WeightTable.Width && Spam.Scales.Length == 1 && Spam.Biases.Length == 1
        && Net.Table.Length == (PhraseNet.Special + Lexicon.Words.Count) * PhraseNet.RowSize && Net.Scales.Length == PhraseNet.Filters && Net.Biases.Length == PhraseNet.Filters
        && Net.Outputs.Length == PhraseNet.Filters * ConductAttributes.Count && Net.OutputBiases.Length == ConductAttributes.Count
        && Calibration.Weights.All(row => row.Length == 4) && Hints.Length == ConductAttributes.Count
        && Languages.Costs.Length == (1 << LanguageProfile.Bits) * Languages.Codes.Length;
}

/// <summary>
/// The model's file: "PCM1", the SHA-256 of the rest, then the parts, packed with Brotli. The hash is checked, so that half a file is never
/// taken for a whole one.
/// </summary>
internal static class ConductFile
{
    private static readonly byte[] Magic = "PCM1"u8.ToArray();

    public static byte[] Write(ModelParts parts)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new BinaryWriter(brotli, Encoding.UTF8))
        {
            writer.Write(parts.Card);
            WriteLexicon(writer, parts.Lexicon);
            WriteTable(writer, parts.Table);
            WriteTable(writer, parts.Spam);
            WriteNet(writer, parts.Net);
            foreach (var row in parts.Calibration.Weights) Write(writer, row);
            writer.Write(string.Join(' ', parts.Languages.Codes));
            writer.Write(parts.Languages.Costs.Length);
            writer.Write(parts.Languages.Costs);
            Write(writer, parts.Hints);
        }
        var body = packed.ToArray();
        return [.. Magic, .. SHA256.HashData(body), .. body];
    }

    public static ModelParts Read(byte[] file)
    {
        if (file.Length < 36 || !file.AsSpan(0, 4).SequenceEqual(Magic)) throw new InvalidDataException("The file is no conduct model.");
        if (!SHA256.HashData(file.AsSpan(36)).AsSpan().SequenceEqual(file.AsSpan(4, 32))) throw new InvalidDataException("The conduct model is damaged: its hash doesn't fit.");
        using var reader = new BinaryReader(new BufferedStream(new BrotliStream(new MemoryStream(file, 36, file.Length - 36), CompressionMode.Decompress), 1 << 16), Encoding.UTF8);
        var card = reader.ReadString();
        var lexicon = ReadLexicon(reader);
        var (table, spam) = (ReadTable(reader), ReadTable(reader));
        var net = ReadNet(reader);
        var rows = Enumerable.Range(0, ConductAttributes.Count).Select(_ => ReadFloats(reader)).ToArray();
        var codes = reader.ReadString().Split(' ');
        var languages = new LanguageProfile(codes, reader.ReadBytes(reader.ReadInt32()));
        return new(card, lexicon, table, spam, net, new(rows), languages, ReadFloats(reader));
    }

    private static void WriteLexicon(BinaryWriter writer, Lexicon lexicon)
    {
        var words = lexicon.Words.All.ToList();
        writer.Write(words.Count);
        foreach (var (key, flags) in words)
        {
            writer.Write(key);
            writer.Write((ushort)flags);
        }
        writer.Write(lexicon.Abuse.Count);
        foreach (var word in lexicon.Abuse) writer.Write(word);
        writer.Write(lexicon.Real.Bits.Length);
        foreach (var bits in lexicon.Real.Bits) writer.Write(bits);
    }

    private static Lexicon ReadLexicon(BinaryReader reader)
    {
        var words = new KeyValuePair<ulong, WordFlags>[reader.ReadInt32()];
        for (var i = 0; i < words.Length; i++) words[i] = new(reader.ReadUInt64(), (WordFlags)reader.ReadUInt16());
        var abuse = new string[reader.ReadInt32()];
        for (var i = 0; i < abuse.Length; i++) abuse[i] = reader.ReadString();
        var bits = new ulong[reader.ReadInt32()];
        for (var i = 0; i < bits.Length; i++) bits[i] = reader.ReadUInt64();
        return new(new(words), abuse, new(bits));
    }

    private static void WriteTable(BinaryWriter writer, WeightTable table)
    {
        Write(writer, table.Scales);
        Write(writer, table.Biases);
        writer.Write(table.Weights.Length);
        writer.Write(MemoryMarshal.AsBytes<sbyte>(table.Weights));
    }

    private static WeightTable ReadTable(BinaryReader reader)
    {
        var (scales, biases) = (ReadFloats(reader), ReadFloats(reader));
        var weights = new sbyte[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(weights.AsSpan()));
        return new(weights, scales, biases);
    }

    private static void WriteNet(BinaryWriter writer, PhraseNet net)
    {
        writer.Write(net.Table.Length);
        writer.Write(MemoryMarshal.AsBytes<sbyte>(net.Table));
        foreach (var values in (float[][])[net.Scales, net.Biases, net.Outputs, net.OutputBiases]) Write(writer, values);
    }

    private static PhraseNet ReadNet(BinaryReader reader)
    {
        var table = new sbyte[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(table.AsSpan()));
        return new(table, ReadFloats(reader), ReadFloats(reader), ReadFloats(reader), ReadFloats(reader));
    }

    private static void Write(BinaryWriter writer, float[] values)
    {
        writer.Write(values.Length);
        foreach (var value in values) writer.Write(value);
    }

    private static float[] ReadFloats(BinaryReader reader)
    {
        var values = new float[reader.ReadInt32()];
        for (var i = 0; i < values.Length; i++) values[i] = reader.ReadSingle();
        return values;
    }
}
