using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Parley.Tests.LongestFirst))]

namespace Parley.Tests;

/// <summary>A class is one road. Those that take minutes begin at once, so that at the end nobody waits for one of them alone.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        // Most of its time it waits: a server beside an import is left its turn.
        "Exchange.ExportedFileTests",
        // On the other database at any time, so that not all who start programs do so at once.
        Site.OnPostgres ? "-" : "Data.KillTests", "Browser.AccessibilityTests", "Browser.EmbeddingTests", "Browser.TransparencyTests",
        "Data.FirstStartTests", "Web.ArticleCostTests", "Exchange.CaptureReaderTests", "Exchange.BackupTests",
        "Browser.ReadingAndWritingTests", "Exchange.CommandTests", "Exchange.ForeignImportTests", "Browser.LongThreadTests",
        "Browser.ModerationLifeTests", "Exchange.ExportTests", "Browser.ProxyTests", "Browser.LanguageTests", "Exchange.ImportTests",
        "Moderation.OwnSpamLifeTests", "Moderation.WaveLifeTests", "Exchange.WarcTests", "Architecture.RouteTests",
        "Articles.ContentFolderTests", "Moderation.LogVerifyTests", "Moderation.AuditTests", "Web.FloodTests",
        "Webhooks.DeliveryTests", "Exchange.ForeignAgainTests",
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
