<?php
/**
 * Discussions follow posts to other addresses, and comments that are closed here are closed there.
 *
 * Each post knows the address under which it was seen last. Where that is no longer its address, the old one is kept beside the post until
 * the server has taken it: a row of its own each, so that two who save at once lose nothing.
 *
 * @package Parley
 */

defined( 'ABSPATH' ) || exit;

/** The address under which a post was seen last. */
const PARLEY_SEEN = '_parley_seen';

/** Addresses that a post had before, of which the server has not heard yet. */
const PARLEY_MOVED = '_parley_moved_from';

/** `closed` or `open`, of which the server has not heard yet. */
const PARLEY_STATE = '_parley_state';

/** Moves that are told at once; the server takes 50. */
const PARLEY_AT_ONCE = 50;

add_action( 'wp_after_insert_post', 'parley_saved', 20, 4 );
add_action( 'parley_tell', 'parley_tell' );
add_action( 'parley_look_at_addresses', 'parley_look_at_addresses' );
foreach ( array( 'update_option_permalink_structure', 'update_option_home', 'update_option_parley_settings', 'add_option_parley_settings' ) as $parley_hook ) {
	add_action( $parley_hook, 'parley_look_at_addresses_soon' );
}
add_action( 'edited_term', 'parley_edited_term' );

/**
 * After a post was saved, with all that its address is made of.
 *
 * @param int          $post_id Its number.
 * @param WP_Post      $post    The post.
 * @param bool         $update  Whether it was there before.
 * @param WP_Post|null $before  What it was before.
 */
function parley_saved( $post_id, $post, $update, $before ) {
	if ( wp_is_post_revision( $post_id ) || wp_is_post_autosave( $post_id ) || '' === parley_server() ) {
		return;
	}
	$before = $before instanceof WP_Post ? $before : null;
	parley_look_at( $post, $before );
	if ( null !== $before && parley_takes( $post ) && $before->comment_status !== $post->comment_status ) {
		update_post_meta( $post_id, PARLEY_STATE, 'open' === $post->comment_status ? 'open' : 'closed' );
		parley_tell_soon( 5 );
	}
	// What is below a page has the page's name in its address.
	if ( null !== $before && is_post_type_hierarchical( $post->post_type )
		&& ( $before->post_name !== $post->post_name || $before->post_parent !== $post->post_parent ) ) {
		parley_look_at_addresses_soon();
	}
}

/**
 * Compares the address of a post with the one it had.
 *
 * @param WP_Post      $post   The post.
 * @param WP_Post|null $before What it was before, where that is known.
 */
function parley_look_at( $post, $before = null ) {
	if ( ! parley_takes( $post ) ) {
		return;
	}
	$now  = parley_address( $post );
	$seen = (string) get_post_meta( $post->ID, PARLEY_SEEN, true );
	if ( '' === $seen && null !== $before && parley_takes( $before ) ) {
		// From the time before this plug-in. Some of an address may be newer than it says here; then nothing is found at it.
		$seen = parley_address( $before );
	}
	if ( $now === $seen ) {
		return;
	}
	if ( '' !== $seen ) {
		add_post_meta( $post->ID, PARLEY_MOVED, wp_slash( $seen ) );
		parley_tell_soon( 5 );
	}
	update_post_meta( $post->ID, PARLEY_SEEN, wp_slash( $now ) );
}

/**
 * Looks at all posts, some hundreds at a time, from a number on.
 *
 * @param int $after The number of the last that was looked at.
 * @return int Likewise; 0 when all are done.
 */
