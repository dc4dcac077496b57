<?php
/**
 * Plugin Name:       Parley
 * Description:       The discussions of a Parley server in the place of the theme's comments: readers of this site are signed in there, lists count what is said, and discussions follow posts to other addresses.
 * Version:           0.1.0
 * Requires at least: 5.9
 * Requires PHP:      7.4
 * License:           MIT
 * License URI:       https://opensource.org/license/mit
 * Text Domain:       parley
 * Domain Path:       /languages
 *
 * @package Parley
 */

defined( 'ABSPATH' ) || exit;

define( 'PARLEY_VERSION', '0.1.0' );
define( 'PARLEY_FOLDER', __DIR__ );

require_once PARLEY_FOLDER . '/includes/options.php';
require_once PARLEY_FOLDER . '/includes/remote.php';
require_once PARLEY_FOLDER . '/includes/discussion.php';
require_once PARLEY_FOLDER . '/includes/counts.php';
require_once PARLEY_FOLDER . '/includes/sign-on.php';
require_once PARLEY_FOLDER . '/includes/moves.php';

if ( is_admin() ) {
	require_once PARLEY_FOLDER . '/includes/settings-page.php';
}

if ( defined( 'WP_CLI' ) && WP_CLI ) {
	require_once PARLEY_FOLDER . '/includes/class-parley-command.php';
	WP_CLI::add_command( 'parley', 'Parley_Command' );
}

register_activation_hook( __FILE__, 'parley_look_at_addresses_soon' );
register_deactivation_hook( __FILE__, 'parley_stop' );

add_action(
	'init',
	function () {
		load_plugin_textdomain( 'parley', false, basename( __DIR__ ) . '/languages' );
	}
);

/**
 * Nothing is done by the clock any more; what was set stays until the plug-in is deleted.
 */
function parley_stop() {
	wp_clear_scheduled_hook( 'parley_tell' );
	wp_unschedule_hook( 'parley_look_at_addresses' );
}
