<?php
/**
 * What was set, on the page of settings or in wp-config.php, which is asked first.
 *
 * @package Parley
 */

defined( 'ABSPATH' ) || exit;

/**
 * One of the settings.
 *
 * @param string $name Its name.
 * @return string
 */
function parley_setting( $name ) {
	$defaults = array(
		'server'     => '',
		'sign_on'    => 'yes',
		'roles'      => '',
		'confirmed'  => 'no',
		'counts'     => 'yes',
		'count_link' => '',
		'theme'      => '',
		'sort'       => '',
	);
	$set      = get_option( 'parley_settings' );
	$value    = is_array( $set ) && isset( $set[ $name ] ) ? $set[ $name ] : $defaults[ $name ];
	return is_string( $value ) ? $value : $defaults[ $name ];
}

/**
 * The address of the discussion server, without a slash at the end; empty: none is set, and everything stays as it was.
 *
 * @return string
 */
function parley_server() {
	return defined( 'PARLEY_URL' ) ? parley_clean_server( PARLEY_URL ) : parley_clean_server( parley_setting( 'server' ) );
}

/**
 * The key that `parley site sso-key` has printed; empty: the site's own is used (see parley_signing_pair).
 *
 * @return string
 */
function parley_sso_key() {
	return defined( 'PARLEY_SSO_KEY' ) ? (string) PARLEY_SSO_KEY : parley_secret( 'sso_key' );
}

/**
 * The key that `parley site key` has printed; empty: moves wait.
 *
 * @return string
 */
function parley_site_key() {
	return defined( 'PARLEY_SITE_KEY' ) ? (string) PARLEY_SITE_KEY : parley_secret( 'site_key' );
}

/**
 * A secret that was given on the page of settings.
 *
 * @param string $name Its name.
 * @return string
 */
function parley_secret( $name ) {
	$set = get_option( 'parley_secrets' );
	return is_array( $set ) && isset( $set[ $name ] ) && is_string( $set[ $name ] ) ? $set[ $name ] : '';
}

/**
 * An address as it is kept: scheme, host, port and path and nothing else. Empty for whatever is none.
 *
 * @param mixed $value What was written.
 * @return string
 */
function parley_clean_server( $value ) {
	$parts = is_string( $value ) ? wp_parse_url( trim( $value ) ) : false;
	if ( ! is_array( $parts ) || empty( $parts['host'] ) || empty( $parts['scheme'] ) || isset( $parts['user'] ) ) {
		return '';
	}
	$scheme = strtolower( $parts['scheme'] );
	$path   = isset( $parts['path'] ) ? rtrim( $parts['path'], '/' ) : '';
	if ( ! in_array( $scheme, array( 'http', 'https' ), true )
		|| ! preg_match( '/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/i', $parts['host'] )
		|| ! preg_match( '#^(?:/[A-Za-z0-9._~-]+)*$#', $path ) ) {
		return '';
	}
	return $scheme . '://' . strtolower( $parts['host'] ) . ( isset( $parts['port'] ) ? ':' . (int) $parts['port'] : '' ) . $path;
}

/**
 * The origin of this site, as it is registered there.
 *
 * @return string
 */
function parley_origin() {
	$home   = wp_parse_url( home_url() );
	$scheme = strtolower( $home['scheme'] );
	$usual  = array(
		'http'  => 80,
		'https' => 443,
	);
	$port   = isset( $home['port'] ) && ( ! isset( $usual[ $scheme ] ) || $usual[ $scheme ] !== $home['port'] ) ? ':' . $home['port'] : '';
	return $scheme . '://' . strtolower( $home['host'] ) . $port;
}
