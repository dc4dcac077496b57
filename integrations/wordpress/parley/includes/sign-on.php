<?php
/**
 * Whoever is signed in here is signed in there: by a token (JWT, RFC 7519) that this site signs.
 *
 * @package Parley
 */

defined( 'ABSPATH' ) || exit;

add_action( 'wp_ajax_parley_token', 'parley_answer_token' );
add_action( 'wp_ajax_nopriv_parley_token', 'parley_answer_token' );
add_action( 'rest_api_init', 'parley_publish_keys' );

/**
 * Answers who reads, to this site's own pages and to nobody else. By admin-ajax.php and not by the REST API, which takes nobody's word
 * without a nonce, and a page that was cached has an old one.
 */
function parley_answer_token() {
	nocache_headers();
	header( 'Cache-Control: no-store, private' );
	header( 'Content-Type: text/plain; charset=utf-8' );
	header( 'X-Content-Type-Options: nosniff' );
	header( 'Cross-Origin-Resource-Policy: same-origin' );
	$user = wp_get_current_user();
	if ( ! parley_is_own_page() || 'yes' !== parley_setting( 'sign_on' ) || '' === parley_server() ) {
		wp_die( '', '', array( 'response' => 403 ) );
	} elseif ( ! $user->exists() ) {
		wp_die( '', '', array( 'response' => 401 ) );
	} else {
		// Letters, digits, hyphens, underscores and two dots.
		wp_die( parley_token( $user ), '', array( 'response' => 200 ) ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped
	}
}

/**
 * Whether it is a page of this origin that asks. Another could not read the answer, and shall not learn whether there is one.
 *
 * @return bool
 */
function parley_is_own_page() {
	$said = array();
	foreach ( array( 'REQUEST_METHOD', 'HTTP_SEC_FETCH_SITE', 'HTTP_ORIGIN' ) as $name ) {
		$said[ $name ] = isset( $_SERVER[ $name ] ) ? sanitize_text_field( wp_unslash( $_SERVER[ $name ] ) ) : '';
	}
	return 'GET' === $said['REQUEST_METHOD']
		&& in_array( $said['HTTP_SEC_FETCH_SITE'], array( '', 'same-origin' ), true )
		&& in_array( $said['HTTP_ORIGIN'], array( '', parley_origin() ), true );
}

/**
 * A token about somebody: good for five minutes, and once.
 *
 * @param WP_User $user Who it is.
 * @return string
 */
function parley_token( $user ) {
	$claims = array(
		'iss'  => parley_origin(),
		'aud'  => parley_server(),
		'sub'  => (string) $user->ID,
		'name' => parley_name( $user ),
		'iat'  => time(),
		'exp'  => time() + 300,
		'jti'  => bin2hex( random_bytes( 16 ) ),
	);
	$role   = parley_setting( 'roles' );
	if ( in_array( $role, array( 'editor', 'moderator' ), true ) && $user->has_cap( 'moderate_comments' ) ) {
		$claims['roles'] = array( $role );
	}
	if ( 'yes' === parley_setting( 'confirmed' ) && is_email( $user->user_email ) ) {
		$claims['email']          = $user->user_email;
		$claims['email_verified'] = true;
	}
	$secret = parley_sso_key();
	$header = array(
		'alg' => '' === $secret ? 'EdDSA' : 'HS256',
		'typ' => 'JWT',
	);
	$pair   = '' === $secret ? parley_signing_pair() : '';
	if ( '' !== $pair ) {
		$header['kid'] = parley_key_id( $pair );
	}
	$body = parley_base64url( wp_json_encode( $header ) ) . '.' . parley_base64url( wp_json_encode( $claims ) );
	$sign = '' === $secret ? sodium_crypto_sign_detached( $body, sodium_crypto_sign_secretkey( $pair ) ) : hash_hmac( 'sha256', $body, $secret, true );
	return $body . '.' . parley_base64url( $sign );
}

/**
 * The name that is shown. Where somebody's name is their address of mail, what stands before its @.
 *
 * @param WP_User $user Who it is.
 * @return string
 */
function parley_name( $user ) {
	$name = trim( wp_specialchars_decode( (string) $user->display_name, ENT_QUOTES ) );
	if ( is_email( $name ) ) {
		$name = (string) strstr( $name, '@', true );
	}
	$name = trim( mb_substr( $name, 0, 40 ) );
	/**
	 * The name under which somebody is known in discussions.
	 *
	 * @param string  $name The name, at most 40 letters.
	 * @param WP_User $user Who it is.
	 */
	return (string) apply_filters( 'parley_name', '' === $name ? (string) $user->user_nicename : $name, $user );
}

/**
 * The key of this site, made from its salt: it is stored nowhere, and whoever changes the salt has another. Only its public half is told.
 *
 * @return string
 */
function parley_signing_pair() {
	return sodium_crypto_sign_seed_keypair( hash_hmac( 'sha256', 'parley single sign-on ' . get_current_blog_id(), wp_salt( 'auth' ), true ) );
}

/**
 * By what a token names the key. A server that doesn't know it asks for the keys again.
 *
 * @param string $pair The key.
 * @return string
 */
function parley_key_id( $pair ) {
	return substr( hash( 'sha256', sodium_crypto_sign_publickey( $pair ) ), 0, 16 );
}

/**
 * Where the server finds the public half, for `parley site sso-jwks`.
 */
function parley_publish_keys() {
	register_rest_route(
		'parley/v1',
		'/keys',
		array(
			'methods'             => 'GET',
			'callback'            => 'parley_keys',
			'permission_callback' => '__return_true',
		)
	);
}

/**
 * The public keys, as a JWK Set (RFC 7517, RFC 8037).
 *
 * @return array
 */
function parley_keys() {
	if ( 'yes' !== parley_setting( 'sign_on' ) || '' !== parley_sso_key() ) {
		return array( 'keys' => array() );
	}
	$pair = parley_signing_pair();
	$key  = array(
		'kty' => 'OKP',
		'crv' => 'Ed25519',
		'alg' => 'EdDSA',
		'use' => 'sig',
		'kid' => parley_key_id( $pair ),
		'x'   => parley_base64url( sodium_crypto_sign_publickey( $pair ) ),
	);
	return array( 'keys' => array( $key ) );
}

/**
 * As tokens write bytes.
 *
 * @param string $bytes The bytes.
 * @return string
 */
function parley_base64url( $bytes ) {
	return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode
}
