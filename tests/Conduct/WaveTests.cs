using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Parley.Conduct;
using Parley.Web;

namespace Parley.Tests.Conduct;

/// <summary>What is a wave and what isn't, told by letters and addresses alone.</summary>
[Once]
public sealed class WaveTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly Prints prints = new(SHA256.HashData("a site's secret"u8));
    private readonly Waves waves = new();
    private DateTimeOffset now = Noon;

    private static bool IsOwn(string host) => host is "news.example" or "127.0.0.1";

    private Print? Of(string text, string? answered = null) => prints.Of(text, IsOwn, answered);

    /// <returns>The wave that it joins, before it is kept in mind.</returns>
    private Guid? Post(string text, Guid author, Guid? comment = null, string? answered = null)
    {
        if (Of(text, answered) is not { } print) return null;
        var joins = waves.Joins(print, now);
        if (waves.Note(comment ?? NewId(), author, print, now, now, joins is not null) is { } noticed) waves.Begin(noticed);
        return joins;
    }

    private static Guid NewId() => Clock.NewId(Noon);

    private static List<Guid> People(int count) => [.. Enumerable.Range(0, count).Select(_ => NewId())];

    [Theory]
    [InlineData(1, 0.99)]
    [InlineData(2, 0.99)]
    // Each of several templates is noticed by itself, and what is held teaches little: or honest words would be held with it.
    [InlineData(3, 0.96)]
    [InlineData(4, 0.93)]
    public void A_wave_of_2000_is_one_group_and_nearly_all_after_its_first_twenty_are_held(int templates, double least)
    {
        var (texts, people, random) = (new WaveTexts(templates * 17), People(200), new Random(templates));
        var joined = new List<Guid?>();
        for (var i = 0; i < 2000; i++)
        {
            joined.Add(Post(texts.Spam(templates), people[random.Next(people.Count)]));
            // Others who are new say something of their own in between.
            if (i % 4 == 0) Assert.Null(Post(texts.Opinion(), NewId()));
            now += TimeSpan.FromSeconds(2);
        }

        var held = joined.Skip(20).Count(x => x is not null);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{templates}: {held} of 1980 held, first at {joined.FindIndex(x => x is not null)}; "
            + $"{joined.OfType<Guid>().Distinct().Count()} waves");
        Assert.True(held >= least * 1980, $"{held} of 1980");
        Assert.Single(joined.OfType<Guid>().Distinct());
        now += Waves.Silence;
        Assert.Null(waves.Joins(Of(texts.Spam(templates))!, now));
    }

    [Fact]
    public void Different_comments_about_one_story_are_no_wave()
    {
        var texts = new WaveTexts(5);
        foreach (var author in People(500)) Assert.Null(Post(texts.Opinion(), author));
    }

    [Theory]
    [InlineData("Union now!")]
    [InlineData("Build the wall! No more excuses.")]
    [InlineData("Black lives matter, and they always will.")]
    [InlineData("Stop the war. Bring them home.")]
    [InlineData("My body, my choice!")]
    [InlineData("Every life is sacred. Choose life.")]
    [InlineData("Donate blood this week, whoever you are.")]
    [InlineData("Vote them out on Sunday, all of them.")]
    public void A_slogan_of_whatever_side_is_no_wave_however_many_copy_it(string slogan)
    {
        foreach (var author in People(100)) Assert.Null(Post(slogan, author));
    }

    [Fact]
    public void A_news_link_that_many_share_with_words_of_their_own_is_no_wave()
    {
        var texts = new WaveTexts(8);
        const string Headline = "Bridge to close from May, council says: https://www.bbc.example/news/world-1234567";
        foreach (var author in People(30))
            Assert.Null(Post($"{texts.Opinion(2)} https://www.bbc.example/news/world-1234567?from={author}", author));
        foreach (var author in People(30)) Assert.Null(Post($"{Headline} {texts.Opinion(3)}", author));
    }

    [Fact]
    public void A_link_to_the_story_itself_is_nobodys_payload()
    {
        foreach (var author in People(30)) Assert.Null(Post("Read it first: https://news.example/articles/the-bridge", author));
    }

    [Fact]
    public void Replies_that_quote_the_same_comment_are_no_wave()
    {
        const string Quoted = "They have promised a ferry since the spring of last year, and nobody saw it: https://ferry.example/plan";
        var texts = new WaveTexts(9);
        var replies = new[] { "I agree.", "Not true.", "Who says so?", "Exactly my words, thank you.", "And the toll?" };
        foreach (var (i, author) in People(60).Index())
        {
            Assert.Null(Post($"> {Quoted}\n\n{replies[i % replies.Length]}", author, answered: Quoted));
            Assert.Null(Post($"“{Quoted}” {texts.Opinion(1)}", author, answered: Quoted));
            Assert.Null(Post($"\"{Quoted[..80]}\" {replies[i % replies.Length]}", author));
        }
    }

    [Fact]
    public void A_long_text_that_is_copied_is_a_wave_whatever_it_asks_for()
    {
        // One of each side: what decides is that it is copied, and nothing else.
        foreach (var petition in new[]
        {
            "We the undersigned ask the council to keep the bridge open for everybody until the ferry has proven itself for a winter.",
            "We the undersigned ask the council to close the bridge at once, since no ferry is worth the life of a single child on it.",
        })
        {
            var joined = People(40).ConvertAll(author => Post(petition, author));
            Assert.Equal(Waves.Newcomers, joined.FindIndex(x => x is not null));
            Assert.Equal(40 - Waves.Newcomers, joined.Count(x => x is not null));
        }
    }

    [Fact]
    public void What_leads_somewhere_and_says_little_else_is_known_by_where_it_leads()
    {
        var people = People(20);
        var joined = people.ConvertAll(x => Post($"{(x.GetHashCode() % 2 == 0 ? "Look" : "Wow!")} https://win.example/now", x));
        Assert.Equal(Waves.Newcomers, joined.FindIndex(x => x is not null));
    }

    private static readonly string[] Remarks =
    [
        "Here's the report, worth a read:", "So that is what they spent it on.", "Nobody at the town hall saw this?",
        "My uncle was there in 1987.", "Compare the second table.", "Third paragraph, honestly.", "What a photograph!",
        "Explains the queue on Monday.", "I doubt these numbers a lot.", "Finally somebody counts buses.",
        "Our teacher sent us this.", "And Lisbon does it cheaper.", "Old news, but true.", "Look who signed it.",
        "They say the opposite here:", "Read the comments below that one.", "The map alone is great.", "Hm. Paywalled for me.",
        "Ferries were never mentioned.", "Is the author local?", "For those who missed it yesterday:", "Ten years late, as ever.",
        "Quote of the week in there.", "Not convinced by the expert.", "Weather data contradicts that.", "Same story, other town.",
        "Proof that protest works.", "Taxes explained at last.", "Makes one think of winter.", "Good summary for newcomers.",
    ];

    [Fact]
    public void Ten_who_each_link_another_page_of_one_paper_or_the_same_with_a_remark_of_their_own_are_no_wave()
    {
        foreach (var remark in Remarks) Assert.Null(Post($"{remark} https://www.bbc.co.uk/news/uk-politics-12345678", NewId()));
        // Neither are bare links, of which each leads elsewhere, nor the name of the paper alone.
        for (var i = 0; i < 30; i++)
        {
            Assert.Null(Post($"https://www.bbc.co.uk/news/articles/c{i:D8}", NewId()));
            Assert.Null(Post($"{Remarks[i]} https://www.bbc.co.uk/news/articles/d{i:D8}", NewId()));
            Assert.Null(Post($"{Remarks[i]} bbc.co.uk", NewId()));
        }
    }

    [Fact]
    public void Many_who_answer_one_person_by_name_are_no_wave()
    {
        var texts = new WaveTexts(12);
        foreach (var remark in Remarks)
        {
            Assert.Null(Post($"@annaweiss {remark}", NewId()));
            Assert.Null(Post("@annaweiss Danke!", NewId()));
            Assert.Null(Post($"@annaweiss {texts.Opinion(2)}", NewId()));
        }
        Assert.Empty(Of("@annaweiss " + texts.Opinion())!.Payload);
    }

    [Fact]
    public void A_wave_that_is_padded_with_what_others_write_swallows_none_of_what_they_write_next()
    {
        var (texts, held) = (new WaveTexts(13), 0);
        for (var i = 0; i < 1500; i++)
        {
            if (Post($"{texts.Spam(1)} {texts.Opinion(5)}", NewId()) is not null) held++;
            if (i % 3 == 0) Assert.Null(Post($"{texts.Opinion(2)} https://www.bbc.co.uk/news/{i}", NewId()));
            if (i % 3 == 1) Assert.Null(Post(texts.Opinion(), NewId()));
            now += TimeSpan.FromSeconds(2);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{held} of 1500 padded ones held");
    }

    [Fact]
    public void Copies_with_a_sentence_of_their_own_on_either_side_and_one_foreign_address_are_found_and_who_links_a_paper_is_not_held()
    {
        const string Offer = "Our trader turned a few coins into many with crypto in one week, no knowledge needed, begin now:";
        var (texts, held) = (new WaveTexts(16), new List<bool>());
        for (var i = 0; i < 300; i++)
        {
            var own = texts.Opinion(1).Split(". ")[0];
            held.Add(Post(i % 3 == 0 ? $"{Offer} https://gains.example/join {own}." : $"{own}. {Offer} https://gains.example/join",
                NewId()) is not null);
            // Thousands link the same report, and somebody warns of the other address, each in words of their own.
            Assert.Null(Post($"{texts.Opinion(1)} https://www.bbc.co.uk/news/uk-politics-12345678", NewId()));
            if (i % 5 == 0) Assert.Null(Post($"{texts.Opinion(2)} https://gains.example/join", NewId()));
            now += TimeSpan.FromSeconds(2);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{held.Count(x => x)} of 300, first at {held.IndexOf(true)}");
        Assert.InRange(held.IndexOf(true), Waves.Newcomers, 30);
        Assert.True(held.Skip(30).Count(x => x) >= 0.95 * 270, $"{held.Skip(30).Count(x => x)} of 270");
    }

    [Fact]
    public void Nothing_is_left_of_those_who_are_no_longer_in_mind()
    {
        var texts = new WaveTexts(14);
        for (var i = 0; i < 200; i++)
        {
            Post($"{texts.Spam(1)} https://gains.example/{i % 50}", NewId());
            now += TimeSpan.FromSeconds(20);
        }
        Assert.True(waves.Kept.Addresses > 0);
        now += Waves.Within;
        Post(texts.Opinion(), NewId());
        Assert.Equal((1, 0), waves.Kept);
    }

    [Fact]
    public void A_wave_that_is_read_while_it_is_written_down_is_one_and_ends()
    {
        var texts = new WaveTexts(15);
        var (text, noticed) = (texts.Spam(1), (NoticedWave?)null);
        foreach (var author in People(30)) noticed ??= waves.Note(NewId(), author, Of($"{text} Yours, {author:N}")!, now, now);
        waves.Know(new(noticed!.Id, now, null, noticed.Prints), now);
        waves.Begin(noticed);
        Assert.Equal(noticed.Id, waves.Joins(noticed.Prints[0], now));
        now += Waves.Silence;
        // From then on it begins anew with ten.
        Assert.NotNull(People(30).ConvertAll(author => Post($"{text} Yours, {author:N}", author))[^1]);
    }

    [Fact]
    public void Two_halves_of_one_wave_are_known_for_one_and_the_other_side_s_petition_is_another()
    {
        var texts = new WaveTexts(18);
        NoticedWave Noticed(Func<int, string> text) => new(NewId(), now, [], [.. Enumerable.Range(0, 12).Select(i => Of(text(i))!)]);
        Assert.True(Noticed(_ => texts.Spam(1)).IsLike(Noticed(_ => texts.Spam(1)).Prints));
        Assert.False(Noticed(_ => texts.Opinion()).IsLike(Noticed(_ => texts.Opinion()).Prints));
        // They begin alike, and end otherwise.
        const string Begin = "Sign here so that the mayor", Petition = "https://petition.example";
        Assert.False(Noticed(i => $"{Begin} keeps his promise and the harbour bridge stays open for all of us until the works begin: "
            + $"{Petition}/keep {i}").IsLike(Noticed(i => $"{Begin} breaks no law and the harbour bridge is closed to all of us before "
            + $"somebody is killed: {Petition}/close {i}").Prints));
    }

    [Fact]
    public void Ten_comments_of_one_author_are_no_wave_and_nine_authors_are_none()
    {
        var texts = new WaveTexts(3);
        var one = NewId();
        for (var i = 0; i < 30; i++) Assert.Null(Post(texts.Spam(1), one));
        foreach (var author in People(Waves.Newcomers - 2)) Assert.Null(Post(texts.Spam(1), author));
        Assert.Null(Post(texts.Spam(1), one));
        Assert.Null(Post(texts.Spam(1), NewId()));
        Assert.NotNull(Post(texts.Spam(1), NewId()));
    }

    [Fact]
    public void Ten_in_more_than_an_hour_are_no_wave()
    {
        var texts = new WaveTexts(4);
        foreach (var author in People(60))
        {
            Assert.Null(Post(texts.Spam(1), author));
            now += TimeSpan.FromMinutes(7);
        }
    }

    [Fact]
    public void A_wave_that_is_over_begins_anew_only_with_as_many_again()
    {
        var texts = new WaveTexts(6);
        foreach (var author in People(30)) Post(texts.Spam(1), author);
        Assert.NotNull(waves.Joins(Of(texts.Spam(1))!, now + Waves.Silence - TimeSpan.FromSeconds(1)));
        now += Waves.Silence;
        var joined = People(40).ConvertAll(author => Post(texts.Spam(1), author));
        Assert.InRange(joined.FindIndex(x => x is not null), Waves.Newcomers, 25);
    }

    [Fact]
    public void What_a_moderator_has_published_is_held_no_more_for_a_week_unless_it_leads_elsewhere()
    {
        const string Text = "Come and help to fill sandbags at the old harbour tonight, bring boots and a lamp: https://flood.example";
        Guid? wave = null;
        foreach (var author in People(12)) wave = Post(Text, author) ?? wave;
        waves.Know(new(wave!.Value, now, now + Waves.ExemptFor, [Of(Text)!]), now);

        foreach (var author in People(30)) Assert.Null(Post(Text, author));
        var swapped = People(12).ConvertAll(author => Post(Text.Replace("flood.example", "casino.example", StringComparison.Ordinal),
            author));
        Assert.NotNull(swapped[^1]);
        now += Waves.ExemptFor;
        Assert.NotNull(People(12).ConvertAll(author => Post(Text, author))[^1]);
    }

    [Fact]
    public void Another_node_and_the_next_start_know_it_by_what_was_written_down()
    {
        var texts = new WaveTexts(7);
        var (text, noticed) = (texts.Spam(1), (NoticedWave?)null);
        foreach (var author in People(30)) noticed ??= waves.Note(NewId(), author, Of($"{text} Yours, {author:N}")!, now, now);
        var other = new Waves();
        other.Know(new(noticed!.Id, now, null, Print.Unpack(Print.Pack(noticed.Prints))), now);
        // Signed by one more, as all the others are.
        var (next, own) = (Of($"{text} Yours, {NewId():N}")!, Of(texts.Opinion())!);
        Assert.Equal(noticed.Id, other.Joins(next, now));
        Assert.Null(other.Joins(own, now));
        // Nothing is held before it is written down.
        Assert.Null(waves.Joins(next, now));
    }

    [Fact]
    public void A_flood_of_different_texts_is_kept_in_bounds_and_without_the_key_nobody_knows_what_is_alike()
    {
        var texts = new WaveTexts(10);
        for (var i = 0; i < 7000; i++) Post(texts.Opinion(), NewId());
        Assert.InRange(waves.Kept.Comments, 1, 5000);
        var other = new Prints(SHA256.HashData("another secret"u8));
        var text = texts.Opinion();
        Assert.Equal(0, Of(text)!.Resemblance(other.Of(text, IsOwn)!));
        now += Waves.Within;
        Post(texts.Opinion(), NewId());
        Assert.Equal(1, waves.Kept.Comments);
    }

    [Fact]
    public void A_print_of_whatever_text_is_bounded_and_never_an_error()
    {
        var lone = string.Concat(Enumerable.Repeat("\uD83D x \uDC00", 2000));
        foreach (var text in new[]
        {
            "", " ", new string('a', 1_000_000), string.Concat(Enumerable.Repeat("word and link https://a.example/b ", 40_000)),
            string.Concat(Enumerable.Repeat("😀👩‍👩‍👧‍👦", 50_000)), lone, "a" + new string('\u0301', 100_000), new string('>', 100_000),
            string.Concat(Enumerable.Repeat("\"“„«", 20_000)),
            string.Concat(Enumerable.Repeat("𝐅𝐑𝐄𝐄 ", 3000)), new string('9', 100_000),
            string.Concat(Enumerable.Repeat("a@b.c", 20_000)), string.Concat(Enumerable.Repeat("+1 (", 30_000)), "://", "@", "](", "www.",
                "….",
            string.Concat(Enumerable.Range(0, 0x10FFFF / 40).Select(x => x * 40).Where(x => x is < 0xD800 or > 0xDFFF)
                .Select(char.ConvertFromUtf32)),
        })
        {
            var print = Of(text, text);
            Assert.True(print is null || (print.Sketch.Length <= Print.Most && print.Payload.Length <= 8));
            if (print is not null) Assert.Equal(print.Sketch, Print.Unpack(Print.Pack([print]))[0].Sketch);
        }
        CsCheck.Gen.String.Holds(text => Of(text + " " + text, text), iter: 200);
    }

    [Theory]
    [InlineData("See https://www.Example.org/a?b=1.", "link:example.org page:example.org/a?b=1")]
    [InlineData("See example[.]org/x now", "link:example.org page:example.org/x")]
    [InlineData("See [here](https://user@shop.example.co.uk:8080/x)!", "link:example.co.uk page:shop.example.co.uk/x")]
    [InlineData("Write to t.me/Some_Body or", "link:t.me/some_body")]
    [InlineData("https://youtube.com/watch?v=abc", "link:youtube.com/watch?v=abc")]
    [InlineData("Ring +49 (170) 123-45 67, now", "tel:701234567")]
    [InlineData("Ring 0049 170 1234567", "tel:701234567")]
    [InlineData("mail Me.Now@example.org please", "mail:me.now@example.org")]
    [InlineData("ask @crypto_anna today", "")]
    [InlineData("send to 0x52908400098527886E0F7030069857D2E4169EE7", "wallet:0x52908400098527886e0f7030069857d2e4169ee7")]
    [InlineData("in the discussion 019ef9b74c807ff39a49e8d5013527b1.", "")]
    [InlineData("It cost 1,200,000 in 2025 and 2026.", "")]
    [InlineData("Nobody was asked.The ferry came later.", "")]
    [InlineData("https://news.example/articles/a is this story", "")]
    public void What_a_text_leads_to_is_read_in_one_spelling(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Payload.In(text, IsOwn)));

    [Theory]
    [InlineData("polis_statements", 0)]
    [InlineData("civil_typed", 0)]
    [InlineData("mlma_en_ar_fr", 0)]
    // There people warn each other with the same few texts, which are copied indeed.
    [InlineData("jigsaw_binary_25k", 20)]
    public void What_people_really_wrote_is_no_wave(string name, int most)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "shared", "data", "conduct"))) folder = folder.Parent;
        Assert.SkipWhen(folder is null, "The folder shared/data/conduct is not beside the project.");
        var (read, held) = (0, new List<string>());
        foreach (var text in Texts(Path.Combine(folder!.FullName, "shared", "data", "conduct", name, "data.jsonl.gz")).Take(6000))
        {
            read++;
            // Names and addresses were taken out there, so that all lead to the same.
            if (Post(text.Replace("@user", "", StringComparison.Ordinal).Replace("@url", "", StringComparison.Ordinal),
                    NewId()) is not null) held.Add(text);
            now += TimeSpan.FromSeconds(1);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {held.Count} of {read} held");
        Assert.True(read > 500 && held.Count <= most, $"{held.Count} of {read}: {string.Join("\n--\n", held)}");
    }

    private static IEnumerable<string> Texts(string file)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
            if (JsonDocument.Parse(line).RootElement is { ValueKind: JsonValueKind.Object } row && row.TryGetProperty("text", out var text))
                yield return text.GetString()!;
    }
}
