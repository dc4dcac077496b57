<?php
// What the plug-in calls of WordPress, kept in one file between two runs. Each does what the manual says of it and no more.
define('ABSPATH', getenv('PLACE') . '/wordpress/');
define('MB_IN_BYTES', 1048576);
define('MINUTE_IN_SECONDS', 60);
define('HOUR_IN_SECONDS', 3600);
class WP_Post { public $ID = 0, $post_name = '', $post_title = '', $post_status = 'publish', $post_type = 'post', $post_password = '', $post_content = '', $post_parent = 0, $comment_status = 'open'; }
class WP_Error { public function __construct(public $code = '', public $message = '', public $data = []) {} }
class WP_Query { public $posts = []; }
class WP_User
{
    public $ID = 0, $display_name = '', $user_nicename = 'somebody', $user_email = 'somebody@news.example', $caps = [];
    public function exists() { return $this->ID > 0; }
    public function has_cap($cap) { return in_array($cap, $this->caps, true); }
}
class Stub
{
    public static $all = ['options' => [], 'transients' => [], 'posts' => [], 'meta' => [], 'cron' => [], 'next' => 1], $hooks = [], $routes = [], $user = null, $post = null, $preview = false, $scripts = [];
    public static function keep() { file_put_contents(getenv('PLACE') . '/store', serialize(self::$all)); }
}
if (is_file(getenv('PLACE') . '/store')) {
    Stub::$all = unserialize(file_get_contents(getenv('PLACE') . '/store'));
}
register_shutdown_function(['Stub', 'keep']);
Stub::$user = new WP_User();
$wpdb = new class {
    public $posts = 'posts', $postmeta = 'postmeta', $options = 'options';
    public function prepare($sql, ...$args) { return [$sql, is_array($args[0]) ? $args[0] : $args]; }
    public function esc_like($text) { return $text; }
    public function query($asked) { foreach (array_keys(Stub::$all['transients']) as $name) if (str_starts_with('_transient_' . $name, rtrim($asked[1][0], '%'))) unset(Stub::$all['transients'][$name]); }
    public function get_col($asked) { return array_slice(array_filter(array_keys(Stub::$all['posts']), fn ($id) => $id > $asked[1][0]), 0, 300); }
    public function get_results($asked)
    {
        [$key, $limit] = [$asked[1][0], end($asked[1])];
        $found = array_filter(Stub::$all['meta'], fn ($row) => $row->meta_key === $key && get_post($row->post_id)?->post_status === 'publish' && get_post($row->post_id)->post_password === '');
        return array_slice(array_values($found), 0, $limit);
    }
};

function add_filter($name, $run, $order = 10, $takes = 1) { Stub::$hooks[$name][$order][] = [$run, $takes]; ksort(Stub::$hooks[$name]); }
function add_action(...$all) { add_filter(...$all); }
function apply_filters($name, $value, ...$more)
{
    foreach (Stub::$hooks[$name] ?? [] as $some) foreach ($some as [$run, $takes]) $value = $run(...array_slice([$value, ...$more], 0, $takes));
    return $value;
}
function do_action($name, ...$args) { foreach (Stub::$hooks[$name] ?? [] as $some) foreach ($some as [$run, $takes]) $run(...array_slice($args, 0, $takes)); }
function register_activation_hook($file, $run) { add_action('activate', $run); }
function register_deactivation_hook($file, $run) { add_action('deactivate', $run); }
function load_plugin_textdomain() {}
function register_rest_route($space, $route, $how) { Stub::$routes["$space$route"] = $how; }
function get_option($name, $else = false) { return Stub::$all['options'][$name] ?? ($name === 'permalink_structure' ? '/%postname%/' : $else); }
function update_option($name, $value) { $had = get_option($name); Stub::$all['options'][$name] = $value; if ($had !== $value) do_action("update_option_$name", $had, $value); }
function delete_option($name) { unset(Stub::$all['options'][$name]); }
function get_transient($name) { [$value, $until] = Stub::$all['transients'][$name] ?? [false, 0]; return $until > time() ? $value : false; }
function set_transient($name, $value, $seconds) { Stub::$all['transients'][$name] = [$value, time() + $seconds]; }
function delete_transient($name) { unset(Stub::$all['transients'][$name]); }

