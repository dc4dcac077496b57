using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Parley.Tests;

/// <summary>
/// Where the suite starts: on one database after another in one process, since a third of what a second process would do is to compile
/// again what the first has compiled.
/// </summary>
public static class Suite
{
    /// <param name="args">
    /// <c>[--sqlite] [--postgres CONNECTION] OPTIONS</c>, the options being the runner's own. With neither, on what
    /// <c>PARLEY_TEST_POSTGRES</c> names, else on SQLite.
    /// </param>
    /// <returns>0: all passed.</returns>
    public static async Task<int> Main(string[] args)
    {
        // An IDE asks in another way.
        if (args.Any(arg => arg is "--server" or "--internal-msbuild-node"))
            return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
        List<string?> databases = [];
        List<string> options = [];
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--sqlite") databases.Add(null);
            else if (args[i] == "--postgres") databases.Add(args[++i]);
            else options.Add(args[i]);
        }
        if (databases.Count == 0) databases.Add(Environment.GetEnvironmentVariable("PARLEY_TEST_POSTGRES"));
        var worst = 0;
        foreach (var database in databases)
        {
            Site.Postgres = database;
            using var runner = new ConsoleRunner(database is null ? [.. options] : [.. options, "-trait-", "runs=once"]);
            worst = Math.Max(worst, await runner.EntryPoint());
        }
        return worst;
    }
}
