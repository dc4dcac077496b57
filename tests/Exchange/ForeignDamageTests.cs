using Microsoft.EntityFrameworkCore;
using Parley.Exchange;
using static Parley.Tests.Exchange.Exported;

namespace Parley.Tests.Exchange;

/// <summary>Who could read a page stays true of what comes along, however an export says it and whatever of it is lost.</summary>
public sealed class ForeignDamageTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Theory]
    [InlineData("private", "", "")]
    [InlineData("publish", "sesame", "")]
    [InlineData("inherit", "", "<wp:post_parent>50</wp:post_parent>")]
    [InlineData("publish", "", "<wp:post_parent>0</wp:post_parent><wp:menu_order<wp:ping_status>open</wp:ping_status>")]
    public async Task An_attachment_is_for_those_who_may_see_the_page_that_it_was_put_on(string status, string password, string more)
    {
        string On(int page) => $"<wp:post_parent>{page}</wp:post_parent>";
        var result = await Import(Wxr(
            Item(20, "photo", On(1) + Comment(1, "Among us.") + Comment(2, "Wait.", approved: "0"), "inherit", title: "Takeover photo"),
            Item(1, "secret", more, status, password, title: "Takeover talks"),
            Item(21, "lost", On(99) + Comment(3, "Among us too."), "inherit"),
            Item(22, "unsaid", Comment(4, "Among us as well."), "inherit"),
            Item(23, "circle", On(24) + Comment(5, "Among us at last."), "inherit"), Item(24, "round", On(23), "inherit"),
            Item(2, "lock", ""),
            Item(25, "plan", On(2) + Comment(6, "A fine plan."), "inherit"),
            Item(26, "alone", On(0) + Comment(7, "On no page."), "inherit")));

        Assert.Equal((2, 0, 5), (result.Comments, result.Held, result.Skipped));
        await NothingSecret();
    }

    [Theory]
    [InlineData("<wp:status>private</wp:status>", "<wp:status<![CDATA[private]]></wp:status>")]
    [InlineData("<wp:status>private</wp:status>", "<wp:status private</wp:status>")]
    [InlineData("<wp:status>private</wp:status>", "<wp:status>private")]
    [InlineData("<wp:status>private</wp:status>", "<wp:sta")]
    [InlineData("<wp:status>private</wp:status>", "")]
    [InlineData("<wp:status>private</wp:status>", "<wp:status></wp:status>")]
    [InlineData("<wp:post_password>sesame</wp:post_password>", "<wp:post_password<![CDATA[sesame]]></wp:post_password>")]
    [InlineData("<wp:post_password>sesame</wp:post_password>", "<wp:post_password")]
    public async Task A_page_whose_own_part_is_damaged_is_taken_for_one_that_nobody_may_see(string whole, string damaged)
    {
        var isState = whole.Contains("status", StringComparison.Ordinal);
        var export = Wxr(
            Item(1, "secret", Comment(1, "Among us."), isState ? "private" : "publish", isState ? "" : "sesame", "Takeover talks"),
            Item(2, "lock", Comment(2, "It leaks.")));
        var result = await Import(export.Replace(whole, damaged, StringComparison.Ordinal));

        Assert.Equal((1, 1), (result.Comments, result.Skipped));
        await NothingSecret();
    }

    [Theory]
    [InlineData("publish", "private")]
    [InlineData("private", "publish")]
    public async Task Of_two_pages_that_have_run_together_neither_is_shown(string first, string second)
    {
        var export = Wxr(Item(1, "secret", Comment(1, "Among us."), first, title: "Takeover talks"),
            Item(2, "lock", Comment(2, "Among us too."), second), Item(3, "gate", Comment(3, "It leaks.")));
        var result = await Import(Without(export, "</item>\n<item>"));

        Assert.Equal((1, 2, 1), (result.Comments, result.Skipped, result.Rejected));
        await NothingSecret();
    }

    [Fact]
    public async Task What_is_wrong_in_a_story_or_in_one_comment_takes_no_page_away()
    {
        var export = Wxr(Item(1, "lock", Comment(1, "One.") + Comment(2, "Two.") + Comment(3, "Three.")))
            .Replace("<wp:post_id>", "<content:encoded>So <img src=x alt=y> a <b and <em<p> c</content:encoded><wp:post_id>",
                StringComparison.Ordinal);
        var result = await Import(
            export.Replace("<wp:comment>\n<wp:comment_id>2<", "<wp:comment<wp:comment_id>2<", StringComparison.Ordinal));

        Assert.Equal((2, 1), (result.Comments, result.Rejected));
    }

    [Fact]
    public async Task A_file_that_says_nothing_of_states_has_only_what_was_public()
    {
        var export = Wxr(Item(1, "lock", Comment(1, "It leaks.")));
        Assert.Equal(1, (await Import(Without(export, "<wp:status>publish</wp:status>"))).Comments);
    }

    [Fact]
    public async Task A_thread_whose_end_is_lost_takes_no_other_with_it()
    {
        var export = Disqus(Thread(1, "secret"), Thread(2, "lock"), Thread(3, "gate"), Post(1, 1, "Lost."), Post(2, 2, "It leaks."),
            Post(3, 3, "It holds."));
        var result = await Import(Without(export, "</thread>"));

        Assert.Equal((2, 2), (result.Comments, result.Rejected));
    }

    [Fact]
    public async Task Two_threads_that_have_run_together_are_none()
    {
        var export = Disqus(Thread(1, "secret", deleted: true), Thread(2, "lock"), Post(1, 1, "Among us."), Post(2, 2, "It leaks."));
        var between = export[(export.IndexOf("</title>", StringComparison.Ordinal) + 8)..];
        var result = await Import(Without(export, between[..between.IndexOf("<link>", StringComparison.Ordinal)]));

        Assert.Equal((0, 3), (result.Comments, result.Rejected));
        await NothingSecret();
    }

    [Fact]
    public async Task However_deep_tags_lie_in_a_record_it_is_read()
    {
        const int Deep = 100_000;
        var nested = string.Concat(Enumerable.Repeat("<b>", Deep)) + "x" + string.Concat(Enumerable.Repeat("</b>", Deep));
        var export = Disqus(Thread(1, "lock"), Post(1, 1, "It leaks.").Replace("<message>", $"<more>{nested}</more><message>",
            StringComparison.Ordinal), Post(2, 1, "It holds.").Replace("<message>", $"<more>{nested[..(Deep * 3)]}<message>",
            StringComparison.Ordinal), Post(3, 1, "It is old."));
        var result = await Import(export);

        Assert.Equal((2, 1), (result.Comments, result.Rejected));
    }

    private async Task NothingSecret()
    {
        Assert.False(await site.Query(db => db.Discussions.AnyAsync(x => x.Title.Contains("Takeover"))));
        Assert.False(await site.Query(db => db.Comments.AnyAsync(x => x.Text.Contains("Among us") || x.Text.Contains("Wait"))));
        Assert.Equal(0, await site.Query(db => db.LogEntries.CountAsync()));
    }

    // The first of it.
    private static string Without(string export, string part) => export.Remove(export.IndexOf(part, StringComparison.Ordinal), part.Length);

    private Task<ImportResult> Import(string export)
    {
        var file = Path.Combine(site.Folder, "export.xml");
        File.WriteAllText(file, export);
        return site.Import(file);
    }
}
