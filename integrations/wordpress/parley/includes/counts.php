<?php
/**
 * How many comments stand below each post: one request for a list, kept for a minute.
 *
 * @package Parley
 */

defined( 'ABSPATH' ) || exit;

add_action( 'loop_start', 'parley_count_list' );
add_filter( 'get_comments_number', 'parley_comments_number', 10, 2 );

/**
 * Asks for a whole list before its first post is shown.
 *
 * @param WP_Query $query The list.
 */
function parley_count_list( $query ) {
	if ( ! is_admin() && 'yes' === parley_setting( 'counts' ) && is_array( $query->posts ) ) {
		parley_ask_counts( $query->posts );
	}
}

/**
 * In the place of WordPress' own number.
 *
 * @param int|string $number  WordPress' own.
 * @param int        $post_id The post.
 * @return int|string
 */
function parley_comments_number( $number, $post_id ) {
	$post = get_post( $post_id );
	if ( is_admin() || 'yes' !== parley_setting( 'counts' ) || ! parley_takes( $post ) ) {
		return $number;
	}
	$count = parley_count( $post );
	return null === $count ? $number : $count;
}

/**
 * How many comments stand below a post; null while the server can't be asked.
 *
 * @param WP_Post $post The post.
 * @return int|null
 */
function parley_count( $post ) {
	$counts = parley_ask_counts( array( $post ) );
	return isset( $counts[ $post->ID ] ) ? $counts[ $post->ID ] : null;
}

/**
 * Those of posts, by their numbers. Each is asked for once in a request.
 *
 * @param WP_Post[] $posts The posts.
 * @return array
 */
function parley_ask_counts( $posts ) {
	static $known = array();
	$asked        = array();
	foreach ( $posts as $post ) {
		if ( $post instanceof WP_Post && ! array_key_exists( $post->ID, $known ) && parley_takes( $post ) ) {
			$known[ $post->ID ] = null;
			$asked[ $post->ID ] = parley_address( $post );
		}
	}
	// As the server takes them at once, and as long as an address may be.
	$some   = array();
	$length = 0;
	foreach ( $asked as $id => $address ) {
		$adds = strlen( rawurlencode( $address ) ) + 5;
		if ( $some && ( $length + $adds > 6000 || count( $some ) === 200 ) ) {
			$known  = parley_answered( $some ) + $known;
			$some   = array();
			$length = 0;
		}
		$some[ $id ] = $address;
		$length     += $adds;
	}
	$known = $some ? parley_answered( $some ) + $known : $known;
	return $known;
}

/**
 * One request, or what it answered a moment ago.
 *
 * @param string[] $addresses By the posts' numbers.
 * @return int[] Likewise; what isn't known is left out.
 */
function parley_answered( $addresses ) {
	$name = 'parley_counts_' . md5( parley_server() . implode( ' ', $addresses ) );
	$kept = get_transient( $name );
	if ( ! is_array( $kept ) ) {
		$answer = parley_read( '/api/v1/counts?url=' . implode( '&url=', array_map( 'rawurlencode', $addresses ) ) );
		$said   = null !== $answer && 200 === $answer['status'] ? json_decode( $answer['body'], true ) : null;
		$kept   = is_array( $said ) && isset( $said['counts'] ) && is_array( $said['counts'] ) ? $said['counts'] : null;
		if ( null === $kept ) {
			return array();
		}
		set_transient( $name, $kept, MINUTE_IN_SECONDS );
	}
	$counts = array();
	foreach ( $addresses as $id => $address ) {
		if ( isset( $kept[ $address ] ) && is_int( $kept[ $address ] ) ) {
			$counts[ $id ] = max( 0, $kept[ $address ] );
		}
	}
	return $counts;
}
