<?php
// Whatever PHP has to say of the plug-in is an error.
set_error_handler(function ($kind, $said, $file, $line) {
    if (str_contains($file, '/parley/') && error_reporting() & $kind) {
        throw new ErrorException($said, 0, $kind, $file, $line);
    }
    return true;
});
// WordPress itself where WORDPRESS says where it is; else what of it the plug-in calls, and nothing more of it.
if (getenv('CLI')) {
    define('WP_CLI', true);
    class WP_CLI
    {
        public static function add_command($name, $class) { $GLOBALS['command'] = new $class(); }
        public static function line($text) { echo "$text\n"; }
        public static function success($text) { echo "Success: $text\n"; }
        public static function error($text) { echo "Error: $text\n"; exit(1); }
    }
}
foreach (['HTTP_HOST' => 'www.news.example', 'HTTPS' => 'on', 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/', 'SERVER_NAME' => 'www.news.example', 'SERVER_PROTOCOL' => 'HTTP/1.1'] as $name => $value) {
    $_SERVER[$name] ??= $value;
}
if (getenv('WORDPRESS')) {
    require getenv('WORDPRESS') . '/wp-load.php';
    wp();
} else {
    require __DIR__ . '/stub.php';
    require getenv('PLUGIN') . '/parley.php';
    if (!function_exists('parley_page')) {
        require getenv('PLUGIN') . '/includes/settings-page.php';
    }
}
if (!function_exists('parley_page')) {
    require WP_PLUGIN_DIR . '/parley/includes/settings-page.php';
}

// A post as an editor saves it.
function post_of(string $slug, array $more = []): WP_Post
{
    return get_post(wp_insert_post($more + ['post_title' => 'A "story" <of> ' . $slug, 'post_name' => $slug, 'post_status' => 'publish', 'post_content' => 'It was so.', 'comment_status' => 'open', 'post_type' => 'post']));
}

function by_slug(string $slug): WP_Post
{
    return get_posts(['name' => $slug, 'post_type' => 'post', 'post_status' => 'any', 'numberposts' => 1])[0];
}

// As an editor chooses it in the settings of permalinks.
function structure(string $structure): void
{
    isset($GLOBALS['wp_rewrite']) ? $GLOBALS['wp_rewrite']->set_permalink_structure($structure) : update_option('permalink_structure', $structure);
}

// As if a minute had gone by since a discussion was asked for.
function a_minute_later(string $address): void
{
    $name = 'parley_html_' . md5(parley_server() . '/embed/discussion.html?url=' . rawurlencode($address) . '&lang=' . rawurlencode(get_bloginfo('language')));
    $kept = get_transient($name);
    $kept['at'] -= 61;
    set_transient($name, $kept, 600);
}

// What admin-ajax.php answers to a browser: the status where there is nothing else.
function answer_token(): void
{
    $_SERVER['HTTP_SEC_FETCH_SITE'] = getenv('FROM');
    $_SERVER['REQUEST_METHOD'] = getenv('METHOD');
    wp_set_current_user((int) getenv('READER'));
    wp_get_current_user()->display_name = getenv('NAME');
    wp_get_current_user()->caps = ['moderate_comments'];
    add_filter('wp_doing_ajax', fn () => true);
    add_filter('wp_die_ajax_handler', fn () => function ($said, $title, $how) {
        echo $said === '' ? $how['response'] : $said;
        exit;
    });
    parley_answer_token();
}

function told(): string
{
    return (parley_tell() ? 'told' : 'not told') . ' ' . (get_option('parley_problem')['code'] ?? '-');
}

function waits(string $key): string
{
    return ' ' . count(parley_waiting($key, 9));
}
