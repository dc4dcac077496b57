using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;

namespace Parley.Tests.Embedding;

/// <summary>
/// What docs/recipes.md gives to be pasted, rendered once each: by filling in what each system would, and by the system itself where it is
/// installed (<c>hugo</c> and <c>jekyll</c> on the path, Twig where PHP finds it, Eleventy, Handlebars and Next.js in the folder
/// node_modules below <c>PARLEY_RECIPES</c>).
/// </summary>
[Once]
public sealed class RecipeTests : IDisposable
{
    private const string Server = "https://comments.example.org";

    /// <summary>As an address is that an editor has typed.</summary>
    private const string Story = "/über-die&brücke/";
    private const string Address = "https://www.example.org" + Story;

    private readonly string folder = Directory.CreateTempSubdirectory("parley-recipe-").FullName;

    [Theory]
    [InlineData("Hugo", "{{ with site.Params.parley }}", "", "{{ . }}", "SERVER", "{{ $.Permalink }}", "HTML",
        "{{ $.Permalink | urlquery }}", "QUERY", "{{ end }}", "")]
    [InlineData("Jekyll", "{% assign address = page.url | absolute_url %}", "", "{{ site.parley | escape }}", "SERVER",
        "{{ address | escape }}", "HTML", "{{ address | url_encode }}", "QUERY")]
    [InlineData("Eleventy", "{% set address = site.url + page.url %}", "", "{{ site.parley }}", "SERVER", "{{ address }}", "HTML",
        "{{ address | urlencode }}", "QUERY")]
    [InlineData("Ghost", "{{#has visibility=\"public\"}}", "", "{{url absolute=\"true\"}}", "HTML",
        "{{encode (url absolute=\"true\")}}", "QUERY", "{{/has}}", "")]
    [InlineData("Drupal", "{% if parley %}", "", "{{ parley }}", "HTML", "{{ parley|url_encode }}", "QUERY", "{{ 'Comments'|t }}",
        "Comments", "{% endif %}", "")]
    public void Filled_in_by_hand_each_is_the_two_lines_with_the_pages_own_address(string system, params string[] parts)
    {
        var text = Recipe(system, "html");
        foreach (var pair in parts.Chunk(2))
        {
            Assert.Contains(pair[0], text, StringComparison.Ordinal);
            text = text.Replace(pair[0], pair[1] switch
            {
                "SERVER" => Server, "HTML" => WebUtility.HtmlEncode(Address), "QUERY" => Uri.EscapeDataString(Address), var other => other,
            }, StringComparison.Ordinal);
        }
        Assert.DoesNotMatch(@"\{[{%#]", text);
        Holds(text);
    }

    [Fact]
    public async Task Hugo_renders_it()
    {
        Put("layouts/partials/parley.html", Recipe("Hugo", "html"));
        Put("layouts/_default/single.html", "<h1>{{ .Title }}</h1>{{ partial \"parley.html\" . }}");
        Put("config.toml", $"""
            baseURL = "https://www.example.org/"
            disableKinds = ["taxonomy", "term", "RSS", "sitemap", "404", "home", "section"]
            [params]
            parley = "{Server}"
            """);
        Put("content/story.md", $"---\ntitle: A story\nurl: \"{Story}\"\n---\nIt was so.\n");
        await Run("hugo", "--quiet", "-d", "out");
        Holds(Only("out"));
    }

    [Fact]
    public async Task Jekyll_renders_it()
    {
        Put("_includes/parley.html", Recipe("Jekyll", "html"));
        Put("_layouts/page.html", "<main>{{ content }}</main>{% include parley.html %}");
        Put("_config.yml", $"url: https://www.example.org\nparley: {Server}\n");
        Put("story.md", $"---\nlayout: page\npermalink: \"{Story}\"\n---\nIt was so.\n");
        await Run("jekyll", "build", "--quiet", "--disable-disk-cache");
        Holds(Only("_site"));
    }

    [Fact]
    public async Task Eleventy_renders_it()
    {
        var eleventy = Module("@11ty/eleventy/cmd.cjs");
        Put("_includes/parley.njk", Recipe("Eleventy", "html"));
        Put("_includes/page.njk", "<main>{{ content | safe }}</main>{% include \"parley.njk\" %}");
        Put("_data/site.json", $$"""{"url": "https://www.example.org", "parley": "{{Server}}"}""");
        Put("story.md", $"---\nlayout: page.njk\npermalink: \"{Story}\"\n---\nIt was so.\n");
        await Run("node", eleventy, "--quiet");
        Holds(Only("_site"));
    }

