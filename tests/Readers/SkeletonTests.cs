using CsCheck;
using Parley.Readers;

namespace Parley.Tests.Readers;

[Once]
public sealed class SkeletonTests
{
    [Theory]
    [InlineData("Admin", "Аdmin")]
    [InlineData("Admin", "ADMIN")]
    [InlineData("Admin", "ΑDΜΙΝ")]
    [InlineData("Admin", "a d m i n")]
    [InlineData("Admin", "Adm1n")]
    [InlineData("Admin", "Adm|n")]
    [InlineData("Admin", "@dmin!")]
    [InlineData("Chris", "Chri$")]
    [InlineData("Admin", "ádmïn")]
    [InlineData("Admin", "ad\u00ADm\u200Bin")]
    [InlineData("Admin", "𝒜𝒹𝓂𝒾𝓃")]
    [InlineData("Admin", "ⓐⓓⓜⓘⓝ")]
    [InlineData("Admin", "ᴀᴅᴍɪɴ")]
    [InlineData("Admin", "👑 Admin 👑")]
    [InlineData("Admin", "Adrnin")]
    [InlineData("Moderator", "M0derator")]
    [InlineData("Moderator", "Mоderatоr")]
    [InlineData("Moderator", "m.o.d.e.r.a.t.o.r")]
    [InlineData("Moderator", "Mod3rat0r")]
    [InlineData("Editor", "Ｅditor")]
    [InlineData("Editor", "ЕDIТОR")]
    [InlineData("Staff 5", "5taff S")]
    [InlineData("Bob", "ВОВ")]
    [InlineData("Нина", "НИНА")]
    [InlineData("Нина", "Hина")]
    [InlineData("😀", "😀")]
    public void Names_that_look_alike_are_caught(string staff, string guest)
    {
        Assert.True(Skeleton.LooksLike(staff, guest), $"{Skeleton.OfName(staff)} {Skeleton.OfName(guest)}");
        Assert.True(Skeleton.LooksLike(guest, staff));
    }

    [Theory]
    [InlineData("Admin", "Edmin")]
    [InlineData("Moderator", "Modern Art")]
    [InlineData("Anna", "Hanna")]
    [InlineData("कमल", "कमला")]
    [InlineData("कि", "कु")]
    [InlineData("😀", "😎")]
    [InlineData("山", "川")]
    public void Names_that_differ_to_the_eye_may_stand_side_by_side(string a, string b) =>
        Assert.False(Skeleton.LooksLike(a, b), $"{Skeleton.OfName(a)} {Skeleton.OfName(b)}");

    [Theory]
    [InlineData("paypal", "рaypal")]
    [InlineData("scope", "ѕсоре")]
    [InlineData("m", "rn")]
    [InlineData("a\u200Bb", "ab")]
    public void The_plain_skeleton_is_unicodes(string a, string b) => Assert.Equal(Skeleton.Of(a), Skeleton.Of(b));

    [Fact]
    public void The_plain_skeleton_keeps_case_and_spaces() => Assert.NotEqual(Skeleton.Of("A b"), Skeleton.Of("a b"));

    [Property]
    public void Any_name_looks_like_itself() =>
        Gen.String.Holds(name =>
        {
            Assert.True(Skeleton.LooksLike(name, name));
            Assert.Equal(Skeleton.OfName(name), Skeleton.OfName(" " + name + "."));
        }, iter: 5_000);

    [Property]
    public void The_plain_skeleton_of_a_skeleton_is_itself() =>
        Gen.String.Holds(text => Assert.Equal(Skeleton.Of(text), Skeleton.Of(Skeleton.Of(text))), iter: 5_000);
}
