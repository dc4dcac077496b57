using System.Diagnostics;
using System.Security.Cryptography;
using Parley.Conduct;
using Parley.Tests.Conduct;
using Parley.Web;

namespace Parley.Bench;

/// <summary>What a comment by somebody new costs to be looked at for waves, on one core: its print, and asking and keeping it.</summary>
public static class WaveBench
{
    /// <summary>As many as are kept in mind.</summary>
    private const int Full = 5000;
    private const int Rounds = 9;

    private static readonly DateTimeOffset Noon = new(2026, 6, 23, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The table of docs/conduct.md; the median of nine rounds.</summary>
    public static int Table()
    {
        var prints = new Prints(SHA256.HashData("bench"u8));
        string[] opinions = [.. Enumerable.Range(0, 2 * Full).Select(i => Text(i, 250))], tomes =
            [.. Enumerable.Range(0, 200).Select(i => Text(i, 10_000))];
        var brief = Median(() => Print(prints, opinions));
        var lengthy = Median(() => Print(prints, tomes));
        var (few, full) = (Median(() => Join(prints, opinions, 0)), Median(() => Join(prints, opinions, Full)));
        var copies = Median(() => Join(prints, [.. Enumerable.Range(0, 2 * Full).Select(i => $"{Text(1, 250)} Signed, {i}")], Full));
        Console.WriteLine(FormattableString.Invariant($"""
            | what | figure |
            |---|--:|
            | print of an opinion of 250 characters, µs | {brief:0.0} |
            | print of 10,000 characters, µs | {lengthy:0} |
            | to ask and to keep it, 500 in mind, µs | {few:0.0} |
            | to ask and to keep it, 5,000 in mind, µs | {full:0.0} |
            | **5,000 as against 500** | **{full / few:0.0}** |
            | 5,000 copies of one text in mind, µs | {copies:0.0} |
            """));
        return 0;
    }

    /// <summary>
    /// How much of a wave of 2,000 is held after its first twenty, among others' comments, by which runs the site's secret chooses: of
    /// each number of templates the secret that holds least, the middle one and the one that holds most.
    /// </summary>
    public static int Recall(int secrets)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"| templates | held of 1,980, of {secrets} secrets: least | middle | most | of others' | several groups |"));
        Console.WriteLine("|--:|--:|--:|--:|--:|--:|");
        foreach (var templates in Enumerable.Range(1, 4))
        {
            var runs = Enumerable.Range(0, secrets).Select(secret => Replay(secret, templates)).ToList();
            var held = runs.Select(x => x.Held).Order().ToList();
            var (others, several) = (runs.Sum(x => x.Others), runs.Count(x => x.Groups > 1));
            Console.WriteLine(FormattableString.Invariant(
                $"| {templates} | {held[0]:N0} | {held[secrets / 2]:N0} | {held[^1]:N0} | {others} | {several} |"));
        }
        return 0;
    }

    private static (int Held, int Others, int Groups) Replay(int secret, int templates)
    {
        var (prints, waves) = (new Prints(SHA256.HashData(BitConverter.GetBytes(secret))), new Waves());
        var (texts, random, at) = (new WaveTexts(templates * 17), new Random(templates), Noon);
        var people = Enumerable.Range(0, 200).Select(_ => Clock.NewId(Noon)).ToList();
        var (held, others, groups) = (0, 0, new HashSet<Guid>());
        for (var i = 0; i < 2000; i++, at += TimeSpan.FromSeconds(2))
        {
            if (Say(texts.Spam(templates), people[random.Next(people.Count)]) is { } wave)
            {
                groups.Add(wave);
                if (i >= 20) held++;
            }
            if (i % 4 == 0 && Say(texts.Opinion(), Clock.NewId(Noon)) is not null) others++;
        }
        return (held, others, groups.Count);

        Guid? Say(string text, Guid author)
        {
            if (prints.Of(text, _ => false) is not { } print) return null;
            var joins = waves.Joins(print, at);
            if (waves.Note(Clock.NewId(Noon), author, print, at, at, joins is not null) is { } noticed) waves.Begin(noticed);
            return joins;
        }
    }

    private static double Print(Prints prints, string[] texts)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var text in texts) prints.Of(text, _ => false);
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / texts.Length;
    }

    // A tenth of what can be kept is measured, above so many that are in mind already.
    private static double Join(Prints prints, string[] texts, int before)
    {
        var (waves, made) = (new Waves(), texts.Select(x => prints.Of(x, _ => false)!).ToList());
        for (var i = 0; i < before; i++) One(waves, made[i]);
        var began = Stopwatch.GetTimestamp();
        for (var i = before; i < before + Full / 10; i++) One(waves, made[i]);
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / (Full / 10);
    }

    private static void One(Waves waves, Print print)
    {
        var isHeld = waves.Joins(print, Noon) is not null;
        if (waves.Note(Clock.NewId(Noon), Clock.NewId(Noon), print, Noon, Noon, isHeld) is { } noticed) waves.Begin(noticed);
    }

    private static double Median(Func<double> measure)
    {
        measure();
        var times = Enumerable.Range(0, Rounds).Select(_ => measure()).Order().ToList();
        return times[Rounds / 2];
    }

    private static string Text(int seed, int length)
    {
        var random = new Random(seed);
        var text = new System.Text.StringBuilder($"Number {seed}: ");
        while (text.Length < length) text.Append(Words.All[random.Next(Words.All.Length)]).Append(' ');
        return text.ToString(0, length);
    }
}