    [Fact]
    public async Task Handlebars_with_Ghosts_helpers_renders_it_for_what_everybody_may_read()
    {
        var handlebars = Module("handlebars");
        Put("post.hbs", Recipe("Ghost", "html"));
        // The three helpers as Ghost's documentation has them; Ghost itself needs a database and a theme.
        Put("render.cjs", $$"""
            const Handlebars = require("{{handlebars}}");
            Handlebars.registerHelper("url", options => new Handlebars.SafeString(options.hash.absolute ? encodeURI("{{Address}}") : ""));
            Handlebars.registerHelper("encode", text => new Handlebars.SafeString(encodeURIComponent(text)));
            Handlebars.registerHelper("has", function (o) { return o.hash.visibility === this.visibility ? o.fn(this) : o.inverse(this); });
            console.log(Handlebars.compile(require("fs").readFileSync("post.hbs", "utf8"))({ visibility: process.argv[2] }));
            """);
        Holds(await Run("node", "render.cjs", "public"));
        Assert.Equal("", await Run("node", "render.cjs", "paid"));
    }

    [Fact]
    public async Task Drupals_theme_shows_it_on_a_whole_page_that_everybody_may_see_and_nowhere_else()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/php"), "PHP is not installed: apt-get install php-cli");
        Put("news.theme", "<?php\n" + Recipe("Drupal", "php").Replace("NAME", "news", StringComparison.Ordinal));
        Put("run.php", """
            <?php
            namespace Drupal\Core\Session { class AnonymousUserSession {} }
            namespace {
                require 'news.theme';
                class Node {
                    function __construct(public $public) {}
                    function access($what, $who) {
                        return $what === 'view' && $who instanceof Drupal\Core\Session\AnonymousUserSession && $this->public;
                    }
                    function toUrl($to, $how) { return $this; }
                    function toString() { return 'https://www.example.org/node/7'; }
                }
                foreach ([['full', true], ['teaser', true], ['full', false]] as [$mode, $public]) {
                    $variables = ['node' => new Node($public), 'view_mode' => $mode];
                    news_preprocess_node($variables);
                    echo $variables['parley'] ?? 'nothing', "\n";
                }
            }
            """);
        Assert.Equal("https://www.example.org/node/7\nnothing\nnothing", await Run("php", "run.php"));
    }

    [Fact]
    public async Task Twig_renders_what_Drupal_gives_it()
    {
        Put("node.html.twig", Recipe("Drupal", "html"));
        Put("render.php", """
            <?php
            if (!@include 'Twig/autoload.php') exit('none');
            $twig = new Twig\Environment(new Twig\Loader\FilesystemLoader('.'), ['autoescape' => 'html', 'strict_variables' => true]);
            $twig->addFilter(new Twig\TwigFilter('t', fn ($words) => $words));
            echo $twig->render('node.html.twig', ['parley' => $argv[1] ?: null]);
            """);
        Assert.SkipUnless(File.Exists("/usr/bin/php"), "PHP is not installed: apt-get install php-cli");
        var html = await Run("php", "render.php", Address);
        Assert.SkipWhen(html == "none", "Twig is not installed: apt-get install php-twig");
        Holds(html);
        Assert.Equal("", await Run("php", "render.php", ""));
    }

    [Fact]
    public async Task In_React_it_mounts_when_the_loader_is_there_takes_another_page_and_goes()
    {
        var esbuild = Path.Combine(Root(), "src", "widget", "node_modules", "esbuild", "bin", "esbuild");
        Put("discussion.tsx", Recipe("Next.js", "tsx"));
        // What of React the component calls.
        Put("react.mjs", """
            const text = value => String(value).replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
            export const effects = [], here = {};
            export const useRef = () => ({ current: here });
            export const useEffect = (run, known) => effects.push([run, known]);
            export const F = "";
            export function h(type, props, ...children) {
              if (typeof type === "function") return type(props);
              const said = Object.entries(props ?? {}).filter(([name]) => name !== "ref")
                .map(([name, value]) => value === true ? " " + name : ` ${name}="${text(value)}"`);
              return type ? `<${type}${said.join("")}>${children.join("")}</${type}>` : children.join("");
            }
            """);
        Put("page.tsx", $$"""
            import Discussion from "./discussion";
            import { effects, here } from "react";
            console.log(<Discussion address="{{Address}}" />);
            const [[effect, known]] = effects;
            const loader = new EventTarget(), said: string[] = [];
            const querySelector = (name: string) => name === 'script[src="{{Server}}/embed.js"]' ? loader : null;
            Object.assign(globalThis, { window: globalThis, document: { querySelector } });
            const parley = {
              mount: (element: object, { url }: { url: string }) => said.push(element === here ? url : "elsewhere"),
              unmount: () => said.push("gone"),
            };
            let end = effect();
            end();
            loader.dispatchEvent(new Event("load"));
            end = effect();
            Object.assign(globalThis, { parley });
            loader.dispatchEvent(new Event("load"));
            end();
            effect();
            console.log("|" + [...said, known].join(" "));
            """);
        await Run(esbuild, "page.tsx", "--bundle", "--platform=node", "--outfile=page.cjs", "--jsx=transform", "--jsx-factory=h",
            "--jsx-fragment=F", "--alias:react=./react.mjs", "--inject:./react.mjs", "--log-level=warning");
        var said = (await Run("node", "page.cjs")).Split('|');
        Holds(said[0], isMounted: true);
        Assert.Equal($"{Address} gone {Address} {Address}", said[1].Trim());
    }

    [Fact]
    public async Task Nextjs_builds_it()
    {
        var next = Module("next/dist/bin/next");
        Put("app/discussion.tsx", Recipe("Next.js", "tsx"));
        Put("app/page.tsx", $$"""
            import Discussion from "./discussion";
            export default function Page() { return <Discussion address="{{Address}}" />; }
            """);
        Put("app/layout.tsx", """
            export default function Layout({ children }: { children: React.ReactNode }) {
              return <html lang="en"><body>{children}</body></html>;
            }
            """);
        Put("next.config.mjs", "export default { output: \"export\" };\n");
        Put("package.json", "{\"private\": true}");
        Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"),
            Path.Combine(Environment.GetEnvironmentVariable("PARLEY_RECIPES")!, "node_modules"));
        await Run("node", next, "build", "--webpack");
        Holds(File.ReadAllText(Path.Combine(folder, "out", "index.html")), isMounted: true);
    }

    /// <summary>The loader once, the page's address, and a way in for readers without script.</summary>
    private static void Holds(string html, bool isMounted = false)
    {
        var page = new HtmlParser().ParseDocument(html);
        var loader = Assert.Single(page.QuerySelectorAll($"script[src='{Server}/embed.js']"));
        Assert.True(loader.HasAttribute("async"));
        var link = Assert.Single(page.QuerySelectorAll("div > a"));
        Assert.Equal("Comments", link.TextContent);
        var way = link.GetAttribute("href")!;
        Assert.StartsWith($"{Server}/embed/discussion?url=", way, StringComparison.Ordinal);
        // Of nothing but one parameter: an ampersand of the address is the address's.
        Assert.DoesNotContain("&", way, StringComparison.Ordinal);
        Same(WebUtility.UrlDecode(way[(way.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        if (!isMounted) Same(link.ParentElement!.GetAttribute("data-url")!);
        Assert.Equal(!isMounted, link.ParentElement!.HasAttribute("data-parley"));

        static void Same(string address) => Assert.Equal(new Uri(Address).AbsoluteUri, new Uri(address).AbsoluteUri);
    }

    private static string Recipe(string system, string language)
    {
        var text = File.ReadAllText(Path.Combine(Root(), "docs", "recipes.md"));
        var section = Assert.Single(Regex.Split(text, "^## ", RegexOptions.Multiline),
            part => part.StartsWith(system + "\n", StringComparison.Ordinal));
        return Assert.Single(Regex.Matches(section, $"```{language}\n(.*?)```", RegexOptions.Singleline)).Groups[1].Value;
    }

    private void Put(string name, string text)
    {
        var file = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private string Only(string name) =>
        File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(folder, name), "*.html", SearchOption.AllDirectories)));

    private static string Module(string name)
    {
        var found = Path.Combine(Environment.GetEnvironmentVariable("PARLEY_RECIPES") ?? "/nowhere", "node_modules", name);
        Assert.SkipUnless(Path.Exists(found), $"{name} is not installed: npm install, and PARLEY_RECIPES=the folder");
        return found;
    }

    private async Task<string> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
            { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["NEXT_TELEMETRY_DISABLED"], start.Environment["NODE_OPTIONS"]) = ("1", "");
        Process? found = null;
        try
        {
            found = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed.");
        }
        using var child = found!;
        var (output, errors) = (child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
        await Wait.For($"{program} to end", child.WaitForExitAsync());
        Assert.True(child.ExitCode == 0, $"{await output} {await errors}");
        return (await output).Trim();
    }

    private static string Root()
    {
        var found = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(found!.FullName, "Parley.slnx"))) found = found.Parent;
        return found.FullName;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
