using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Parley.Tests.LongestFirst))]

namespace Parley.Tests;

/// <summary>A class is one road. Those that take minutes begin at once, so that at the end nobody waits for one of them alone.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        // On the other database at any time, so that not all who start programs do so at once.
        Site.OnPostgres ? "-" : "Data.KillTests", "Browser.AccessibilityTests", "Browser.TransparencyTests", "Exchange.BackupTests",
        "Data.FirstStartTests", "Moderation.LogVerifyTests", "Web.ArticleCostTests", "Articles.ContentFolderTests", "Exchange.ImportTests",
        "Browser.LanguageTests", "Browser.ModerationLifeTests", "Architecture.RouteTests",
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection =>
            Array.FindIndex(Long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)) switch
            {
                < 0 => int.MaxValue,
                var place => place,
            })];
}
