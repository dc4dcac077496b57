using Parley.Articles;

namespace Parley.Tests.Articles;

[Once]
public sealed class ManuscriptFileTests
{
    [Theory]
    [InlineData("2026-06-23", "2026-06-23T00:00:00Z")]
    [InlineData("2026-06-23 08:00", "2026-06-23T08:00:00Z")]
    [InlineData("2026-06-23T08:00:30", "2026-06-23T08:00:30Z")]
    [InlineData("2026-06-23T08:00Z", "2026-06-23T08:00:00Z")]
    [InlineData("2026-06-23T08:00+02:00", "2026-06-23T06:00:00Z")]
    [InlineData("2026-06-23 08:00 -0330", "2026-06-23T11:30:00Z")]
    public void A_time_is_a_date_with_an_optional_time_and_zone(string written, string read) =>
        Assert.Equal(DateTimeOffset.Parse(read, null), Read($"---\ntitle: x\npublished: {written}\n---\nText").PublishedAt);

    [Theory]
    [InlineData("12:15")]
    [InlineData("1.5")]
    [InlineData("June 2026")]
    [InlineData("06/07/2026")]
    [InlineData("23.06.2026")]
    [InlineData("2026-06")]
    [InlineData("2026-02-30")]
    [InlineData("2026-06-23 25:00")]
    [InlineData("2026-06-23 12:15 tomorrow")]
    [InlineData("2026-06-23T08:00+19:00")]
    [InlineData("0001-01-01T00:00+14:00")]
    public void What_is_no_time_is_refused_with_its_line(string written)
    {
        var message = Assert.Throws<FormatException>(() => Read($"---\ntitle: x\nupdated: {written}\n---\nText")).Message;

        Assert.Contains("line 3", message, StringComparison.Ordinal);
        Assert.Contains("updated", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--- \ntitle: x\n---\t\nText")]
    [InlineData("\n \n---\ntitle: x\n---\nText")]
    [InlineData("---\ntitle: x\n...\nText")]
    [InlineData("\uFEFF---\r\ntitle: x\r\n--- \r\nText")]
    [InlineData("---\ntitle: x\nsummary: ~\nalso_read:\n---\nText")]
    public void Fences_are_read_as_editors_write_them(string text) => Assert.Equal(("x", "Text\n"), (Read(text).Title, Read(text).Body));

    [Theory]
    [InlineData("---\ntitle: x\ntitle: y\n---\nText", "title", "line 3")]
    [InlineData("\n\n---\ntitle: x\nbyline: y\nbyline: z\n---\nText", "byline", "line 6")]
    [InlineData("---\ntitle: x\nalso_read: one\nslug: [a]\n---\nText", "also_read", "line 3")]
    [InlineData("---\ntitle: x\nslug: [a]\n---\nText", "slug", "line 3")]
    [InlineData("---\ntitle: x\nsumary: y\n---\nText", "summary", "line 3")]
    [InlineData("---\ntitle: x\n bad: y\n---\nText", "line", "3")]
    [InlineData("---\n- title\n---\nText", "front matter", "line 2")]
    public void A_fault_is_told_with_its_line(string text, string named, string line)
    {
        var message = Assert.Throws<FormatException>(() => Read(text)).Message;

        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Contains(line, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slug_is_composed_however_it_was_typed()
    {
        Assert.Equal("caf\u00E9", Read("---\ntitle: x\nslug: cafe\u0301\n---\nText").Slug);
        Assert.Equal("caf\u00E9", Slug.Of("Cafe'\u0301"));
    }

    private static Manuscript Read(string text) => ManuscriptFile.Read(text, "name", TimeZoneInfo.Utc);
}
