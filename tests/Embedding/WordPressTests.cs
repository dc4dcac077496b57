using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Parley.Readers;

namespace Parley.Tests.Embedding;

/// <summary>
/// The plug-in for WordPress against a real server. Each test runs in a stand-in for what the plug-in calls, and in WordPress itself where
/// that is installed.
/// </summary>
[Once("The plug-in asks the same front door.")]
public sealed class WordPressTests(PublisherSignInTests.Vouched site, WordPressSite wordpress)
    : IClassFixture<PublisherSignInTests.Vouched>, IClassFixture<WordPressSite>
{
    private const string Origin = "https://www.news.example";

    public static TheoryData<bool> InWordPress => [false, true];

    [Fact]
    public async Task Every_file_of_the_plug_in_is_sound_PHP_and_does_nothing_when_it_is_opened_by_itself()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/php"), "PHP is not installed: apt-get install php-cli");
        var files = Directory.GetFiles(WordPressSite.Plugin, "*.php", SearchOption.AllDirectories);
        Assert.True(files.Length >= 9, $"{files.Length}");
        foreach (var file in files)
        {
            Assert.StartsWith("No syntax errors", await Plain("-l", file), StringComparison.Ordinal);
            Assert.Equal("", await Plain("-d", "display_errors=1", file));
        }
    }

    [Theory, MemberData(nameof(InWordPress))]
    public async Task A_post_shows_its_discussion_with_what_was_said_and_a_closed_one_only_that(bool whole)
    {
        await Begin(whole);
        await Say($"{Origin}/shown-{In(whole)}/", "Said *below* the story.");

        var open = await Discussion(whole, $"parley_discussion( post_of( 'shown-{In(whole)}' ) )");
        var closed = await Discussion(whole,
            $"parley_discussion( post_of( 'closed', array( 'comment_status' => 'closed' ) ) )");
        var shown = await wordpress.Php(whole, """
            $kinds = array( 'comment_status' => 'open', 'post_password' => 'x', 'post_status' => 'draft' );
            foreach ( $kinds as $key => $value ) {
                echo parley_shows( post_of( "with-$key", array( $key => $value ) ) ) ? "$key " : '';
            }
            echo parley_shows( post_of( 'shut', array( 'comment_status' => 'closed' ) ) ) ? 'shut' : '';
            """);

        var element = open.QuerySelector("#comments > div[data-parley]")!;
        Assert.Equal($"{Origin}/shown-{In(whole)}/", element.GetAttribute("data-url"));
        Assert.Equal($"{Origin}/wp-admin/admin-ajax.php?action=parley_token", element.GetAttribute("data-token-url"));
        Assert.Equal("below", element.QuerySelector("section.parley-plain .parley-text em")!.TextContent);
        Assert.StartsWith("parley-", element.QuerySelector("li")!.Id, StringComparison.Ordinal);
        Assert.Null(closed.QuerySelector("[data-parley]"));
        Assert.NotNull(closed.QuerySelector("p.no-comments + section.parley-plain"));
        // What is for some only stays with WordPress, and where nobody has said anything there is nothing to close.
        Assert.Equal("comment_status", shown);
        Assert.Contains($"<script async data-count=\".a &gt; b\" src='{Server}/embed.js'", await wordpress.Php(whole,
            "update_option( 'parley_settings', array( 'count_link' => '.a > b' ) + get_option( 'parley_settings' ) ); "
            + "echo parley_script_tag( \"<script src='\" . parley_server() . \"/embed.js'></script>\", 'parley' );"),
            StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(InWordPress))]
    public async Task What_is_hostile_becomes_no_element_and_no_attribute(bool whole)
    {
        await using var evil = await HostSite.Start();
        var asked = new ConcurrentQueue<string>();
        evil.Otherwise = async http =>
        {
            asked.Enqueue($"{http.Request.Path} {http.Request.Headers.Authorization}");
            if (http.Request.Path == "/api/v1/moves") http.Response.Redirect($"{evil.Origin}/elsewhere");
            else if (http.Request.Path == "/api/v1/counts")
                await http.Response.WriteAsJsonAsync(new { counts = http.Request.Query["url"].ToDictionary(url => url!, _ => "<b>7</b>") });
            else await http.Response.WriteAsync("""
                <section class="parley-plain" onclick="alert(1)" style="position:fixed"><script>alert(1)</script><h2>Two</h2>
                <iframe src="//evil.example"></iframe><a href="javascript:alert(1)">a</a><form action="/x"><input></form>
                <a href="https://evil.example" onmouseover="alert(1)">b</a><img src=x onerror=alert(1)><svg/onload=alert(1)>
                """);
        };
        await Begin(whole, $"http://127.0.0.1:{evil.Port}");

        var page = await Discussion(whole, """
            parley_discussion( post_of( 'evil' ) )
            """);
        var address = await Discussion(whole, """
            ( function () {
                add_filter( 'parley_address', function () {
                    return 'https://www.news.example/"><script>alert(1)</script>\' onmouseover=\'alert(1)';
                } );
                return parley_discussion( post_of( 'evil-address' ) );
            } )()
            """);
        var rest = await wordpress.Php(whole, """
            $post = by_slug( 'evil' );
            echo get_comments_number( $post ), ' ';
            wp_update_post( array( 'ID' => $post->ID, 'post_name' => 'evil-moved' ) );
            echo told();
            parley_note_refusal( 'https://www.news.example/<script>alert(1)</script>', '"><b>x</b>', '<i>x</i>' );
            parley_show_waiting();
            """);

        Assert.Empty(page.QuerySelectorAll("script, iframe, img, form, input, svg, [onclick], [onmouseover], [style]"));
        Assert.All(page.QuerySelectorAll("a"), link => Assert.DoesNotContain("javascript", link.GetAttribute("href") ?? "",
            StringComparison.OrdinalIgnoreCase));
        Assert.NotNull(page.QuerySelector("section.parley-plain h2"));
        Assert.Empty(address.QuerySelectorAll("script, [onmouseover]"));
        Assert.StartsWith("0 not told 302", rest, StringComparison.Ordinal);
        Assert.Empty(new HtmlParser().ParseDocument(rest).QuerySelectorAll("script, b, i"));
        // The key goes to the server that was set and not where that leads to, and only with moves.
        Assert.DoesNotContain(asked, one => one.StartsWith("/elsewhere", StringComparison.Ordinal));
        Assert.Equal(["/api/v1/moves Bearer pk_a-key-for-a-test"], asked.Where(one => one.Contains("Bearer", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(InWordPress))]
    public async Task A_server_that_is_slow_to_be_asked_again_or_away_leaves_what_was_there_or_a_link(bool whole)
    {
        await using var server = await HostSite.Start();
        var (asked, away) = (new ConcurrentQueue<string>(), false);
        server.Otherwise = async http =>
        {
            asked.Enqueue(http.Request.Headers.IfNoneMatch.ToString());
            http.Response.Headers.ETag = "\"one\"";
            http.Response.StatusCode = away ? 503 : http.Request.Headers.IfNoneMatch == "\"one\"" ? 304 : 200;
            if (http.Response.StatusCode == 200) await http.Response.WriteAsync("<section class=\"parley-plain\"><h2>Two</h2></section>");
        };
        await Begin(whole, $"http://127.0.0.1:{server.Port}");
        const string look = "echo parley_inside( 'https://www.news.example/kept/' );";
        const string later = "a_minute_later( 'https://www.news.example/kept/' );";

        Assert.Contains("Two", await wordpress.Php(whole, look), StringComparison.Ordinal);
        Assert.Contains("Two", await wordpress.Php(whole, look), StringComparison.Ordinal);
        Assert.Equal([""], asked);
        Assert.Contains("Two", await wordpress.Php(whole, later + look), StringComparison.Ordinal);
        Assert.Equal(["", "\"one\""], asked);
        away = true;
        Assert.Contains("Two", await wordpress.Php(whole, later + look), StringComparison.Ordinal);
        Assert.Equal(3, asked.Count);
        // Away for one page is away for all for a while, so that readers don't wait for it each time.
        var other = await Discussion(whole, "parley_discussion( post_of( 'other' ) )");
        Assert.Equal("Comments", other.QuerySelector("[data-parley] > a")!.TextContent);
        Assert.Contains("/embed/discussion?url=https%3A%2F%2Fwww.news.example%2Fother%2F",
            other.QuerySelector("[data-parley] > a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal(3, asked.Count);
    }

    [Theory, MemberData(nameof(InWordPress))]
    public async Task Whoever_is_signed_in_is_signed_in_there_by_the_key_of_the_salt_or_a_shared_one(bool whole)
    {
        await Begin(whole);
        AgreeOnTheTime();
        const string lotte = "Lotte S&ouml;mmer &amp; &quot;Co&quot;";
        Task<string> Token(string from, string reader = "1", string name = lotte, string method = "GET") => wordpress.Php(whole,
            "answer_token();", ("FROM", from), ("READER", reader), ("NAME", name), ("METHOD", method));
        await using var host = await HostSite.Start();
        var keys = await wordpress.Php(whole, "echo wp_json_encode( parley_keys() );");
        host.Otherwise = http => http.Response.WriteAsync(keys);
        using (var scope = site.App.Services.CreateScope())
        {
            var made = await scope.ServiceProvider.GetRequiredService<PublisherKeyring>()
                .Publish($"http://127.0.0.1:{host.Port}/keys-{In(whole)}", Origin, roles: false, default);
            Assert.Null(made.Refusal);
        }

        var first = await SignsIn(await Token("same-origin"));
        Assert.Equal("Lotte S&ouml;mmer & \"Co\"", first.GetProperty("name").GetString());
        Assert.Equal("EdDSA", Part(await Token("same-origin"), 0).GetProperty("alg").GetString());
        // An address of mail is nobody's name.
        Assert.Equal("lotte", Part(await Token("same-origin", name: "lotte@news.example"), 1).GetProperty("name").GetString());
        Assert.Equal("401", await Token("same-origin", reader: "0"));
        foreach (var (from, method) in new[] { ("cross-site", "GET"), ("same-site", "GET"), ("none", "GET"), ("same-origin", "POST") })
            Assert.Equal("403", await Token(from, method: method));

        // The same reader by a shared key; roles only where they were chosen.
        var secret = await new Publisher(site, Origin).Key();
        await wordpress.Php(whole, "update_option( 'parley_secrets', array( 'sso_key' => getenv( 'KEY' ) ) ); "
            + "update_option( 'parley_settings', array( 'roles' => 'moderator' ) + get_option( 'parley_settings' ) );", ("KEY", secret));
        var token = await Token("");
        Assert.Equal("HS256", Part(token, 0).GetProperty("alg").GetString());
        Assert.Equal("moderator", Part(token, 1).GetProperty("roles")[0].GetString());
        // Whose address was confirmed is said only where that was chosen: many a plug-in signs people in before.
        Assert.False(Part(token, 1).TryGetProperty("email", out _) || Part(token, 1).TryGetProperty("email_verified", out _));
        await wordpress.Php(whole, "update_option( 'parley_settings', array( 'confirmed' => 'yes' ) + get_option( 'parley_settings' ) );");
        var confirmed = Part(await Token("same-origin"), 1);
        Assert.Equal((true, true), (confirmed.GetProperty("email").GetString()!.Contains('@', StringComparison.Ordinal),
            confirmed.GetProperty("email_verified").GetBoolean()));
        Assert.Equal(first.GetProperty("id").GetGuid(), (await SignsIn(token)).GetProperty("id").GetGuid());
        Assert.Equal("""{"keys":[]}""", await wordpress.Php(whole, "echo wp_json_encode( parley_keys() );"));
        await wordpress.Php(whole, "update_option( 'parley_settings', array( 'sign_on' => 'no' ) + get_option( 'parley_settings' ) );");
        Assert.Equal("403", await Token("same-origin"));
    }

    [Theory, MemberData(nameof(InWordPress))]
    public async Task A_discussion_follows_its_post_and_what_could_not_be_told_is_told_later(bool whole)
    {
        await Begin(whole);
        var (old, next) = ($"{Origin}/old-{In(whole)}/", $"{Origin}/new-{In(whole)}/");
        await wordpress.Php(whole, $"post_of( 'old-{In(whole)}' ); post_of( 'taken-{In(whole)}' );");
        await Say(old, "Before it moved.");
        await Say($"{Origin}/taken-{In(whole)}/", "Of the other.");

        var waits = await wordpress.Php(whole, $$"""
            wp_update_post( array( 'ID' => by_slug( 'old-{{In(whole)}}' )->ID, 'post_name' => 'between-{{In(whole)}}' ) );
            wp_update_post( array( 'ID' => by_slug( 'between-{{In(whole)}}' )->ID, 'post_name' => 'new-{{In(whole)}}' ) );
            update_option( 'parley_secrets', array( 'site_key' => 'pk_of-somebody-else' ) );
            echo told(), waits( PARLEY_MOVED ), wp_next_scheduled( 'parley_tell' ) > time() ? ' later' : ' never';
            """);
        Assert.Equal("not told 401 2 later", waits);
        Assert.Equal((1, 0), (await Count(old), await Count(next)));

        Assert.Equal("told - 0", await wordpress.Php(whole, """
            update_option( 'parley_secrets', array( 'site_key' => getenv( 'KEY' ) ) );
            echo told(), waits( PARLEY_MOVED );
            """, ("KEY", await SiteKey())));
        Assert.Equal((1, 1), (await Count(old), await Count(next)));

        // Where another has come meanwhile both stay, and somebody is told.
        var refused = await wordpress.Php(whole, $$"""
            wp_update_post( array( 'ID' => by_slug( 'taken-{{In(whole)}}' )->ID, 'post_name' => 'gone-{{In(whole)}}' ) );
            wp_update_post( array( 'ID' => by_slug( 'new-{{In(whole)}}' )->ID, 'post_name' => 'taken-{{In(whole)}}' ) );
            echo told(), ' ', get_option( 'parley_refused' )[0]['result'];
            """);
        Assert.Equal("told - move-onto-another", refused);
        Assert.Equal((1, 1), (await Count($"{Origin}/gone-{In(whole)}/"), await Count(next)));
    }

    [Theory, MemberData(nameof(InWordPress))]
    public async Task Discussions_follow_other_permalinks_of_all_posts_and_without_a_key_they_are_listed(bool whole)
    {
        await Begin(whole);
        var id = await wordpress.Php(whole, $"update_option( 'parley_secrets', array() ); echo post_of( 'structure-{In(whole)}' )->ID;");
        await Say($"{Origin}/structure-{In(whole)}/", "Under the old structure.");

        var listed = await wordpress.Php(whole, """
            wp_unschedule_hook( 'parley_look_at_addresses' );
            structure( '/a/%post_id%/' );
            echo wp_next_scheduled( 'parley_look_at_addresses' ) ? 'planned' : 'forgotten', "\n";
            $GLOBALS['command']->moves( array(), array( 'csv' => true ) );
            """, ("CLI", "1"));
        Assert.StartsWith("planned", listed, StringComparison.Ordinal);
        Assert.Contains($"{Origin}/structure-{In(whole)}/,{Origin}/a/{id}/", listed, StringComparison.OrdinalIgnoreCase);

        var told = await wordpress.Php(whole, "update_option( 'parley_secrets', array( 'site_key' => getenv( 'KEY' ) ) ); "
            + "$GLOBALS['command']->moves( array(), array() );", ("CLI", "1"), ("KEY", await SiteKey()));
        Assert.StartsWith("Success", told, StringComparison.Ordinal);
        Assert.Equal(1, await Count($"{Origin}/a/{id}/"));
    }

    [Theory, MemberData(nameof(InWordPress))]
    public async Task What_is_closed_here_is_closed_there_and_opened_again(bool whole)
    {
        await Begin(whole);
        await Say($"{Origin}/door-{In(whole)}/", "While it was open.");
        foreach (var state in new[] { "closed", "open" })
        {
            Assert.Equal("told - 0", await wordpress.Php(whole, $$"""
                update_option( 'parley_secrets', array( 'site_key' => getenv( 'KEY' ) ) );
                $post = 'closed' === '{{state}}' ? post_of( 'door-{{In(whole)}}' ) : by_slug( 'door-{{In(whole)}}' );
                wp_update_post( array( 'ID' => $post->ID, 'comment_status' => '{{state}}' ) );
                echo told(), waits( PARLEY_STATE );
                """, ("KEY", await SiteKey())));
            Assert.Equal(state == "open",
                (await site.Discussion(url: $"{Origin}/door-{In(whole)}/")).GetProperty("open").GetBoolean());
        }
    }

    [Theory, MemberData(nameof(InWordPress))]
    public async Task A_list_counts_all_its_posts_by_one_request(bool whole)
    {
        await using var server = await HostSite.Start();
        var asked = new ConcurrentQueue<string>();
        server.Otherwise = http =>
        {
            asked.Enqueue(http.Request.QueryString.Value!);
            return http.Response.WriteAsJsonAsync(new { counts = http.Request.Query["url"].ToDictionary(url => url!, url => url!.Length) });
        };
        await Begin(whole, $"http://127.0.0.1:{server.Port}");
        const string count = """
            $posts = array(); for ( $i = 0; $i < 20; $i++ ) { $posts[] = post_of( "list-$i" ); }
            $query = new WP_Query(); $query->posts = $posts; do_action( 'loop_start', $query );
            foreach ( $posts as $post ) { echo get_comments_number( $post ) === strlen( get_permalink( $post ) ) ? 'y' : 'n'; }
            """;
        Assert.Equal(new string('y', 20), await wordpress.Php(whole, count));
        var before = asked.Count;
        Assert.Equal(1, before);
        await wordpress.Php(whole, "update_option( 'parley_settings', array( 'counts' => 'no' ) + get_option( 'parley_settings' ) );"
            + "get_comments_number( by_slug( 'list-1' ) );");
        Assert.Equal(before, asked.Count);
    }

    [Theory, MemberData(nameof(InWordPress))]
    public async Task The_command_line_exports_for_its_owner_alone_and_imports_twice_what_comes_once(bool whole)
    {
        await Begin(whole);
        await File.WriteAllTextAsync(Path.Combine(wordpress.Place, "export.xml"), """
            <?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
            <wp:base_blog_url>https://www.news.example</wp:base_blog_url>
            <item><title>Of old</title><link>https://www.news.example/of-old/</link><wp:post_id>7</wp:post_id>
            <wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
            <wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author>Ada</wp:comment_author>
            <wp:comment_date_gmt>2020-01-01 10:00:00</wp:comment_date_gmt><wp:comment_content>First.</wp:comment_content>
            <wp:comment_approved>1</wp:comment_approved></wp:comment>
            </item></channel></rss>
            """);
        if (whole)
        {
            await wordpress.Php(whole, """
                wp_insert_comment( array( 'comment_post_ID' => post_of( 'of-old' )->ID, 'comment_author' => 'Ada',
                    'comment_author_email' => 'ada@news.example', 'comment_content' => 'First.', 'comment_approved' => 1 ) );
                """);
        }
        var program = $"dotnet exec {typeof(Program).Assembly.Location}";
        (string, string)[] settings = [("CLI", "1"), ("PARLEY_PROGRAM", program), ("Parley__Demo", "false"),
            ("ConnectionStrings__Parley", await Site.NewDatabase(wordpress.Place, prepared: true))];
        const string export = "$GLOBALS['command']->export( array( getenv( 'PLACE' ) . '/out.xml' ), array() );";
        const string import = "$GLOBALS['command']->import( array(), array( 'parley' => getenv( 'PARLEY_PROGRAM' ) ) );";

        Assert.StartsWith("Success", await wordpress.Php(whole, export, settings),
            StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(Path.Combine(wordpress.Place, "out.xml")).UnixFileMode);
        Assert.StartsWith("Error", await wordpress.Php(whole, export, settings),
            StringComparison.Ordinal);
        var first = JsonSerializer.Deserialize<JsonElement>((await wordpress.Php(whole, import, settings)).Split('\n')[^1]);
        var second = JsonSerializer.Deserialize<JsonElement>((await wordpress.Php(whole, import, settings)).Split('\n')[^1]);
        Assert.True(first.GetProperty("comments").GetInt32() >= 1, $"{first}");
        Assert.Equal(0, second.GetProperty("comments").GetInt32());
        Assert.Equal(first.GetProperty("comments").GetInt32(), second.GetProperty("already").GetInt32());
    }

    [Theory, MemberData(nameof(InWordPress))]
    public async Task Settings_are_cleaned_a_secret_is_never_shown_and_nothing_stays_when_the_plug_in_is_deleted(bool whole)
    {
        await Begin(whole);
        var cleaned = await wordpress.Php(whole, """
            if ( ! function_exists( 'add_settings_error' ) ) { require ABSPATH . 'wp-admin/includes/template.php'; }
            foreach ( array( 'https://comments.example.org/', 'HTTP://Comments.example.org:8080/a/b', 'javascript:alert(1)',
                'https://user:secret@comments.example.org', 'https://comments.example.org/"><script>', 'https://a b', '//x', '',
                array() ) as $one ) {
                echo parley_clean_server( $one ), '|';
            }
            $clean = parley_clean_settings( array( 'server' => 'ftp://x', 'roles' => 'owner', 'sign_on' => array(), 'counts' => 'yes',
                'count_link' => '<b>.a</b>', 'theme' => 'dark', 'other' => 'x' ) );
            ksort( $clean );
            echo ' ', str_replace( '"', '', wp_json_encode( $clean ) );
            """);
        Assert.StartsWith("https://comments.example.org|http://comments.example.org:8080/a/b||||||||", cleaned, StringComparison.Ordinal);
        Assert.EndsWith(
            "{confirmed:no,count_link:.a,counts:yes,roles:,server:,sign_on:no,sort:,theme:dark}", cleaned, StringComparison.Ordinal);

        var page = await wordpress.Php(whole, """
            foreach ( getenv( 'WORDPRESS' ) ? array( 'template', 'plugin' ) : array() as $one ) {
                require_once ABSPATH . "wp-admin/includes/$one.php";
            }
            update_option( 'parley_secrets', array( 'sso_key' => 'sso_the-secret-of-this-site', 'site_key' => 'pk_the-other-secret' ) );
            wp_set_current_user( 1 ); wp_get_current_user()->caps = array( 'manage_options' => true, 0 => 'manage_options' ); parley_page();
            echo '<hr>', implode( ' ', parley_clean_secrets( array( 'sso_key' => '', 'site_key_forget' => 'yes' ) ) );
            wp_set_current_user( 0 ); wp_get_current_user()->caps = array(); parley_page();
            """);
        var form = new HtmlParser().ParseDocument(page);
        Assert.Single(form.QuerySelectorAll("form[action='options.php'] input[name='_wpnonce']"));
        Assert.Equal("sso_the-secret-of-this-site", page.Split("<hr>")[1].Trim());
        Assert.DoesNotContain("the-secret-of-this-site", page.Split("<hr>")[0], StringComparison.Ordinal);
        Assert.DoesNotContain("the-other-secret", page, StringComparison.Ordinal);
        Assert.Contains($"parley site sso-key --for {Origin}", form.Body!.TextContent, StringComparison.Ordinal);

        var left = await wordpress.Php(whole, """
            post_of( 'left' ); parley_note_refusal( 'a', 'b', 'c' ); parley_look_at_addresses_soon();
            set_transient( 'parley_away', 'yes', 60 );
            define( 'WP_UNINSTALL_PLUGIN', 'parley' ); require getenv( 'PLUGIN' ) . '/uninstall.php';
            if ( function_exists( 'wp_cache_flush' ) ) { wp_cache_flush(); }
            echo wp_json_encode( array( get_option( 'parley_settings' ), get_option( 'parley_secrets' ), get_option( 'parley_refused' ),
                get_transient( 'parley_away' ), get_post_meta( by_slug( 'left' )->ID, '_parley_seen', true ),
                wp_next_scheduled( 'parley_look_at_addresses' ) ) );
            """);
        Assert.Equal("""[false,false,false,false,"",false]""", left);
    }

    [Fact]
    public async Task In_WordPress_itself_a_page_has_the_two_lines_and_nobody_else_changes_the_settings_or_leaves_a_comment()
    {
        await Begin(true);
        await Say($"{Origin}/whole/", "Said below the *whole* page.");
        var id = await wordpress.Php(true, "echo post_of( 'whole' )->ID;");
        var browser = site.Api();
        var address = await wordpress.Serve(browser);
        async Task<(HttpStatusCode Status, string Body)> Ask(HttpMethod method, string path, string cookie = "", HttpContent? body = null)
        {
            using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = body };
            (request.Headers.Host, _) = ("www.news.example", request.Headers.TryAddWithoutValidation("Cookie", cookie));
            if (path.Contains("parley_token", StringComparison.Ordinal)) request.Headers.Add("Sec-Fetch-Site", "same-origin");
            using var answer = await browser.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        var page = new HtmlParser().ParseDocument((await Ask(HttpMethod.Get, "/whole/")).Body);
        Assert.Equal($"{Origin}/whole/", page.QuerySelector("[data-parley]")!.GetAttribute("data-url"));
        Assert.Equal("whole", page.QuerySelector("[data-parley] .parley-text em")!.TextContent);
        Assert.True(page.QuerySelector($"script[src='{Server}/embed.js']")!.HasAttribute("async"));
        Assert.Equal("1", page.QuerySelector("p.number")!.TextContent);
        Assert.DoesNotContain("The theme's own", page.Body!.TextContent, StringComparison.Ordinal);
        var keys = JsonSerializer.Deserialize<JsonElement>((await Ask(HttpMethod.Get, "/wp-json/parley/v1/keys")).Body);
        Assert.Equal("Ed25519", keys.GetProperty("keys")[0].GetProperty("crv").GetString());
        Assert.Contains("data-parley", await wordpress.Php(true, $"$GLOBALS['post'] = get_post( {id} ); "
            + "echo do_blocks( '<!-- wp:comments /-->' ), do_blocks( '<!-- wp:post-comments-form /-->' );"), StringComparison.Ordinal);

        using var comment = new FormUrlEncodedContent([new("comment_post_ID", id), new("comment", "By a machine."), new("author", "M"),
            new("email", "m@example.org")]);
        Assert.Equal(HttpStatusCode.Forbidden, (await Ask(HttpMethod.Post, "/wp-comments-post.php", "", comment)).Status);

        const string cookies = "echo LOGGED_IN_COOKIE, '=', wp_generate_auth_cookie( $id, time() + 3600, 'logged_in', 'x' ), '; ', "
            + "SECURE_AUTH_COOKIE, '=', wp_generate_auth_cookie( $id, time() + 3600, 'secure_auth', 'x' );";
        const string session = "WP_Session_Tokens::get_instance( $id )->update( 'x', array( 'expiration' => time() + 3600 ) ); ";
        var chief = await wordpress.Php(true, "$id = 1; " + session + cookies);
        var reader = await wordpress.Php(true, "$id = wp_insert_user( array( 'user_login' => 'ada', 'user_pass' => 'x', "
            + "'display_name' => 'Ada Winter', 'role' => 'subscriber' ) ); " + session + cookies);
        AgreeOnTheTime();
        var (status, token) = await Ask(HttpMethod.Get, "/wp-admin/admin-ajax.php?action=parley_token", reader);
        Assert.Equal((HttpStatusCode.OK, "Ada Winter"), (status, Part(token, 1).GetProperty("name").GetString()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Ask(HttpMethod.Get, "/wp-admin/admin-ajax.php?action=parley_token")).Status);

        Assert.Equal(HttpStatusCode.Forbidden, (await Ask(HttpMethod.Get, "/wp-admin/options-general.php?page=parley", reader)).Status);
        var settings = new HtmlParser().ParseDocument((await Ask(HttpMethod.Get, "/wp-admin/options-general.php?page=parley", chief)).Body);
        var nonce = settings.QuerySelector("form[action='options.php'] input[name='_wpnonce']")!.GetAttribute("value")!;
        foreach (var (cookie, stamp, kept) in new[]
            { (chief, "x", Server), (reader, nonce, Server), (chief, nonce, "https://comments.example.org") })
        {
            using var sent = new FormUrlEncodedContent([new("option_page", "parley"), new("action", "update"), new("_wpnonce", stamp),
                new("parley_settings[server]", "https://comments.example.org/")]);
            await Ask(HttpMethod.Post, "/wp-admin/options.php", cookie, sent);
            Assert.Equal(kept, await wordpress.Php(true, "echo get_option( 'parley_settings' )['server'];"));
        }
    }

    private static string In(bool whole) => whole ? "itself" : "stand-in";

    private string Server => site.Address.GetLeftPart(UriPartial.Authority);

    // As it is when the plug-in is new; deleted it leaves nothing behind.
    private async Task Begin(bool whole, string? server = null)
    {
        await wordpress.Begin(whole);
        await wordpress.Php(whole, """
            structure( '/%postname%/' );
            define( 'WP_UNINSTALL_PLUGIN', 'parley' ); require getenv( 'PLUGIN' ) . '/uninstall.php';
            update_option( 'parley_settings', array( 'server' => getenv( 'PARLEY' ), 'sign_on' => 'yes', 'counts' => 'yes' ) );
            update_option( 'parley_secrets', array( 'site_key' => 'pk_a-key-for-a-test' ) );
            """, ("PARLEY", server ?? Server));
    }

    private async Task<AngleSharp.Dom.IDocument> Discussion(bool whole, string code) =>
        new HtmlParser().ParseDocument(await wordpress.Php(whole, $"echo {code};"));

    private Task<string> SiteKey() => site.Query(async db =>
    {
        var made = db.Sites.Single().NewKey();
        await db.SaveTogether(default);
        return made;
    });

    private async Task<JsonElement> SignsIn(string token)
    {
        AgreeOnTheTime();
        using var answer = await site.Api().PostAsJsonAsync("/api/v1/sign-in/publisher", new { token });
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{said} for {token}");
        return said.GetProperty("reader");
    }

    private static JsonElement Part(string token, int part) =>
        JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(token.Split('.')[part]));

    private async Task Say(string url, string text)
    {
        var id = (await site.Discussion(url: url)).GetProperty("id").GetGuid();
        using var said = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{id}/comments", new { text, url });
        Assert.Equal(HttpStatusCode.Created, said.StatusCode);
    }

    private async Task<int> Count(string url) => (await site.Discussion(url: url)).GetProperty("count").GetInt32();

    private static async Task<string> Plain(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/php", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var php = Process.Start(start)!;
        var output = await php.StandardOutput.ReadToEndAsync();
        await php.WaitForExitAsync();
        return output.Trim();
    }

    // The clock of the machine and that of the test, while these run.
    private void AgreeOnTheTime() =>
        site.Clock.SetUtcNow(TimeProvider.System.GetUtcNow() is var now && now > site.Clock.GetUtcNow() ? now : site.Clock.GetUtcNow());
}
