<?php
/*
Plugin Name: Parley below posts
Description: The discussions of a Parley server in the place of the theme's comments; whoever is signed in here is signed in there.
*/
// This folder goes into wp-content/plugins/. In wp-config.php:
//   define('PARLEY_URL', 'https://comments.example.org');  define('PARLEY_SSO_KEY', 'sso_…');  the key without --roles

defined('ABSPATH') || exit;

// What is shown to nobody, or talked about by nobody, stays so.
add_filter('comments_template', fn (string $theme) => post_password_required() || !comments_open() ? $theme : __DIR__ . '/comments.php');

add_action('wp_footer', function () {
    // Lists of posts count what is said here too.
    echo '<script async src="' . esc_url(PARLEY_URL . '/embed.js') . '" data-count=".comments-link a"></script>';
});

function parley_token(WP_User $user): string
{
    $home = wp_parse_url(home_url());
    $claims = [
        'iss' => $home['scheme'] . '://' . $home['host'] . (isset($home['port']) ? ':' . $home['port'] : ''), 'aud' => PARLEY_URL,
        'sub' => (string) $user->ID, 'name' => $user->display_name, 'iat' => time(), 'exp' => time() + 300, 'jti' => bin2hex(random_bytes(16)),
    ];
    $part = fn (string $text) => rtrim(strtr(base64_encode($text), '+/', '-_'), '=');
    $body = $part('{"alg":"HS256","typ":"JWT"}') . '.' . $part(wp_json_encode($claims));
    return $body . '.' . $part(hash_hmac('sha256', $body, PARLEY_SSO_KEY, true));
}

add_action('wp_ajax_parley_token', function () {
    nocache_headers();
    header('Content-Type: text/plain; charset=utf-8');
    wp_die(parley_token(wp_get_current_user()), '', ['response' => 200]);
});

add_action('wp_ajax_nopriv_parley_token', function () {
    nocache_headers();
    wp_die('', '', ['response' => 401]);
});
