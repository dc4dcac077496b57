using System.Globalization;
using System.Net;
using CsCheck;
using Markdig;
using Parley.Exchange;

namespace Parley.Tests.Exchange;

[Once]
public sealed class CaptureReaderTests
{
    private const string Bar = "Most Voted\nNewest Oldest\nInline Feedbacks\nView all comments\n";

    private const string Harbour = """
        Ferry returns to the outer islands

        By Petra Lind

        LUMA, NORDHAVN (9:40 A.M.) – The ferry sails again on Monday, the harbour office said.

        “Our [crew] is ready,” said a *very* tired officer.
        1. It was the third attempt.

        ALSO READ  Bridge closed for a week: mayor

        This is a Good Place to Swim

        3 Comments

        Tickets cost 5 marks & are sold at www.ferry.example.

        Share this article:
          • 7
          •
          • Pigeon 1,204
            12
            Shares

        Notice: Readers speak for themselves.

        We print everything that is civil.

        How We Talk

        Speak as if to a neighbour.

          • No shouting
          • No spitting

        Thank you.

        """;

    private static CapturedPage Comments(int stated, params string[] comments) =>
        CaptureReader.Read($"{stated} Comments\n{Bar}{string.Join("\n\n", comments)}");

    private static string Said(string name, string time, string text, string? replyTo = null) =>
        $"{name}\n{name}\n{time}\n{(replyTo is null ? "" : $"Reply to\u00A0 {replyTo}\n")}\n{text}";

    [Fact]
    public void The_article_comes_apart_into_heading_dateline_and_paragraphs()
    {
        var page = CaptureReader.Read(Harbour + "0 Comments\n");
        Assert.Equal("Ferry returns to the outer islands", page.Title);
        Assert.Equal("Petra Lind", page.Byline);
        Assert.Equal(("LUMA, NORDHAVN", "9:40 A.M."), (page.DatelinePlace, page.DatelineTime));
        Assert.Equal("The ferry sails again on Monday, the harbour office said", page.SuggestedTitle);
        Assert.StartsWith(
            "The ferry sails again on Monday, the harbour office said.\n\n“Our [crew] is ready,”", page.BodyMarkdown);
        Assert.Contains("3 Comments\n\nTickets", page.BodyMarkdown);
        Assert.Equal(new CapturedAlsoRead("Bridge closed for a week: mayor", 2), Assert.Single(page.AlsoRead));
        Assert.Equal(0, page.StatedCount);
        Assert.Empty(page.Problems);
    }

    [Fact]
    public void Shares_notice_policy_and_guidelines_stand_under_the_article()
    {
        var page = CaptureReader.Read(Harbour + "0 Comments\n");
        Assert.Equal([new(1, null, 7), new(2, null, null), new(3, "Pigeon", 1204)], page.Shares);
        Assert.Equal(12, page.ShareTotal);
        Assert.Equal("Notice: Readers speak for themselves.", page.Notice);
        Assert.Equal("We print everything that is civil.", page.Policy);
        Assert.Equal("## How We Talk\n\nSpeak as if to a neighbour.\n\n- No shouting\n- No spitting\n\nThank you.",
            page.GuidelinesMarkdown);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("  • 12 Shares\n", 12)]
    [InlineData("    3\n    Share\n", 3)]
    [InlineData("0 Shares\n", 0)]
    public void A_share_list_may_be_empty_but_for_its_total(string list, int? total)
    {
        var page = CaptureReader.Read($"A fine day.\n\nShare this article:\n{list}\nNotice: Ours.\n\n0 Comments\n");
        Assert.Empty(page.Shares);
        Assert.Equal(total, page.ShareTotal);
        Assert.Equal("A fine day.", page.BodyMarkdown);
        Assert.Equal("Notice: Ours.", page.Notice);
    }

