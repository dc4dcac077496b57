using CsCheck;
using Parley.Conduct;

namespace Parley.Tests.Conduct;

[Once]
public sealed class PrintTests
{
    /// <summary>Few different hashes, so that many are common and many share a mark.</summary>
    private static readonly Gen<uint[]> Sketch =
        Gen.OneOf(Gen.UInt[0, 80], Gen.UInt[0, 4000], Gen.UInt).HashSet[0, Print.Most].Select(hashes => hashes.Order().ToArray());

    [Property]
    public void What_two_texts_have_in_common_is_never_more_than_a_look_at_their_marks_says() =>
        Gen.Select(Sketch, Sketch).Holds((a, b) =>
        {
            var (one, other) = (new Print(a, [], Print.LongText, false), new Print(b, [], Print.LongText, false));
            Assert.True(one.MostInCommon(other) >= a.Intersect(b).Count());
            if (a.Length + b.Length > 0)
                Assert.True((double)one.MostInCommon(other) / Math.Max(a.Length, b.Length) >= one.Resemblance(other));
            Assert.Equal(one.MostInCommon(other), other.MostInCommon(one));
        });
}
