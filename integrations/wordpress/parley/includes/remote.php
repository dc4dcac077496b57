<?php
/**
 * The only way out: to the server that was set, and nowhere it may lead to.
 *
 * @package Parley
 */

defined( 'ABSPATH' ) || exit;

/**
 * Asks the server for what a page wants to show. A page waits for it two seconds at most, and then all pages do without for half a minute.
 *
 * @param string $path    What is asked, from the slash on.
 * @param array  $headers Further headers.
 * @return array|null Status, etag and body; null: it can't be asked.
 */
function parley_read( $path, $headers = array() ) {
	if ( get_transient( 'parley_away' ) ) {
		return null;
	}
	$answer = parley_request( 'GET', $path, $headers, null, 2 );
	if ( null === $answer || $answer['status'] >= 500 || 429 === $answer['status'] ) {
		set_transient( 'parley_away', 'yes', 30 );
		return null;
	}
	return $answer;
}

/**
 * Tells the server something, in the name of this site.
 *
 * @param string $method  POST, PUT or DELETE.
 * @param string $path    What is told, from the slash on.
 * @param mixed  $body    What becomes JSON.
 * @return array|null Status, etag and body; null: it did not answer.
 */
function parley_write( $method, $path, $body ) {
	$headers = array(
		'Authorization' => 'Bearer ' . parley_site_key(),
		'Content-Type'  => 'application/json',
	);
	return parley_request( $method, $path, $headers, wp_json_encode( $body ), 15 );
}

/**
 * One request. Redirects are not followed: only the server that was set is asked, and only it is told the key.
 *
 * @param string      $method  The method.
 * @param string      $path    From the slash on.
 * @param array       $headers Headers.
 * @param string|null $body    Body.
 * @param int         $timeout Seconds.
 * @return array|null
 */
function parley_request( $method, $path, $headers, $body, $timeout ) {
	$server = parley_server();
	if ( '' === $server ) {
		return null;
	}
	$answer = wp_remote_request(
		$server . $path,
		array(
			'method'              => $method,
			'headers'             => $headers,
			'body'                => $body,
			'timeout'             => $timeout,
			'redirection'         => 0,
			'limit_response_size' => MB_IN_BYTES,
		)
	);
	if ( is_wp_error( $answer ) ) {
		return null;
	}
	return array(
		'status' => (int) wp_remote_retrieve_response_code( $answer ),
		'etag'   => (string) wp_remote_retrieve_header( $answer, 'etag' ),
		'body'   => (string) wp_remote_retrieve_body( $answer ),
	);
}
