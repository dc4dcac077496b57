<?php
/**
 * When the plug-in is deleted: all that it kept here goes. What is on the server stays there.
 *
 * @package Parley
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

/**
 * Of one site.
 */
function parley_forget() {
	global $wpdb;
	foreach ( array( 'parley_settings', 'parley_secrets', 'parley_problem', 'parley_refused' ) as $parley_option ) {
		delete_option( $parley_option );
	}
	foreach ( array( '_parley_seen', '_parley_moved_from', '_parley_state' ) as $parley_key ) {
		delete_post_meta_by_key( $parley_key );
	}
	foreach ( array( '_transient_parley_', '_transient_timeout_parley_' ) as $parley_name ) {
		$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->options} WHERE option_name LIKE %s", $wpdb->esc_like( $parley_name ) . '%' ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery
	}
	wp_clear_scheduled_hook( 'parley_tell' );
	wp_unschedule_hook( 'parley_look_at_addresses' );
}

if ( is_multisite() ) {
	$parley_sites = get_sites(
		array(
			'fields' => 'ids',
			'number' => 0,
		)
	);
	foreach ( $parley_sites as $parley_site ) {
		switch_to_blog( $parley_site );
		parley_forget();
		restore_current_blog();
	}
} else {
	parley_forget();
}