    [Fact]
    public void An_article_alone_needs_no_discussion()
    {
        var page = CaptureReader.Read("It rained.\n\nShare this article:\n  • 1\n\n");
        Assert.Equal("It rained.", page.BodyMarkdown);
        Assert.Null(page.StatedCount);
        Assert.Null(page.Notice);
        Assert.Null(page.Policy);
        Assert.Empty(page.Comments);
    }

    [Fact]
    public void Headings_quoted_in_the_article_do_not_end_it()
    {
        var page = CaptureReader.Read("""
            It was signed:

            Share this article:

            and then

            Notice: the door is closed.

            4 Comments

            were counted.

            Share this article:
              • 2

            Notice: Ours.

            1 Comment
            Most Voted
            Bo
            Bo
            2020-02-02 10:00

            Well.
            """);
        Assert.Contains("Notice: the door is closed.\n\n4 Comments\n\nwere counted.", page.BodyMarkdown);
        Assert.Equal("Notice: Ours.", page.Notice);
        Assert.Equal(1, page.StatedCount);
        Assert.Equal("Well.", Assert.Single(page.Comments).Text);
        Assert.Empty(page.Problems);
    }

    [Fact]
    public void A_rank_stands_first_and_badges_after_it()
    {
        var page = Comments(5,
            "Ann\nMaster\nNight Owl\nUpvoted\nAnn\n2020-01-01 10:00\n\none",
            "Bob\nNight Owl\nBob\n2020-01-01 11:00\n\ntwo",
            "Eve\nGuest\nEve\n2020-01-01 12:00\n\nthree",
            "Regular\nRegular\nCommenter\nRegular\n2020-01-01 13:00\n\nfour",
            "Zoe\nAuthor\nMaster\nZoe\n2020-01-01 14:00\n\nfive");
        Assert.Equal(["Master", null, null, "Regular", "Master"], page.Comments.Select(comment => comment.Rank));
        Assert.Equal(["Night Owl,Upvoted", "Night Owl", "", "Commenter", "Author"],
            page.Comments.Select(comment => string.Join(',', comment.Badges)));
        Assert.Equal("Most Voted", page.SelectedSort);
        Assert.Empty(page.Problems);
    }

    [Theory]
    [InlineData("2017-06-23 12:28", "2017-06-23T12:28:00")]
    [InlineData("2017-06-23 12:28:31", "2017-06-23T12:28:31")]
    [InlineData("2017-06-23T12:28:31", "2017-06-23T12:28:31")]
    [InlineData("2017-06-23T12:28:31+02:00", "2017-06-23T12:28:31")]
    [InlineData("2017-06-23 12:28 am", "2017-06-23T00:28:00")]
    [InlineData("June 23, 2017 12:28 pm", "2017-06-23T12:28:00")]
    [InlineData("June 23rd, 2017 at 3:05 P.M.", "2017-06-23T15:05:00")]
    [InlineData("23.06.2017 12:28", "2017-06-23T12:28:00")]
    [InlineData("23/06/2017", "2017-06-23T00:00:00")]
    [InlineData("06/23/2017 09:00", "2017-06-23T09:00:00")]
    [InlineData("06/07/2017 09:00", "2017-07-06T09:00:00")]
    [InlineData("23. Juni 2017 12:28", "2017-06-23T12:28:00")]
    [InlineData("23 июня 2017 12:28", "2017-06-23T12:28:00")]
    [InlineData("2017年6月23日 12:28", "2017-06-23T12:28:00")]
    [InlineData("٢٠١٧-٠٦-٢٣ ١٢:٢٨", "2017-06-23T12:28:00")]
    public void A_time_is_read_as_the_site_wrote_it(string written, string expected)
    {
        var comment = Assert.Single(Comments(1, Said("Ann", written, "Hello.")).Comments);
        Assert.Equal(DateTime.Parse(expected, CultureInfo.InvariantCulture), comment.WrittenAt);
        Assert.Equal(DateTimeKind.Unspecified, comment.WrittenAt.Kind);
    }