function add_post_meta($post, $key, $value) { $id = Stub::$all['next']++; Stub::$all['meta'][$id] = (object) ['meta_id' => $id, 'post_id' => $post, 'meta_key' => $key, 'meta_value' => wp_unslash($value)]; }
function delete_post_meta($post, $key, $value = '') { Stub::$all['meta'] = array_filter(Stub::$all['meta'], fn ($row) => $row->post_id !== $post || $row->meta_key !== $key || ($value !== '' && $row->meta_value !== $value)); }
function update_post_meta($post, $key, $value) { delete_post_meta($post, $key); add_post_meta($post, $key, $value); }
function get_post_meta($post, $key) { foreach (Stub::$all['meta'] as $row) if ($row->post_id === $post && $row->meta_key === $key) return $row->meta_value; return ''; }
function delete_metadata_by_mid($kind, $id) { unset(Stub::$all['meta'][$id]); }
function delete_post_meta_by_key($key) { Stub::$all['meta'] = array_filter(Stub::$all['meta'], fn ($row) => $row->meta_key !== $key); }

function get_post($post = null) { return $post instanceof WP_Post ? $post : ($post === null ? Stub::$post : (Stub::$all['posts'][$post] ?? null)); }
function get_posts($asked) { return array_values(array_filter(Stub::$all['posts'], fn ($post) => $post->post_name === $asked['name'])); }
function wp_insert_post($fields) { return wp_update_post(['ID' => Stub::$all['next']++] + $fields); }
function wp_update_post($fields)
{
    $before = isset(Stub::$all['posts'][$fields['ID']]) ? clone Stub::$all['posts'][$fields['ID']] : null;
    $post = $before ? clone $before : new WP_Post();
    foreach ($fields as $name => $value) $post->$name = $value;
    Stub::$all['posts'][$post->ID] = $post;
    do_action('wp_after_insert_post', $post->ID, $post, $before !== null, $before);
    return $post->ID;
}
function get_permalink($post = null) { return home_url() . str_replace(['%postname%', '%post_id%'], [get_post($post)->post_name, get_post($post)->ID], get_option('permalink_structure')); }
function wp_is_post_revision() { return false; }
function wp_is_post_autosave() { return false; }
function is_post_type_hierarchical($type) { return $type === 'page'; }
function post_type_supports($type, $what) { return in_array($type, ['post', 'page'], true); }
function is_post_publicly_viewable($post) { return $post->post_status === 'publish'; }
function get_post_stati() { return ['publish' => 'publish']; }
function comments_open($post = null) { return get_post($post)->comment_status === 'open'; }
function get_comments_number($post) { return apply_filters('get_comments_number', 0, get_post($post)->ID); }

function wp_next_scheduled($name, $args = []) { return Stub::$all['cron'][$name . serialize($args)] ?? false; }
function wp_schedule_single_event($at, $name, $args = []) { Stub::$all['cron'][$name . serialize($args)] = $at; }
function wp_clear_scheduled_hook($name, $args = []) { unset(Stub::$all['cron'][$name . serialize($args)]); }
function wp_unschedule_hook($name) { foreach (array_keys(Stub::$all['cron']) as $key) if (str_starts_with($key, $name . 'a:')) unset(Stub::$all['cron'][$key]); }

function wp_parse_url($url, $part = -1) { return parse_url($url, $part); }
function home_url($path = '') { return 'https://www.news.example' . $path; }
function admin_url($path = '') { return home_url('/wp-admin/' . $path); }
function rest_url($path = '') { return home_url('/wp-json/' . $path); }
function get_bloginfo($what) { return 'en-US'; }
function get_current_blog_id() { return 1; }
function is_multisite() { return false; }
function is_admin() { return false; }
function is_feed() { return false; }
function is_preview() { return Stub::$preview; }
function is_singular() { return Stub::$post !== null; }
function get_queried_object() { return Stub::$post; }
function wp_enqueue_script($name, $source) { Stub::$scripts[$name] = $source; }
function wp_salt($of) { return "the salt of $of that nobody knows"; }
function wp_get_current_user() { return Stub::$user; }
function wp_set_current_user($id) { Stub::$user->ID = $id; }
function current_user_can($cap) { return Stub::$user->has_cap($cap); }
function nocache_headers() {}
function wp_die($text, $title, $how) { echo $text === '' ? $how['response'] : $text; exit; }
function get_temp_dir() { return getenv('PLACE'); }
function trailingslashit($path) { return rtrim($path, '/') . '/'; }

