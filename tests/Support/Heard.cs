using System.Text;

namespace Parley.Tests;

/// <summary>What is said on stderr on behalf of one test, while others say something too.</summary>
internal sealed class Heard(TextWriter before) : TextWriter
{
    private static readonly AsyncLocal<StringBuilder?> Listening = new();
    private static readonly Lazy<bool> Placed = new(() =>
    {
        Console.SetError(new Heard(Console.Error));
        return true;
    });

    public override Encoding Encoding => before.Encoding;

    /// <summary>From here on, for whoever goes on from here.</summary>
    public static StringBuilder Listen()
    {
        _ = Placed.Value;
        return Listening.Value = new();
    }

    public override void Write(char value)
    {
        Listening.Value?.Append(value);
        before.Write(value);
    }

    public override void Write(string? value)
    {
        Listening.Value?.Append(value);
        before.Write(value);
    }

    public override void WriteLine(string? value)
    {
        Listening.Value?.Append(value).Append('\n');
        before.WriteLine(value);
    }
}
