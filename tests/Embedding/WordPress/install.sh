#!/usr/bin/env bash
# Sets up a WordPress of its own below FOLDER from Debian's packages (wordpress, mariadb-server, php-mysql), installed or unpacked below
# PREFIX, and keeps its database running until it is ended. Makes FOLDER/ready when all is there; FOLDER/php starts PHP with what it needs.
# Only the tests of the plug-in use it.
set -euo pipefail
prefix=$1 folder=$2 plugin=$3
export LD_LIBRARY_PATH=$prefix/usr/lib/x86_64-linux-gnu:$prefix/lib/x86_64-linux-gnu
cp -rL "$prefix/usr/share/wordpress" "$folder/www" 2>/dev/null || true
"$prefix/usr/bin/mariadb-install-db" --no-defaults --basedir="$prefix/usr" --datadir="$folder/db" --auth-root-authentication-method=normal \
  --skip-test-db --user="$(id -un)" >"$folder/db.log" 2>&1
"$prefix/usr/sbin/mariadbd" --no-defaults --user="$(id -un)" --basedir="$prefix/usr" --datadir="$folder/db" --socket="$folder/s" --skip-networking \
  --pid-file="$folder/pid" --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=32M >>"$folder/db.log" 2>&1 &
trap 'kill -KILL %1 2>/dev/null || true; wait %1 2>/dev/null || true' EXIT
trap 'exit 0' TERM
until [ -S "$folder/s" ]; do kill -0 %1; sleep 0.1; done

more=
php -m | grep -q '^mysqli$' || for one in mysqlnd mysqli; do more+=" -d extension=$(ls "$prefix"/usr/lib/php/*/$one.so | tail -1)"; done
printf '#!/bin/sh\nexec php%s "$@"\n' "$more" >"$folder/php"
chmod 755 "$folder/php"
"$folder/php" -r 'mysqli_connect("localhost", "root", "", "", 0, $argv[1])->query("CREATE DATABASE wordpress");' "$folder/s"

cat >"$folder/www/wp-config.php" <<P
<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:$folder/s');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as \$one) { define(\$one . '_KEY', 'a key of ' . \$one . ' for a test'); define(\$one . '_SALT', 'a salt of ' . \$one . ' for a test'); }
define('WP_HTTP_BLOCK_EXTERNAL', true); define('WP_ACCESSIBLE_HOSTS', '127.0.0.1'); define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_SITEURL', 'https://www.news.example'); define('WP_HOME', 'https://www.news.example');
\$_SERVER['HTTPS'] = 'on'; \$_SERVER['HTTP_HOST'] = 'www.news.example';
\$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
P
theme=$folder/www/wp-content/themes/plain
mkdir -p "$theme" "$folder/www/wp-content/plugins"
rm -rf "$folder/www/wp-content/plugins/parley"
cp -r "$plugin" "$folder/www/wp-content/plugins/parley"
printf '/*\nTheme Name: Plain\n*/\n' >"$theme/style.css"
printf '<?php // A theme of templates.\n' >"$theme/functions.php"
cat >"$theme/index.php" <<'P'
<!doctype html><html <?php language_attributes(); ?>><head><?php wp_head(); ?></head><body>
<?php while (have_posts()) { the_post(); the_title('<h1>', '</h1>'); echo '<p class="number">', get_comments_number(), '</p>'; comments_template(); } ?>
<?php wp_footer(); ?></body></html>
P
echo '<p>The theme'"'"'s own.</p>' >"$theme/comments.php"
cat >"$folder/install.php" <<'P'
<?php
define('WP_INSTALLING', true);
$_SERVER += ['HTTP_HOST' => 'www.news.example', 'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'SERVER_NAME' => 'www.news.example'];
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter('pre_wp_mail', '__return_true');
wp_install('News', 'lotte', 'lotte@news.example', true, '', 'a password for a test');
update_option('permalink_structure', '/%postname%/');
switch_theme('plain');
require_once ABSPATH . 'wp-admin/includes/plugin.php';
$failed = activate_plugin('parley/parley.php');
if (is_wp_error($failed)) { echo $failed->get_error_message(); exit(1); }
flush_rewrite_rules();
P
"$folder/php" "$folder/install.php" "$folder/www" >"$folder/install.log" 2>&1
touch "$folder/ready"
wait %1