    [Theory]
    [InlineData("3 years ago")]
    [InlineData("vor 3 Jahren")]
    [InlineData("2017-13-45 12:28")]
    [InlineData("")]
    public void A_comment_without_a_readable_time_is_reported_and_harms_no_other(string time)
    {
        var page = Comments(3, Said("Ann", "2020-01-01 10:00", "one"), Said("Bob", time, "two"),
            Said("Cy", "2020-01-01 12:00", "three"));
        Assert.Equal(["one", "three"], page.Comments.Select(comment => comment.Text));
        Assert.Contains(page.Problems, problem => problem.Line == 12 && problem.Text.EndsWith('o'));
    }

    [Fact]
    public void A_reply_finds_its_parent_among_several_comments_by_the_same_name()
    {
        var page = Comments(7,
            Said("Ann", "2020-01-01 10:00", "a1"),
            Said("Bob", "2020-01-01 10:05", "b1", "Ann"),
            Said("Ann", "2020-01-01 10:20", "a2", "Bob"),
            Said("Cy", "2020-01-01 10:30", "under a2", "Ann"),
            Said("Dan", "2020-01-01 10:10", "older than a2, so under a1", "Ann"),
            Said("Ann", "2020-01-01 09:00", "a3"),
            Said("Bob", "2020-01-01 09:30", "under a3", "Ann"));
        Assert.Equal([null, 0, 1, 2, 0, null, 5], page.Comments.Select(comment => comment.ParentIndex));
        Assert.Empty(page.Problems);
    }

