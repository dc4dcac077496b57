using System.Globalization;
using System.Text;
using CsCheck;
using Parley.Readers;
using Parley.Web;

namespace Parley.Tests.Readers;

[Once]
public sealed class GuestNameTests
{
    [Theory]
    [InlineData("Ada")]
    [InlineData("Nguyễn Thị Ánh")]
    [InlineData("Ольга")]
    [InlineData("김민준")]
    [InlineData("山田 太郎")]
    [InlineData("葛\U000E0100城")]
    [InlineData("שָׁלוֹם")]
    [InlineData("نمی\u200Cدانم")]
    [InlineData("ක්\u200Dෂ")]
    [InlineData("क्\u200Dष")]
    [InlineData("O'Brien-Smith, Jr.")]
    [InlineData("👩\u200D🚀")]
    [InlineData("🏳️\u200D🌈 Sam")]
    [InlineData("❤️ 1️⃣ 👍🏽 🇨🇭")]
    [InlineData("🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F")]
    [InlineData("42")]
    public void A_name_may_be_in_any_script(string name) => Assert.Equal(name, Parsed(name));

    [Theory]
    [InlineData("  Ada \t Lovelace\n", "Ada Lovelace")]
    [InlineData("Ada\u00A0\u3000Lovelace", "Ada Lovelace")]
    [InlineData("Rene\u0301", "René")]
    public void A_name_is_tidied(string raw, string name) => Assert.Equal(name, Parsed(raw));

    [Theory]
    [InlineData(null, "missing")]
    [InlineData(" \t", "missing")]
    [InlineData("\u200B\u3164\u2800", "missing")]
    [InlineData("Ad\u200Ba", "hidden-characters")]
    [InlineData("Ad\u200Da", "hidden-characters")]
    [InlineData("نم\u200C", "hidden-characters")]
    [InlineData("\u202EadA", "hidden-characters")]
    [InlineData("Ada\u2069", "hidden-characters")]
    [InlineData("Ada\u0000", "hidden-characters")]
    [InlineData("Ada\uFE0F", "hidden-characters")]
    [InlineData("Ada\U000E0100", "hidden-characters")]
    [InlineData("Ada\U000E0067\U000E007F", "hidden-characters")]
    [InlineData("🏴\U000E0067\U000E0062", "hidden-characters")]
    [InlineData("Ad\u3164a", "hidden-characters")]
    [InlineData("Z\u0334\u0335\u0336\u0337\u0338", "too-many-marks")]
    [InlineData("Ada\uE000", "unknown-characters")]
    [InlineData("Ada\uFFFF", "unknown-characters")]
    [InlineData("Ada\uD800", "unknown-characters")]
    [InlineData("...", "nothing-to-say")]
    [InlineData("- _ -", "nothing-to-say")]
    public void A_name_that_hides_or_says_nothing_is_refused(string? raw, string code) =>
        Assert.Equal(code, Refused(raw).Code);

    [Fact]
    public void A_name_is_at_most_forty_characters_as_a_reader_counts_them()
    {
        Assert.Equal(new string('a', GuestName.MostGraphemes), Parsed(new string('a', GuestName.MostGraphemes)));
        Assert.Equal(NameProblem.TooLong, Refused(new string('a', GuestName.MostGraphemes + 1)));
        Assert.NotNull(Parsed(string.Concat(Enumerable.Repeat("😀", GuestName.MostGraphemes))));
        Assert.Equal(NameProblem.TooLong, Refused(string.Concat(Enumerable.Repeat("👩\u200D🚀", 20))));
        Assert.Equal(NameProblem.TooLong, Refused(new string(' ', 1_000_000) + "a"));
    }

    [Fact]
    public void A_problem_is_told_in_a_readers_words() =>
        Assert.Equal("Please choose a shorter name: at most 40 characters.",
            Words.In("en")![NameProblem.TooLong.Words, [.. NameProblem.TooLong.Args]]);

    [Property]
    public void A_tidied_name_stays_as_it_is_and_within_its_limits() =>
        AnyName.Holds(raw =>
        {
            if (!GuestName.TryParse(raw, out var name, out _))
                return;
            Assert.Equal(name.Text, Parsed(name.Text));
            Assert.True(name.Text.IsNormalized(NormalizationForm.FormC));
            Assert.InRange(name.Text.Length, 1, GuestName.MostUnits);
            Assert.InRange(new StringInfo(name.Text).LengthInTextElements, 1, GuestName.MostGraphemes);
        }, iter: 20_000);

    private static readonly Gen<string> AnyName = Gen.OneOf(
        Gen.String,
        Gen.OneOf(Gen.Char['\0', '\u0590'], Gen.Char['\u2000', '\u206F'], Gen.Char['a', 'z']).Array[0, 20]
            .Select(letters => new string(letters)));

    private static string Parsed(string raw)
    {
        Assert.True(GuestName.TryParse(raw, out var name, out var problem), problem?.Code);
        return name.Text;
    }

    private static NameProblem Refused(string? raw)
    {
        Assert.False(GuestName.TryParse(raw, out var name, out var problem), name?.Text);
        return problem;
    }
}
