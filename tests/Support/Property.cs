using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CsCheck;

namespace Parley.Tests;

/// <summary>
/// Properties hold for the same values at every run, drawn from seeds that follow from the test's name: nobody's change is stopped by a
/// rare finding about something else. <c>script/explore</c> draws anew; what it finds becomes an example with a name.
/// </summary>
public static class Property
{
    /// <summary>Seconds for which new values are drawn for each property; 0 in the suite.</summary>
    public static int Exploring { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("PARLEY_EXPLORE"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;

    /// <summary>
    /// Fails with the smallest value found for which <paramref name="assert"/> throws, and with the seed that leads to it.
    /// </summary>
    public static void Holds<T>(this Gen<T> values, Action<T> assert, int iter = 100, [CallerMemberName] string name = "")
    {
        if (Exploring > 0)
        {
            values.Sample(assert, time: Exploring);
            return;
        }
        for (var i = 0; i < iter; i++)
        {
            var (drawn, seed) = Draw(values, name, i);
            try
            {
                assert(drawn);
            }
            catch (Exception error)
            {
                // Again from this seed, now with shrinking.
                values.Sample(assert, seed: seed, iter: 5000, threads: 1);
                throw new InvalidOperationException($"Failed once for the seed {seed} and not again.", error);
            }
        }
    }

    public static void Holds<T1, T2>(
        this Gen<(T1, T2)> values, Action<T1, T2> assert, int iter = 100, [CallerMemberName] string name = "") =>
        values.Holds(drawn => assert(drawn.Item1, drawn.Item2), iter, name);

    public static void Holds<T1, T2, T3, T4>(
        this Gen<(T1, T2, T3, T4)> values, Func<T1, T2, T3, T4, bool> isSo, int iter = 100, [CallerMemberName] string name = "") =>
        values.Holds(drawn => Assert.True(isSo(drawn.Item1, drawn.Item2, drawn.Item3, drawn.Item4)), iter, name);

    /// <summary>One value for a test that acts on a whole site and can't do so a hundred times; says its seed.</summary>
    public static T One<T>(this Gen<T> values, [CallerMemberName] string name = "")
    {
        var (drawn, seed) = Draw(values, name, Exploring > 0 ? Random.Shared.Next() : 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"Drawn from the seed {seed}");
        return drawn;
    }

    private static (T Value, string Seed) Draw<T>(Gen<T> values, string name, int number)
    {
        var pcg = new PCG(1, Hash($"{name} {number}"));
        var seed = pcg.ToString();
        return (values.Generate(pcg, null, out _), seed);
    }

    // FNV-1a: the same on every machine and in every process, unlike string.GetHashCode.
    private static ulong Hash(string text) =>
        Encoding.UTF8.GetBytes(text).Aggregate(14695981039346656037UL, (hash, octet) => unchecked((hash ^ octet) * 1099511628211UL));
}