    [Fact]
    public void A_reply_to_nobody_on_the_page_stands_on_its_own_and_is_reported()
    {
        var page = Comments(2, Said("Ann", "2020-01-01 10:00", "a"), Said("Bob", "2020-01-01 11:00", "b", "Nobody"));
        Assert.Equal([null, null], page.Comments.Select(comment => comment.ParentIndex));
        Assert.Equal("Nobody", page.Comments[1].ReplyToName);
        Assert.Contains("Nobody", Assert.Single(page.Problems).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reply_is_never_older_than_what_it_answers()
    {
        var page = Comments(2, Said("Ann", "2020-01-02 10:00", "a"), Said("Bob", "2020-01-01 11:00", "b", "Ann"));
        Assert.Null(page.Comments[1].ParentIndex);
        Assert.Single(page.Problems);
    }

    [Fact]
    public void A_reply_to_a_comment_that_could_not_be_read_goes_to_no_other_by_that_name()
    {
        var page = Comments(3, Said("Ann", "2020-01-01 10:00", "a"), Said("Ann", "2 days ago", "b"),
            Said("Bob", "2020-01-01 11:00", "c", "Ann"));
        Assert.Equal([null, null], page.Comments.Select(comment => comment.ParentIndex));
        Assert.Contains(page.Problems, problem => problem.Line == 18);
    }

    [Theory]
    [InlineData("3 Kommentare", "Antwort auf")]
    [InlineData("3 комментария", "Ответить на")]
    [InlineData("3 تعليقات", "رد على")]
    [InlineData("3 Gubbins", "Wibble an")]
    public void A_page_may_speak_any_language(string count, string replyTo)
    {
        var page = CaptureReader.Read(
            $"Text hier.\n\n{count}\nErste\nZweite Dritte\n{Said("אבי", "2020-01-01 10:00", "a")}\n\nعمر\nعمر\n"
            + $"2020-01-01 11:00\n{replyTo} אבי\n\nb\n\n{Said("小林 🦊 7", "2020-01-01 12:00", "c")}");
        Assert.Equal(["אבי", "عمر", "小林 🦊 7"], page.Comments.Select(comment => comment.AuthorName));
        Assert.Equal([null, 0, null], page.Comments.Select(comment => comment.ParentIndex));
        Assert.Equal(3, page.StatedCount);
        Assert.Equal("Text hier.", page.BodyMarkdown);
    }

    [Theory]
    [InlineData("So it goes…\u00A0 Read more »", "So it goes…")]
    [InlineData("So it goes… Read more »", "So it goes…")]
    [InlineData("So it goes... Weiterlesen »", "So it goes...")]
    [InlineData("So it goes… Wibble »", "So it goes…")]
    [InlineData("So it goes… Lire la suite", "So it goes…")]
    public void A_text_cut_by_the_page_keeps_its_ellipsis(string written, string text)
    {
        var comment = Assert.Single(Comments(1, Said("Ann", "2020-01-01 10:00", written)).Comments);
        Assert.True(comment.CutOff);
        Assert.Equal(text, comment.Text);
    }

    [Theory]
    [InlineData("Click … Read more » and then go")]
    [InlineData("« Il a dit… oui »")]
    [InlineData("Well…")]
    public void An_ellipsis_alone_cuts_nothing(string written)
    {
        var comment = Assert.Single(Comments(1, Said("Ann", "2020-01-01 10:00", written)).Comments);
        Assert.False(comment.CutOff);
        Assert.Equal(written, comment.Text);
    }

    [Fact]
    public void Votes_and_links_under_every_comment_are_no_part_of_its_text()
    {
        var page = Comments(3, Said("Ann", "2020-01-01 10:00", "The answer:\n42\n\n3\nReply\nShow Replies (1)"),
            Said("Bob", "2020-01-01 11:00", "No.\n\nLast edited 3 years ago by Bob\n+2 -1\n| Reply |", "Ann"),
            Said("Cy", "2020-01-01 12:00", "Hm.\n0\nReply\n\nLoad More Comments\nwpDiscuz\nInsert\n"));
        Assert.Equal(["The answer:\n42", "No.", "Hm."], page.Comments.Select(comment => comment.Text));
        Assert.Equal([3, 1, 0], page.Comments.Select(comment => comment.Votes));
        Assert.Equal((2, 1), (page.Comments[1].VotesUp, page.Comments[1].VotesDown));
        Assert.Empty(page.Problems);
    }

    [Fact]
    public void A_last_word_that_only_looks_like_a_link_or_a_vote_stays()
    {
        var page = Comments(3, Said("Ann", "2020-01-01 10:00", "How many?\n\n42"),
            Said("Bob", "2020-01-01 11:00", "He gave no\nReply"), Said("Cy", "2020-01-01 12:00", "Hm."));
        Assert.Equal(["How many?\n\n42", "He gave no\nReply", "Hm."], page.Comments.Select(comment => comment.Text));
    }

    [Fact]
    public void Line_ends_marks_and_stray_spaces_do_not_matter()
    {
        var tidy = Harbour + $"2 Comments\n{Bar}{Said("Ann", "2020-01-01 10:00", "a\nb\n\nc")}\n\n"
            + $"{Said("Bob", "2020-01-01 11:00", "d", "Ann")}\n";
        var untidy = "\uFEFF" + tidy.TrimEnd().Replace("\n", " \t\u00A0\r\n", StringComparison.Ordinal);
        var (expected, found) = (CaptureReader.Read(tidy), CaptureReader.Read(new StringReader(untidy), new MemoryStream()));
        Assert.Equivalent(expected, found, strict: true);
        Assert.Equal(2, found.Comments.Count);
        Assert.Equal("a\nb\n\nc", found.Comments[0].Text);
    }

    [Theory]
    [InlineData("Bob\n2020-01-01 11:00\n\ntwo")]
    [InlineData("Bob\nMaster\nUpvoted\n2020-01-01 11:00\n\ntwo")]
    [InlineData("Bob\nMaster\nUpvoted\nBob\n\ntwo")]
    [InlineData("Bob\nMaster\n\ntwo")]
    public void A_damaged_header_goes_to_the_problems_with_its_text(string damaged)
    {
        var page = Comments(3,
            "Ann\nMaster\nAnn\n2020-01-01 10:00\n\none", damaged, Said("Cy", "2020-01-01 12:00", "three"));
        Assert.Equal(["one", "three"], page.Comments.Select(comment => comment.Text));
        Assert.Contains(page.Problems, problem => problem.Line == 13 && problem.Text == damaged);
        Assert.Contains(page.Problems, problem => problem.Line == 1 && problem.Reason.Contains('3'));
    }

    [Fact]
    public void A_header_quoted_in_a_text_is_no_comment_when_the_page_states_fewer()
    {
        var quoting = "She wrote:\n\nAnn\nAnn\n2020-01-01 10:00\n\nand I disagree.";
        var page = Comments(2, Said("Ann", "2020-01-01 10:00", "one"), Said("Bob", "2020-01-01 11:00", quoting));
        Assert.Equal(["one", quoting], page.Comments.Select(comment => comment.Text));
        Assert.Empty(page.Problems);
    }

    [Fact]
    public void A_header_without_the_blank_line_after_it_still_counts_when_one_is_missing()
    {
        var page = Comments(2, Said("Ann", "2020-01-01 10:00", "one"), "Bob\nBob\n2020-01-01 11:00\nReply to Ann\ntwo");
        Assert.Equal(["one", "two"], page.Comments.Select(comment => comment.Text));
        Assert.Equal(0, page.Comments[1].ParentIndex);
    }

    [Fact]
    public void Unreadable_bytes_are_reported_and_nobody_is_made_to_say_them()
    {
        var page = Comments(2, Said("Ann", "2020-01-01 10:00", "one\n\u0001\u0002\u0000\nmore"),
            Said("Bob", "2020-01-01 11:00", "two \uD83E\uDD8A"));
        Assert.Equal(["one\n\nmore", "two 🦊"], page.Comments.Select(comment => comment.Text));
        Assert.Equal(11, Assert.Single(page.Problems).Line);
    }

    [Fact]
    public void A_capture_without_its_count_still_gives_its_comments()
    {
        var page = CaptureReader.Read("It rained.\n\n" + Said("Ann", "2020-01-01 10:00", "one"));
        Assert.Equal("It rained.", page.BodyMarkdown);
        Assert.Equal("one", Assert.Single(page.Comments).Text);
    }

    private static readonly string[] Names =
    [
        "Ann", "Bob Stone", "عمر الخطيب", "אבי", "Дмитрий", "小林", "🦊🔥", "R2 D2", "Regular", "Master", "2017-06-23",
        "2017-06-23 12:28", "3 Comments", "Reply", "42", "Commenter", "Guest", "👩‍🚀 Zed", "Notice: me",
    ];

    private static readonly string[] TextLines =
    [
        "A plain line.", "3 Comments", "Share this article:", "Notice: read this", "Reply to Ann", "2018-01-01 08:00",
        "Ann\n2017-06-23 12:28", "  • a bullet", "Most Voted", "Regular", "42", "🦊",
        "ALSO READ  This", "Master\nUpvoted",
        "« quoted »", "By Ann", "- 1", "View all comments",
    ];

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static readonly Gen<string> Text =
        from lines in OneOf(TextLines).Array[0, 4]
        from breaks in OneOf("\n", "\n\n").Array[5]
        from last in OneOf("The end.", "3 Comments", "Reply to Bob Stone", "…", "2016-02-03 04:05", "🦊")
        // A line said twice right above a date is a header, whoever wrote it.
        select (string.Concat(lines.Distinct().Select((line, i) => line + breaks[i])) + last).Trim();

    private sealed record Written(string Name, string? Rank, string[] Badges, DateTime At, int? Parent, string Text);

    private static readonly Gen<Written> OneComment =
        from name in OneOf(Names)
        from rank in OneOf<string?>("Regular", "Master", "Novice", "Ann", null)
        from badges in Gen.Shuffle(new[] { "Commenter", "Upvoted", "Rookie Mentor" }, 0, 3)
        from minutes in Gen.Int[1, 90]
        from parent in Gen.Int[-1, 3]
        from text in Text
        select new Written(name, rank, badges, new DateTime(2020, 1, 1).AddMinutes(minutes), parent, text);

    // Each comment may answer the one above or one of those that one answers; the lowest by that name is meant.
    private static readonly Gen<Written[]> Thread = OneComment.Array[0, 12].Select(comments =>
    {
        var path = new List<int>();
        for (var i = 0; i < comments.Length; i++)
        {
            var depth = Math.Min(comments[i].Parent!.Value, path.Count - 1);
            var name = depth < 0 ? null : comments[path[depth]].Name;
            var lowest = path.FindLastIndex(above => comments[above].Name == name);
            int? parent = lowest < 0 ? null : path[lowest];
            path = [.. path.Take(lowest + 1), i];
            var at = i == 0 ? comments[i].At : comments[i - 1].At.AddMinutes(comments[i].At.Minute);
            comments[i] = comments[i] with { Parent = parent, At = at };
        }
        return comments;
    });

    private static string Page(Written[] comments) =>
        Harbour + $"{comments.Length} Comments\n{Bar}" + string.Join("\n\n", comments.Select(comment =>
        {
            string[] rank = comment.Rank is null ? [] : [comment.Rank];
            string[] reply = comment.Parent is { } parent ? [$"Reply to\u00A0 {comments[parent].Name}"] : [];
            var time = comment.At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            return string.Join('\n',
                [comment.Name, .. rank, .. comment.Badges, comment.Name, time, .. reply, "", comment.Text]);
        }));

    [Property]
    public void What_is_written_in_the_layout_is_read_back_the_same() => Thread.Holds(comments =>
    {
        var page = CaptureReader.Read(Page(comments));
        Assert.Equal(comments.Select(Line), page.Comments.Select(Line));
        Assert.Empty(page.Problems);
    }, iter: 2000);

    private static string Line(Written comment) =>
        $"{comment.Name}|{comment.Rank}|{string.Join(',', comment.Badges)}|{comment.At:s}|{comment.Parent}|"
        + comment.Text;

    private static string Line(CapturedComment comment) => Line(new Written(comment.AuthorName, comment.Rank,
        [.. comment.Badges], comment.WrittenAt, comment.ParentIndex, comment.Text));

    [Fact]
    public void A_capture_that_breaks_off_anywhere_keeps_what_came_before()
    {
        string[] said = ["Ann\nMaster\nUpvoted\nAnn\n2020-01-01 10:00\n\nFirst words.\n\nMore words.",
            "Bob\nBob\n2020-01-01 11:00\nReply to\u00A0 Ann\n\nSecond words.",
            "Ann\nMaster\nUpvoted\nAnn\n2020-01-01 12:00\n\nThird."];
        var head = Harbour + $"3 Comments\n{Bar}";
        var whole = head + string.Join("\n\n", said);
        int[] ends = [head.Length + said[0].Length, head.Length + said[0].Length + 2 + said[1].Length, whole.Length];
        string[] texts = ["First words.\n\nMore words.", "Second words.", "Third."];
        for (var cut = 0; cut <= whole.Length; cut++)
        {
            var page = CaptureReader.Read(whole[..cut]);
            var kept = ends.Count(end => end <= cut);
            Assert.InRange(page.Comments.Count, kept, kept + 1);
            for (var i = 0; i < kept; i++)
                Assert.StartsWith(texts[i], page.Comments[i].Text, StringComparison.Ordinal);
            if (kept > 1)
                Assert.Equal(0, page.Comments[1].ParentIndex);
            if (cut >= head.Length && page.Comments.Count < 3)
                Assert.NotEmpty(page.Problems);
        }
    }

    [Property]
    public void No_text_at_all_makes_it_throw()
    {
        Gen.String.Holds(text => { CaptureReader.Read(text); }, iter: 5000);
        var pieces = OneOf<string>([
            .. TextLines, .. Names, "", "", "…  Read more »", "Reply to", "\uD800", "\0", "(", "1 Share", "•", "*", "By ",
            "2020-01-01 10:00", "3 years ago", "[", "0", "Show Replies (2)", "wpDiscuz", "ALSO READ", "A (1) –"]);
        pieces.Array[0, 60].Holds(parts => { CaptureReader.Read(string.Join('\n', parts)); }, iter: 5000);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("x")]
    [InlineData("x\n")]
    [InlineData("a b c d\n\n")]
    [InlineData("3 Comments\n")]
    [InlineData("3 Comments\n\n")]
    [InlineData("Share this article:\n\n")]
    [InlineData("2020-01-01 10:00\n")]
    [InlineData("Ann\nAnn\n2020-01-01 10:00\nReply to Ann\n\nx\n\n")]
    [InlineData("Ann\nAnn\n2020-01-01 10:00\nReply to Bob\n\nx\n\n")]
    [InlineData("Ann\nAnn\n2020-01-01 10:00\n")]
    [InlineData("Ann\n")]
    [InlineData("\u0001\n")]
    [InlineData("Notice: x\n\n")]
    [InlineData("Reply\n")]
    [InlineData("3 dogs\n")]
    public void A_megabyte_of_anything_takes_a_moment(string piece)
    {
        var junk = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        var comment = Said("Ann", "2020-01-01 10:00", "x");
        foreach (var text in (string[])[junk, $"{junk}\n\n{comment}", $"9 Comments\n{Bar}{comment}\n\n{junk}"])
        {
            // The test's own bound is the assertion: what is not linear takes minutes.
            CaptureReader.Read(text);
        }
    }

    private static readonly MarkdownPipeline Advanced = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    [Theory]
    [InlineData("::awww.a.b::1*iv")]
    public void Body_words_that_once_were_lost_come_through(string line) => ComesThrough(line);

    [Property]
    public void Body_words_come_through_markdown_as_written() =>
        OneOf("a", "iv", "Bo", " ", " ", "*", "_", "**", "[", "]", "(", ")", "<b>", "&amp;", "#", "+", "-", "--", "1",
                ".", ")", ":", "`", "~~", "|", "\\", "!", "^", "$", "=", "==", "\"", "http://a.b/c_d", "www.a.b", "[x]",
                "[ ]", "{.c}", ">", "'", "“", "%")
            .Array[1, 12].Select(string.Concat).Where(line => line.Trim().Length > 0 && line.Trim() == line)
            .Holds(ComesThrough, iter: 5000);

    private static void ComesThrough(string line)
    {
        var words = string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var markdown = CaptureMarkdown.Escape(words);
        Assert.Equal($"<p>{words}</p>", WebUtility.HtmlDecode(Markdown.ToHtml(markdown)).Trim());
        Assert.Equal($"<p>{words}</p>", WebUtility.HtmlDecode(Markdown.ToHtml(markdown, Advanced)).Trim());
    }

    [Fact]
    public void A_long_first_sentence_makes_a_short_headline()
    {
        Assert.Equal("The U.S. team won", CaptureDateline.TitleFrom("The U.S. team won. Then it rained."));
        Assert.Equal("After a long and very wet winter the lamps were lit again",
            CaptureDateline.TitleFrom("After a long and very wet winter the lamps were lit again, all along the quay "
                + "and up the hill to the school."));
        var cut = CaptureDateline.TitleFrom(string.Concat(Enumerable.Repeat("longer words ", 20)));
        Assert.True(cut.Length <= 90 && cut.EndsWith(" longer…", StringComparison.Ordinal), cut);
        Assert.True(CaptureDateline.TitleFrom(new string('水', 300)).Length <= 90);
    }

    [Fact]
    public void A_page_saved_from_a_newspaper_is_read_whole()
    {
        var page = CaptureReader.Read(SavedPage());
        Assert.Null(page.Title);
        Assert.InRange(page.SuggestedTitle.Length, 20, 90);
        Assert.Matches(@"^[A-Z]+, [A-Z]+$", page.DatelinePlace);
        Assert.Equal("12:15 P.M.", page.DatelineTime);
        Assert.Equal(10, page.BodyMarkdown.Split("\n\n").Length);
        Assert.Equal(9, Assert.Single(page.AlsoRead).AfterParagraph);
        Assert.Equal([1, .. Enumerable.Repeat((int?)null, 14)], page.Shares.Select(share => share.Count));
        Assert.Equal(1, page.ShareTotal);
        Assert.StartsWith("Notice: ", page.Notice, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', page.Policy!);
        var guidelines = page.GuidelinesMarkdown!.Split('\n');
        Assert.Equal(3, guidelines.Count(line => line is ['#', '#', ' ', ..]));
        Assert.Equal(4, guidelines.Count(line => line is ['-', ' ', ..]));
        Assert.Equal((3, "Most Voted"), (page.StatedCount, page.SelectedSort));
        Assert.Empty(page.Problems);
        Assert.Equal([null, 0, null], page.Comments.Select(comment => comment.ParentIndex));
        Assert.Equal(["Regular", "Master", "Regular"], page.Comments.Select(comment => comment.Rank));
        Assert.Equal([2, 3, 1], page.Comments.Select(comment => comment.Badges.Count));
        Assert.Equal([true, false, false], page.Comments.Select(comment => comment.CutOff));
        Assert.Equal([new(2017, 6, 23, 12, 28, 0), new(2017, 6, 23, 17, 53, 0), new(2017, 6, 26, 10, 56, 0)],
            page.Comments.Select(comment => comment.WrittenAt));
        Assert.EndsWith("…", page.Comments[0].Text, StringComparison.Ordinal);
        Assert.Equal(5, page.Comments[1].Text.Split('\n').Length);
    }

    private static string SavedPage()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
            folder = folder.Parent;
        var seed = folder is null ? "" : Path.Combine(folder.FullName, "..", "shared", "seed");
        if (!Directory.Exists(seed) || Directory.GetFiles(seed, "*.txt") is not [var file, ..])
        {
            Assert.Skip("shared/seed is not beside this checkout");
            return "";
        }
        return File.ReadAllText(file);
    }

    [Fact]
    public void A_share_list_without_bullets_is_read_with_its_names()
    {
        var page = CaptureReader.Read(string.Join('\n',
            "The lock was opened.", "", "Share this article:", "Facebook", "12", "Twitter", "3", "15", "Shares", "",
            "Notice: own views.", "", "All are welcome.", "", "0 Comments", "Inline Feedbacks", "View all comments"));

        Assert.Equal([("Facebook", 12), ("Twitter", 3)], page.Shares.Select(share => (share.Network, share.Count ?? 0)));
        Assert.Equal(15, page.ShareTotal);
        Assert.Equal("The lock was opened.", page.BodyMarkdown.Trim());
    }

    [Fact]
    public void The_pages_own_links_under_the_last_comment_are_not_its_words()
    {
        var page = CaptureReader.Read(string.Join('\n',
            "The lock was opened.", "", "2 Comments", "Inline Feedbacks", "View all comments",
            "Ida", "Ida", "2021-03-03 19:01", "", "First.", "", "5", "Reply",
            "Jan", "Jan", "2021-03-03 20:01", "", "Second.", "", "0", "Reply", "View Replies (3)", "Load More Comments"));

        Assert.Equal(["First.", "Second."], page.Comments.Select(comment => comment.Text));
        Assert.Equal([5, 0], page.Comments.Select(comment => comment.Votes));
    }
}
