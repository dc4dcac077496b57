<?php
/**
 * In the place of the theme's comments.php.
 *
 * @package Parley
 */

defined( 'ABSPATH' ) || exit;

// Every part of it was escaped for its place when it was made.
echo parley_discussion( get_post() ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped
