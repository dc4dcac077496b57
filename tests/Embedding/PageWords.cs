using CsCheck;

namespace Parley.Tests.Embedding;

/// <summary>
/// Pages of other sites and the words of their stories. Two read them, the server and the script in the page, and nobody can point at what
/// they read differently: whatever stands here is tried with both.
/// </summary>
public static class PageWords
{
    /// <summary>Body of the page, what its line says of the story, and the story's words; null: there is no story.</summary>
    public static TheoryData<string, string, string?> Cases { get; } = new()
    {
        { "<article><p>One</p><p>two <b>th</b>ree</p></article>", "", "One two three" },
        { "<main>One<br>two<ul><li>three<li>four</ul>five</main>", "", "One two three four five" },
        { "<main>No</main><div class='a story'>Yes<div data-parley>no</div> <button>no</button> it is</div>", "div.story", "Yes it is" },
        { "<main>No</main><p id=x>Grüße</p>", "#x", "Grüße" },
        { "<main>No</main><article>Yes</article>", " ", "Yes" },
        { "<p id=1st class='два a'>Counted</p>", " #1st.два ", "Counted" },
        { "<article>No</article><section><p>Yes</p></section>", "SECTION", "Yes" },
        { "<article>No</article>", ".Story", null },
        { "<article class=story>No</article>", ".Story", null },
        { "<article><p>No</p></article>", "article > p", null },
        { "<article><p>No</p></article>", "article, p", null },
        { "<article>No</article>", "[", null },
        { "<article>One<script>no</script>two<svg><text>no</text></svg>three<style>no</style>, <i>four</i></article>", "",
            "Onetwothree, four" },
        { "<article>漢<ruby>字<rp>(</rp><rt>ji</rt><rp>)</rp></ruby>を<ruby>読<rt>yo</rt></ruby>む</article>", "", "漢字を読む" },
        { "<article>One<video>no</video>two<textarea>no</textarea><select><option>no</select> three</article>", "", "Onetwo three" },
        { "<article><p>One<noscript><p>no</p></noscript>two</p></article>", "", "Onetwo" },
        { "<article>One<img src=x alt=no>two<x-card>three</x-card>four<wbr>five</article>", "", "One two three fourfive" },
        { "<article>Donau&shy;dampf&nbsp;&nbsp;schiff\n\tfahrt\u0085s&#xFEFF;tag &amp; mehr</article>", "",
            "Donau\u00ADdampf schiff fahrt s tag & mehr" },
        { "<article>One<!-- no -->two<template>no</template><object>no</object></article>", "", "Onetwo" },
        { "<article hidden>One<p hidden>two</p></article>", "", "One two" },
        { "<article><p dir=rtl>قال <b>الم</b>دير</p><p>ثم سكت</p></article>", "", "قال المدير ثم سكت" },
        { "<article><a href=x>One<a href=y>two</a></a><p>three<p>four<div>five<p>six</article>", "", "Onetwo three four five six" },
        { "<article><table>One<tr><td>two<td>three</table></article>", "", "One two three" },
        { "<article><details><summary>One</summary>two</details><dialog>three</dialog><figure>f<figcaption>our", "",
            "One two three f our" },
        { "<article>One<iframe>no</iframe><canvas>no</canvas> <audio>no</audio>two<math><mi>x</mi></math>three", "", "One two x three" },
    };

    // Without select: what may stand in one has changed lately, and browsers of different years close it at different elements.
    private static readonly string[] Elements =
    [
        "p", "div", "em", "b", "a href=x", "span", "h2", "ul", "li", "blockquote", "sup", "ruby", "rt", "rp", "svg", "button", "noscript",
        "script", "style", "template", "div data-parley", "x-card", "details", "summary", "table", "td", "textarea",
        "i hidden", "q", "u", "/br", "/img src=x", "/wbr", "/hr", "/input", "/!-- a note --",
    ];

    private static readonly Gen<string> Text = OneOf(
        "the ", "bridge", " of May", ",\n", "&nbsp;", " ", "أكثر من", "Schiff&shy;fahrt", "👩‍👩‍👧", "橋は", "don't", ". ", "&#xFEFF;",
        "e\u0301", "“so”", "&lt;b&gt;").Array[1, 4].Select(string.Concat);

    /// <summary>The insides of stories as nobody would write them, and as content management systems do.</summary>
    public static Gen<string> Stories { get; } = Gen.Recursive<string>((depth, deeper) =>
        depth > 3 ? Text
        : Gen.Int[0, 6].SelectMany(kind => kind < 3 ? Text : Gen.Select(OneOf(Elements), deeper.Array[0, 4], Tag)))
        .Array[1, 6].Select(string.Concat);

    private static Gen<string> OneOf(params string[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    private static string Tag(string element, string[] inside) =>
        element.StartsWith('/') ? $"<{element[1..]}>" : $"<{element}>{string.Concat(inside)}</{element.Split(' ')[0]}>";
}
