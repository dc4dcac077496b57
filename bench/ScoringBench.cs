using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Parley.Conduct;

namespace Parley.Bench;

/// <summary>The scorer on one core: comments of three hundred characters, civil and not, each another.</summary>
[MemoryDiagnoser]
public class ScoringBench
{
    private static readonly string[] Pieces =
    [
        "The council said on Tuesday that the bridge will be closed from May to September, and nobody asked us. ",
        "You are an idiot if you believe that. ",
        "My daughter takes that bus every morning, so I care about this more than about the works. ",
        "I don't hate them, I think they are wrong about the taxes. ",
        "Check page 12 of the report: traffic fell by nine per cent before the works began. ",
        "What a f*cking joke, s.t.u.p.i.d people everywhere! ", "Those who say that women are vermin should be ashamed of themselves. ",
        "No, it isn't. ", "Did anybody read https://www.example.org/report.pdf before they wrote this? ",
    ];

    public static readonly string[] Texts = [.. Enumerable.Range(0, 512).Select(Text)];

    private readonly ConductModel model = ConductModel.Load(ConductModel.ShippedFile);
    private int next;

    [Benchmark]
    public Judgement Score() => model.Score(Texts[next++ & 511]);

    private static string Text(int number)
    {
        var text = $"Number {number}. ";
        for (var i = 0; text.Length < 300; i++) text += Pieces[((number * 7) + (i * (1 + (number % 4)))) % Pieces.Length];
        return text[..300];
    }

    /// <summary>BenchmarkDotNet's own report, with percentiles: a short job in this process.</summary>
    public static int Report()
    {
        BenchmarkDotNet.Running.BenchmarkRunner.Run<ScoringBench>(DefaultConfig.Instance.AddJob(
                Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddColumn(StatisticColumn.P50, StatisticColumn.P95, StatisticColumn.Max));
        return 0;
    }

    /// <summary>What the table of docs/conduct.md says: load, percentiles of single texts, throughput, memory.</summary>
    public static int Table()
    {
        var before = Process.GetCurrentProcess().WorkingSet64;
        var began = Stopwatch.GetTimestamp();
        var model = ConductModel.Load(ConductModel.ShippedFile);
        model.Score("The first text.");
        var load = Stopwatch.GetElapsedTime(began);
        for (var round = 0; round < 40; round++)
            foreach (var text in Texts) model.Score(text);
        var times = new List<double>();
        var all = Stopwatch.GetTimestamp();
        for (var round = 0; round < 40; round++)
            foreach (var text in Texts)
            {
                var one = Stopwatch.GetTimestamp();
                model.Score(text);
                times.Add(Stopwatch.GetElapsedTime(one).TotalMilliseconds);
            }
        var took = Stopwatch.GetElapsedTime(all).TotalSeconds;
        times.Sort();
        Console.WriteLine(FormattableString.Invariant($"""
            | what | figure | reach |
            |---|--:|--:|
            | load and first text, ms | {load.TotalMilliseconds:0} | ≤ 500 |
            | 300 characters, p50, ms | {times[times.Count / 2]:0.000} | ≤ 0.2 |
            | 300 characters, p99, ms | {times[(int)(times.Count * 0.99)]:0.000} | ≤ 1 |
            | texts per second, one thread | {times.Count / took:0} | ≥ 5000 |
            | memory more than before, MB | {(Process.GetCurrentProcess().WorkingSet64 - before) / 1048576.0:0} | ≤ 150 |
            """));
        return 0;
    }
}