function parley_look_at_some( $after ) {
	global $wpdb;
	$ids = $wpdb->get_col( $wpdb->prepare( "SELECT ID FROM {$wpdb->posts} WHERE ID > %d AND post_type <> 'revision' AND post_status NOT IN ('auto-draft', 'trash') ORDER BY ID LIMIT 300", (int) $after ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery
	foreach ( $ids as $id ) {
		parley_look_at( get_post( (int) $id ) );
	}
	return count( $ids ) === 300 ? (int) end( $ids ) : 0;
}

/**
 * The same by the clock: the next hundreds follow by themselves.
 *
 * @param int $after The number of the last that was looked at.
 */
function parley_look_at_addresses( $after = 0 ) {
	$last = parley_look_at_some( $after );
	if ( $last > 0 ) {
		wp_schedule_single_event( time() + 5, 'parley_look_at_addresses', array( $last ) );
	}
}

/**
 * From the first post on, in a moment.
 */
function parley_look_at_addresses_soon() {
	if ( ! wp_next_scheduled( 'parley_look_at_addresses' ) ) {
		wp_schedule_single_event( time() + 10, 'parley_look_at_addresses' );
	}
}

/**
 * Addresses can have the name of a category in them.
 */
function parley_edited_term() {
	if ( false !== strpos( (string) get_option( 'permalink_structure' ), '%category%' ) ) {
		parley_look_at_addresses_soon();
	}
}

/**
 * Tells the server in so many seconds; where that is planned for later, the earlier time holds.
 *
 * @param int $seconds From now.
 */
function parley_tell_soon( $seconds ) {
	$planned = wp_next_scheduled( 'parley_tell' );
	if ( false !== $planned && $planned <= time() + $seconds ) {
		return;
	}
	wp_clear_scheduled_hook( 'parley_tell' );
	wp_schedule_single_event( time() + $seconds, 'parley_tell' );
}

/**
 * What waits, the oldest first. Of posts that are drafts again, or for some only, it waits until everybody may read them.
 *
 * @param string $key   PARLEY_MOVED or PARLEY_STATE.
 * @param int    $limit How many.
 * @return object[] With meta_id, post_id and meta_value.
 */
function parley_waiting( $key, $limit ) {
	global $wpdb;
	$public = array_values( array_merge( get_post_stati( array( 'public' => true ) ), array( 'inherit' ) ) );
	$in     = implode( ', ', array_fill( 0, count( $public ), '%s' ) );
	// phpcs:ignore WordPress.DB
	return $wpdb->get_results( $wpdb->prepare( "SELECT m.meta_id, m.post_id, m.meta_value FROM {$wpdb->postmeta} m JOIN {$wpdb->posts} p ON p.ID = m.post_id WHERE m.meta_key = %s AND p.post_password = '' AND p.post_status IN ($in) ORDER BY m.meta_id LIMIT %d", array_merge( array( $key ), $public, array( (int) $limit ) ) ) );
}

/**
 * Tells the server all that waits. What it does not take now is told again: after a minute, then two, at last every hour.
 *
 * @return bool Whether nothing waits any more.
 */
function parley_tell() {
	if ( '' === parley_server() || '' === parley_site_key() ) {
		return false;
	}
	// One at a time. Whoever dies meanwhile holds the others up for two minutes.
	if ( get_transient( 'parley_telling' ) ) {
		parley_tell_soon( 130 );
		return false;
	}
	set_transient( 'parley_telling', 'yes', 120 );
	$problem = parley_tell_moves();
	$problem = '' === $problem ? parley_tell_states() : $problem;
	delete_transient( 'parley_telling' );
	if ( '' !== $problem ) {
		$said  = get_option( 'parley_problem' );
		$tries = is_array( $said ) ? min( 10, (int) $said['tries'] + 1 ) : 1;
		update_option(
			'parley_problem',
			array(
				'code'  => $problem,
				'tries' => $tries,
			),
			false
		);
		parley_tell_soon( min( HOUR_IN_SECONDS, MINUTE_IN_SECONDS * 2 ** ( $tries - 1 ) ) );
		return false;
	}
	delete_option( 'parley_problem' );
	$left = parley_waiting( PARLEY_MOVED, 1 ) || parley_waiting( PARLEY_STATE, 1 );
	if ( $left ) {
		parley_tell_soon( 5 );
	}
	return ! $left;
}

/**
 * Tells some moves.
 *
 * @return string Why the server took none; empty: it did.
 */
function parley_tell_moves() {
	$rows  = parley_waiting( PARLEY_MOVED, PARLEY_AT_ONCE );
	$moves = array();
	$told  = array();
	foreach ( $rows as $row ) {
		$post = get_post( (int) $row->post_id );
		$now  = parley_takes( $post ) ? parley_address( $post ) : '';
		if ( '' === $now || $now === $row->meta_value ) {
			// Its discussion is not there any more, or it went and came back.
			delete_metadata_by_mid( 'post', (int) $row->meta_id );
		} else {
			$told[]  = $row;
			$moves[] = array(
				'from' => $row->meta_value,
				'to'   => $now,
			);
		}
	}
	if ( ! $moves ) {
		return '';
	}
	$answer = parley_write( 'POST', '/api/v1/moves', array( 'moves' => $moves ) );
	$said   = null !== $answer && 200 === $answer['status'] ? json_decode( $answer['body'], true ) : null;
	if ( ! isset( $said['results'] ) || ! is_array( $said['results'] ) || count( $said['results'] ) !== count( $told ) ) {
		return parley_problem_of( $answer );
	}
	$busy = 0;
	foreach ( $told as $i => $row ) {
		$result = isset( $said['results'][ $i ]['result'] ) && is_string( $said['results'][ $i ]['result'] ) ? $said['results'][ $i ]['result'] : '';
		if ( 'database-busy' === $result ) {
			++$busy;
			continue;
		}
		delete_metadata_by_mid( 'post', (int) $row->meta_id );
		if ( ! in_array( $result, array( 'moved', 'merged', 'nothing-to-move', 'move-onto-itself' ), true ) ) {
			parley_note_refusal( $moves[ $i ]['from'], $moves[ $i ]['to'], $result );
		}
	}
	return count( $told ) === $busy ? 'busy' : '';
}

/**
 * Closes there what was closed here, and opens it.
 *
 * @return string Why the server took one not; empty: it did.
 */
function parley_tell_states() {
	foreach ( parley_waiting( PARLEY_STATE, 20 ) as $row ) {
		$post = get_post( (int) $row->post_id );
		if ( parley_takes( $post ) ) {
			$found = parley_request( 'GET', '/api/v1/discussions?limit=1&url=' . rawurlencode( parley_address( $post ) ), array(), null, 15 );
			$said  = null !== $found && 200 === $found['status'] ? json_decode( $found['body'], true ) : null;
			if ( ! isset( $said['id'] ) || ! preg_match( '/^[0-9a-f-]{36}$/', $said['id'] ) ) {
				return parley_problem_of( $found );
			}
			$path   = '/api/v1/discussions/' . $said['id'] . '/closure';
			$answer = 'closed' === $row->meta_value
				? parley_write( 'PUT', $path, array( 'reason' => __( 'Comments are closed.', 'parley' ) ) ) : parley_write( 'DELETE', $path, null );
			// Where nobody has commented there is nothing to close: this site's page shows no discussion then.
			if ( null === $answer || ! in_array( $answer['status'], array( 200, 204, 404 ), true ) ) {
				return parley_problem_of( $answer );
			}
		}
		// Only what was told: somebody may have changed it meanwhile.
		delete_post_meta( (int) $row->post_id, PARLEY_STATE, $row->meta_value );
	}
	return '';
}

/**
 * A word for what went wrong.
 *
 * @param array|null $answer What the server answered.
 * @return string
 */
function parley_problem_of( $answer ) {
	return null === $answer ? 'away' : (string) $answer['status'];
}

/**
 * Remembers the last few moves that the server refused, for somebody who looks.
 *
 * @param string $from   The old address.
 * @param string $to     The new one.
 * @param string $result The code of the refusal.
 */
function parley_note_refusal( $from, $to, $result ) {
	$noted   = get_option( 'parley_refused' );
	$noted   = is_array( $noted ) ? $noted : array();
	$noted[] = array(
		'from'   => $from,
		'to'     => $to,
		'result' => preg_match( '/^[a-z-]{1,60}$/', $result ) ? $result : 'unknown',
	);
	update_option( 'parley_refused', array_slice( $noted, -20 ), false );
}
