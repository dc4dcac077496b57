<?php
/**
 * The discussion in the place of the theme's comments.
 *
 * @package Parley
 */

defined( 'ABSPATH' ) || exit;

/** Seconds for which what the server has said of a discussion is shown without asking it again. */
const PARLEY_FRESH = 60;

add_filter( 'comments_template', 'parley_template', 100 );
add_filter( 'render_block_core/comments', 'parley_block', 100, 3 );
add_filter( 'render_block_core/post-comments', 'parley_block', 100, 3 );
add_filter( 'render_block_core/post-comments-form', 'parley_block_form', 100, 3 );
add_action( 'wp_enqueue_scripts', 'parley_enqueue' );
add_filter( 'script_loader_tag', 'parley_script_tag', 10, 2 );
add_action( 'pre_comment_on_post', 'parley_turn_away' );
add_filter( 'rest_pre_insert_comment', 'parley_turn_away_rest' );

/**
 * Whether the discussion of a post is on the server. What may be read by some only stays here: there everybody could read it.
 *
 * @param WP_Post|null $post A post.
 * @return bool
 */
function parley_takes( $post ) {
	$takes = $post instanceof WP_Post && '' !== parley_server() && '' === (string) $post->post_password
		&& post_type_supports( $post->post_type, 'comments' ) && is_post_publicly_viewable( $post );
	/**
	 * Whether this post's discussion is on the server.
	 *
	 * @param bool         $takes Whether it is.
	 * @param WP_Post|null $post  The post.
	 */
	return (bool) apply_filters( 'parley_takes', $takes, $post );
}

/**
 * The address by which the discussion of a post is known.
 *
 * @param WP_Post $post A post.
 * @return string
 */
function parley_address( $post ) {
	/**
	 * The address by which the discussion of a post is known; its own one page for all of its parts.
	 *
	 * @param string  $address The permalink.
	 * @param WP_Post $post    The post.
	 */
	return (string) apply_filters( 'parley_address', (string) get_permalink( $post ), $post );
}

/**
 * In themes of templates.
 *
 * @param string $theme The theme's own file.
 * @return string
 */
function parley_template( $theme ) {
	return parley_shows( get_post() ) ? PARLEY_FOLDER . '/templates/comments.php' : $theme;
}

/**
 * In themes of blocks.
 *
 * @param string   $content  What WordPress has made.
 * @param array    $block    The block.
 * @param WP_Block $instance The same with its context.
 * @return string
 */
function parley_block( $content, $block, $instance ) {
	$post = parley_block_post( $instance );
	return parley_shows( $post ) ? parley_discussion( $post ) : $content;
}

/**
 * A form that stands outside of the block of comments.
 *
 * @param string   $content  What WordPress has made.
 * @param array    $block    The block.
 * @param WP_Block $instance The same with its context.
 * @return string
 */
function parley_block_form( $content, $block, $instance ) {
	return parley_takes( parley_block_post( $instance ) ) ? '' : $content;
}

/**
 * Whose comments a block shows.
 *
 * @param WP_Block $instance The block.
 * @return WP_Post|null
 */
function parley_block_post( $instance ) {
	return get_post( isset( $instance->context['postId'] ) ? (int) $instance->context['postId'] : null );
}

/**
 * Where comments are closed and nothing was said there, the theme says what it always says.
 *
 * @param WP_Post|null $post A post.
 * @return bool
 */
function parley_shows( $post ) {
	return parley_takes( $post ) && ! is_preview() && ( comments_open( $post ) || parley_count( $post ) > 0 );
}

/**
 * The discussion of a post as HTML.
 *
 * @param WP_Post $post The post.
 * @return string
 */
function parley_discussion( $post ) {
	$address = parley_address( $post );
	$inside  = parley_inside( $address );
	$link    = parley_server() . '/embed/discussion?url=' . rawurlencode( $address );
	$html    = '<div id="comments" class="comments-area parley-comments">';
	if ( comments_open( $post ) ) {
		$html .= '<div data-parley data-url="' . esc_url( $address ) . '"';
		foreach ( array( 'theme', 'sort' ) as $name ) {
			$html .= '' === parley_setting( $name ) ? '' : ' data-' . $name . '="' . esc_attr( parley_setting( $name ) ) . '"';
		}
		if ( 'yes' === parley_setting( 'sign_on' ) ) {
			$html .= ' data-token-url="' . esc_url( admin_url( 'admin-ajax.php?action=parley_token' ) ) . '"';
		}
		$html .= '>' . ( '' === $inside ? '<a href="' . esc_url( $link ) . '">' . esc_html__( 'Comments', 'parley' ) . '</a>' : $inside ) . '</div>';
	} else {
		$html .= '<p class="no-comments">' . esc_html__( 'Comments are closed.', 'parley' ) . '</p>' . $inside;
	}
	return $html . '</div>';
}

