using CsCheck;
using Parley.Articles;

namespace Parley.Tests.Articles;

/// <summary>Where a passage goes when its story is edited.</summary>
[Once]
public sealed class PassageTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 23, 12, 0, 0, TimeSpan.Zero);

    private const string Story = """
        The bridge will be closed from May. A ferry will cross every ten minutes, the council said.

        Nobody was asked, the market answered. The bridge will be closed from May to September.

        > It holds, said the pilot.

        It will be open again in October.
        """;

    [Fact]
    public void Words_that_are_still_there_are_followed_wherever_the_story_grows()
    {
        var passage = At("Nobody was asked");
        passage.Follow(StoryText.Of("A new beginning.\n\n" + Story + "\n\nA new end."));

        Assert.Equal(PassageFate.Here, passage.Fate);
        Assert.Equal("Nobody was asked", Shown(passage, StoryText.Of("A new beginning.\n\n" + Story)));
    }

    [Theory]
    [InlineData("Nobody was asked, the market answered.", "Everybody was asked, the market answered.", PassageFate.Changed)]
    [InlineData("Nobody was asked, the market answered. The bridge will be closed from May to September.", "", PassageFate.Changed)]
    [InlineData("A ferry will cross every ten minutes, the council said.", "A ferry will cross every hour, they say.", PassageFate.Here)]
    public void A_changed_passage_says_so(string words, string instead, PassageFate fate)
    {
        var passage = At("Nobody was asked");
        passage.Follow(StoryText.Of(Story.Replace(words, instead, StringComparison.Ordinal)));

        Assert.Equal(fate, passage.Fate);
        Assert.Equal(fate == PassageFate.Here, passage.Start is not null);
        Assert.Equal("Nobody was asked", passage.Exact);
    }

    [Fact]
    public void A_passage_whose_surroundings_are_gone_too_was_removed()
    {
        var passage = At("Nobody was asked");
        passage.Follow(StoryText.Of("An entirely different story about eels."));

        Assert.Equal(PassageFate.Removed, passage.Fate);
    }

    [Fact]
    public void A_look_alike_elsewhere_is_not_taken_for_it()
    {
        var passage = At("The bridge will be closed from May", 1);
        passage.Follow(StoryText.Of(Story.Replace("Nobody was asked, the market answered. The bridge will be closed from May to September.",
            "Nothing is known.", StringComparison.Ordinal)));

        Assert.Equal(PassageFate.Changed, passage.Fate);
        Assert.Null(passage.Start);
    }

    [Fact]
    public void What_was_taken_out_and_put_back_is_found_again()
    {
        var passage = At("Nobody was asked");
        passage.Follow(StoryText.Of(Story.Replace("Nobody was asked", "Few were asked", StringComparison.Ordinal)));
        passage.Follow(StoryText.Of(Story));

        Assert.Equal(PassageFate.Here, passage.Fate);
    }

    [Theory]
    [InlineData("ferry will cross", "A ", " every ten", null)]
    [InlineData("answered. The bridge", "", "", null)]
    [InlineData("September.\n\n  It holds", "", "", null)]
    [InlineData("The bridge will be closed", "", "", "passage-ambiguous")]
    [InlineData("The bridge will be closed", "market answered.", "", null)]
    [InlineData("The bridge will be closed", "nowhere to be", " found", "passage-not-found")]
    [InlineData("the moon", "", "", "passage-not-found")]
    [InlineData(" \u200B ", "", "", "passage-empty")]
    public void A_reader_points_at_words_of_the_story(string exact, string prefix, string suffix, string? code)
    {
        var refusal = PointedAt.Find(StoryText.Of(Story), new TextQuote(exact, prefix, suffix), out var start, out var words);

        Assert.Equal(code, refusal?.Code);
        if (code is null) Assert.Equal(words, StoryText.Of(Story).Words.Substring(start, words.Length));
    }

    [Fact]
    public void A_passage_of_5000_characters_is_refused_in_words() =>
        Assert.Equal("passage-too-long",
            PointedAt.Find(StoryText.Of(new string('a', 9000)), new TextQuote(new string('a', 5000)), out _, out _)!.Code);

    [Fact]
    public void Text_from_right_to_left_captions_and_footnotes_have_places_too()
    {
        var story = StoryText.Of("שלום עולם, זה גשר ישן מאוד.\n\n^^^\n![A pier](https://x.example/a.png)\n^^^ The old pier in June\n\nA "
            + "claim.[^1]\n\n[^1]: The report, page 12.");

        foreach (var exact in new[] { "זה גשר", "old pier", "A claim.1", "The report, page 12" })
            Assert.Null(PointedAt.Find(story, new TextQuote(exact), out _, out _));
    }

    /// <summary>Every word of a story is somebody: after any edits a passage stands on the same words, or nowhere.</summary>
    [Property]
    public void Whatever_an_editor_does_a_passage_never_lands_on_other_words() =>
        Gen.Select(Gen.Int[0, 9].Array[4, 12].List[2, 7], Gen.Int[0, 60], Gen.Int[1, 9],
                Gen.Select(Gen.Int[0, 5], Gen.Int[0, 60], Gen.Int[1, 12], Gen.Int[0, 60], Gen.Int[0, 9].Array[1, 6]).List[1, 6])
            .Holds((paragraphs, from, length, edits) =>
            {
                var next = 0;
                var words = paragraphs.ConvertAll(paragraph => paragraph.Select(word => new Word(next++, word)).ToList());
                var all = words.SelectMany(x => x).ToList();
                from %= all.Count;
                length = Math.Min(length, all.Count - from);
                var story = StoryOf(words);
                var exact = string.Join(' ', all.Skip(from).Take(length).Select(x => x.Text));
                var passage = Passage.At(PointedStory.Around(1, default, story), Position(words, from), exact, Now);
                var mine = all.Skip(from).Take(length).Select(x => x.Id).ToList();
                var neighbours = Neighbours(all, from, length);
                foreach (var (kind, where, many, to, inserted) in edits)
                {
                    Edit(words, kind, where, many, to,
                        [new(next++, Unique), .. inserted.Select(word => new Word(next++, word)), new(next++, Unique)]);
                    passage.Follow(StoryOf(words));
                    if (passage.Start is not { } start) continue;
                    var at = Enumerable.Range(0, words.Sum(x => x.Count)).First(i => Position(words, i) == start);
                    var now = words.SelectMany(x => x).ToList();
                    var ids = now.ConvertAll(x => x.Id);
                    var (landed, around) = (ids.Slice(at, length), Neighbours(now, at, length));
                    // The same words next to the same neighbour, which a repeated word or a copied paragraph can't be told
                    // from, are the passage. So are those that read the same as far as a word that stands nowhere else:
                    // then a shorter cut is the same edit.
                    var isPlace = around.Left == neighbours.Left || around.Right == neighbours.Right
                        || around.Before == neighbours.Before || around.After == neighbours.After;
                    neighbours = around;
                    if (landed.SequenceEqual(mine) || isPlace) continue;
                    // A copied paragraph reads the same wherever it was put in, before or after the first; it may be taken for
                    // the first one only while the first is not whole.
                    if (!landed.Select(x => x % Copy).SequenceEqual(mine)
                            || Enumerable.Range(0, ids.Count).Any(i => ids.Skip(i).Take(length).SequenceEqual(mine)))
                        return false;
                }
                return true;
            }, iter: 2_000);

    private static (int? Left, int? Right, string Before, string After) Neighbours(List<Word> words, int at, int length)
    {
        var (before, after) = (words.Take(at).Reverse().ToList(), words.Skip(at + length).ToList());
        return (before.FirstOrDefault()?.Id % Copy, after.FirstOrDefault()?.Id % Copy, UpToTelling(before), UpToTelling(after));
    }

    private static string UpToTelling(List<Word> words)
    {
        var telling = words.FindIndex(word => word.Kind >= Common);
        return string.Join(' ', words.Take(telling < 0 ? words.Count : telling + 1).Select(word => word.Text)) + (telling < 0 ? " …" : "");
    }

    [Fact]
    public void A_paragraph_cut_before_one_that_begins_alike_reads_as_a_cut_after_the_passage()
    {
        const string Lead = "Four hundred people walked along the harbour wall that day.";
        var story = StoryText.Of($"{Lead}\n\nThe bridge was painted green.\n\nThe bridge will open in May.");
        var passage = Passage.At(PointedStory.Around(1, default, story), story.PlacesOf("bridge").First(), "bridge", Now);

        var cut = StoryText.Of($"{Lead}\n\nThe bridge will open in May.");
        passage.Follow(cut);

        // Whether "The bridge was painted green." went or "was painted green. The bridge", no text can tell.
        Assert.Equal(cut.PlacesOf("bridge").Single(), passage.Start);
    }

    // Words of these kinds stand in the story often; a word of any other stands there once.
    private const int Common = 4;

    private const int Copy = 1_000_000;

    // What is written in begins and ends with a word of its own: the same words in the same place would be no change.
    private const int Unique = 9;

    private sealed record Word(int Id, int Kind)
    {
        // Four words in ten are these, so that every story is full of look-alikes; the others tell its places apart.
        public string Text => Kind < Common ? new[] { "the", "bridge", "said", "ferry" }[Kind] : $"word{Id % Copy}";
    }

    private static void Edit(List<List<Word>> story, int kind, int where, int many, int to, List<Word> inserted)
    {
        var all = story.Sum(x => x.Count);
        if (all == 0) return;
        var (paragraph, at) = Locate(story, where % all);
        switch (kind)
        {
            case 0:
                story[paragraph].InsertRange(at, inserted);
                break;
            case 1:
                story[paragraph].RemoveRange(at, Math.Min(many, story[paragraph].Count - at));
                break;
            case 2:
                story[paragraph].RemoveRange(at, Math.Min(many, story[paragraph].Count - at));
                story[paragraph].InsertRange(at, inserted);
                break;
            case 3:
                var moved = story[paragraph];
                story.RemoveAt(paragraph);
                story.Insert(to % (story.Count + 1), moved);
                break;
            case 4:
                story.Insert(to % (story.Count + 1), [.. story[paragraph].Select(x => x with { Id = x.Id + Copy })]);
                break;
            default:
                story.RemoveAt(paragraph);
                break;
        }
        story.RemoveAll(x => x.Count == 0);
    }

    private static (int Paragraph, int At) Locate(List<List<Word>> story, int word)
    {
        var paragraph = 0;
        while (word >= story[paragraph].Count) word -= story[paragraph++].Count;
        return (paragraph, word);
    }

    private static StoryText StoryOf(List<List<Word>> words) =>
        StoryText.Of(string.Join("\n\n", words.Select(x => string.Join(' ', x.Select(word => word.Text)))));

    private static int Position(List<List<Word>> words, int index) => words.SelectMany(x => x).Take(index).Sum(x => x.Text.Length + 1);

    private static Passage At(string exact, int which = 0)
    {
        var story = StoryText.Of(Story);
        return Passage.At(PointedStory.Around(1, default, story), story.PlacesOf(exact).ElementAt(which), exact, Now);
    }

    private static string Shown(Passage passage, StoryText story) => story.Words.Substring(passage.Start!.Value, passage.Exact.Length);
}