function __($text) { return $text; }
function _n($one, $many, $count) { return $count === 1 ? $one : $many; }
function esc_html($text) { return htmlspecialchars($text, ENT_QUOTES, 'UTF-8', false); }
function esc_attr($text) { return esc_html($text); }
function esc_html__($text) { return esc_html($text); }
function esc_html_e($text) { echo esc_html($text); }
function esc_url($url) { $url = str_replace('&', '&#038;', preg_replace('|[^a-z0-9-~+_.?#=!&;,/:%@$\|*\'()\[\]\\x80-\\xff]|i', '', $url)); return preg_match('#^https?://#i', $url) ? str_replace("'", '&#039;', $url) : ''; }
function sanitize_text_field($text) { return trim(preg_replace('/\s+/', ' ', strip_tags($text))); }
function wp_slash($text) { return addslashes($text); }
function wp_unslash($text) { return stripslashes($text); }
function wp_specialchars_decode($text) { return htmlspecialchars_decode($text, ENT_QUOTES); }
function is_email($text) { return filter_var($text, FILTER_VALIDATE_EMAIL); }
function wp_json_encode($value) { return json_encode($value); }
function number_format_i18n($number) { return (string) $number; }
function force_balance_tags($html) { return $html; }
function wp_kses($html, $tags, $schemes)
{
    $html = preg_replace('/<!--.*?-->/s', '', $html);
    return preg_replace_callback('~<(/?)([a-z0-9]+)((?:"[^"]*"|\'[^\']*\'|[^>"\'])*)>?~i', function ($tag) use ($tags, $schemes) {
        $name = strtolower($tag[2]);
        if (!isset($tags[$name])) return '';
        preg_match_all('~([a-z-]+)\s*=\s*("[^"]*"|\'[^\']*\'|[^\s>]+)~i', $tag[3], $found, PREG_SET_ORDER);
        $kept = array_filter($found, fn ($one) => isset($tags[$name][strtolower($one[1])]) && (strtolower($one[1]) !== 'href' || in_array(strtolower((string) parse_url(trim($one[2], '"\''), PHP_URL_SCHEME)), $schemes, true)));
        return "<$tag[1]$name" . implode('', array_map(fn ($one) => " $one[1]=\"" . trim($one[2], '"\'') . '"', $kept)) . '>';
    }, $html);
}
if (!function_exists('mb_substr')) {
    function mb_substr($text, $from, $length) { return iconv_substr($text, $from, $length, 'UTF-8'); }
}

function register_setting($group, $name, $how) { add_filter("sanitize_option_$name", $how['sanitize_callback']); }
function add_settings_error($setting, $code, $text) { echo "[$code]"; }
function add_options_page() {}
function settings_fields($group) { echo '<input type="hidden" name="_wpnonce">'; }
function submit_button() { echo '<button>Save</button>'; }
function disabled($is) { echo $is ? ' disabled' : ''; }
function checked($a, $b) { echo $a === $b ? ' checked' : ''; }
function selected($a, $b, $echo) { return $a === $b ? ' selected' : ''; }

function is_wp_error($what) { return $what instanceof WP_Error; }
function wp_remote_request($url, $how)
{
    $lines = [];
    foreach ($how['headers'] as $name => $value) $lines[] = "$name: $value";
    $http = ['method' => $how['method'], 'header' => $lines, 'content' => (string) $how['body'], 'timeout' => $how['timeout'], 'follow_location' => $how['redirection'] > 0 ? 1 : 0, 'ignore_errors' => true];
    $body = @file_get_contents($url, false, stream_context_create(['http' => $http]), 0, $how['limit_response_size']);
    if ($body === false) return new WP_Error('http_request_failed');
    $headers = [];
    foreach ($http_response_header as $line) if (str_contains($line, ':')) $headers[strtolower(strstr($line, ':', true))] = trim(substr(strstr($line, ':'), 1));
    return ['status' => (int) explode(' ', $http_response_header[0])[1], 'headers' => $headers, 'body' => $body];
}
function wp_remote_retrieve_response_code($answer) { return $answer['status']; }
function wp_remote_retrieve_header($answer, $name) { return $answer['headers'][$name] ?? ''; }
function wp_remote_retrieve_body($answer) { return $answer['body']; }