/**
 * The first page of a discussion, for readers without script and for search engines; empty while the server can't be asked.
 *
 * @param string $address The post's address.
 * @return string
 */
function parley_inside( $address ) {
	$path = '/embed/discussion.html?url=' . rawurlencode( $address ) . '&lang=' . rawurlencode( get_bloginfo( 'language' ) );
	$name = 'parley_html_' . md5( parley_server() . $path );
	$kept = get_transient( $name );
	$has  = is_array( $kept ) && isset( $kept['at'], $kept['etag'], $kept['html'] );
	if ( $has && time() - $kept['at'] < PARLEY_FRESH ) {
		return $kept['html'];
	}
	if ( $has ) {
		// Whoever comes meanwhile is shown what was kept, and doesn't ask too.
		$kept['at'] = time();
		set_transient( $name, $kept, HOUR_IN_SECONDS );
	}
	$answer = parley_read( $path, $has && '' !== $kept['etag'] ? array( 'If-None-Match' => $kept['etag'] ) : array() );
	if ( null === $answer || 304 === $answer['status'] ) {
		return $has ? $kept['html'] : '';
	}
	$kept = array(
		'at'   => time(),
		'etag' => 200 === $answer['status'] ? $answer['etag'] : '',
		'html' => 200 === $answer['status'] ? parley_safe( $answer['body'] ) : '',
	);
	set_transient( $name, $kept, HOUR_IN_SECONDS );
	return $kept['html'];
}

/**
 * What a discussion is made of and nothing else, whatever the server says. What it has cut off, WordPress closes.
 *
 * @param string $html What came.
 * @return string
 */
function parley_safe( $html ) {
	$none = array();
	$own  = array(
		'class' => true,
		'id'    => true,
		'lang'  => true,
		'dir'   => true,
	);
	$tags = array(
		'section'    => $own,
		'article'    => $none,
		'h2'         => $none,
		'ol'         => array( 'start' => true ),
		'ul'         => $none,
		'li'         => $own,
		'p'          => $own,
		'div'        => $own,
		'blockquote' => $own,
		'a'          => array(
			'href' => true,
			'rel'  => true,
		),
		'time'       => array( 'datetime' => true ),
		'bdi'        => $none,
		'br'         => $none,
		'em'         => $none,
		'strong'     => $none,
		'del'        => $none,
		'code'       => $none,
		'pre'        => $none,
	);
	return force_balance_tags( wp_kses( $html, $tags, array( 'http', 'https', 'mailto' ) ) );
}

/**
 * The loader, where there is something for it to do.
 */
function parley_enqueue() {
	$post = is_singular() ? get_queried_object() : null;
	if ( '' === parley_server() || is_feed() ) {
		return;
	}
	if ( '' !== parley_setting( 'count_link' ) || parley_takes( $post instanceof WP_Post ? $post : null ) ) {
		// Its address has no version: the server says how long it holds.
		wp_enqueue_script( 'parley', parley_server() . '/embed.js', array(), null, true ); // phpcs:ignore WordPress.WP.EnqueuedResourceParameters.MissingVersion
	}
}

/**
 * Asynchronous, and told which links are to be counted.
 *
 * @param string $tag    The whole tag.
 * @param string $handle Whose it is.
 * @return string
 */
function parley_script_tag( $tag, $handle ) {
	if ( 'parley' !== $handle ) {
		return $tag;
	}
	$link = parley_setting( 'count_link' );
	return str_replace( '<script ', '<script async' . ( '' === $link ? '' : ' data-count="' . esc_attr( $link ) . '"' ) . ' ', $tag );
}

/**
 * A form of the theme's that is sent nevertheless, mostly by machines: nobody would see what it says.
 *
 * @param int $post_id The post.
 */
function parley_turn_away( $post_id ) {
	if ( parley_takes( get_post( $post_id ) ) ) {
		wp_die( esc_html__( 'Comments are written in the discussion below the page.', 'parley' ), '', array( 'response' => 403 ) );
	}
}

/**
 * The same by the REST API.
 *
 * @param array|WP_Error $comment What would be stored.
 * @return array|WP_Error
 */
function parley_turn_away_rest( $comment ) {
	if ( is_array( $comment ) && isset( $comment['comment_post_ID'] ) && parley_takes( get_post( (int) $comment['comment_post_ID'] ) ) ) {
		return new WP_Error( 'parley_elsewhere', __( 'Comments are written in the discussion below the page.', 'parley' ), array( 'status' => 403 ) );
	}
	return $comment;
}
