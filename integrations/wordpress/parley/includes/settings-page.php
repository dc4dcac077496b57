<?php
/**
 * Settings → Parley, by the Settings API: WordPress looks after the nonce and who may send it.
 *
 * @package Parley
 */

defined( 'ABSPATH' ) || exit;

add_action( 'admin_menu', 'parley_add_page' );
add_action( 'admin_init', 'parley_register_settings' );
add_action( 'admin_notices', 'parley_notices' );
add_filter( 'plugin_action_links_parley/parley.php', 'parley_action_links' );

/**
 * The page, for those who may change how the site works.
 */
function parley_add_page() {
	add_options_page( __( 'Parley', 'parley' ), __( 'Parley', 'parley' ), 'manage_options', 'parley', 'parley_page' );
}

/**
 * A way to it from the list of plug-ins.
 *
 * @param string[] $links Links.
 * @return string[]
 */
function parley_action_links( $links ) {
	array_unshift( $links, '<a href="' . esc_url( admin_url( 'options-general.php?page=parley' ) ) . '">' . esc_html__( 'Settings', 'parley' ) . '</a>' );
	return $links;
}

/**
 * What may be sent, and how it is cleaned.
 */
function parley_register_settings() {
	register_setting( 'parley', 'parley_settings', array( 'sanitize_callback' => 'parley_clean_settings' ) );
	register_setting( 'parley', 'parley_secrets', array( 'sanitize_callback' => 'parley_clean_secrets' ) );
}

/**
 * Known names with known values.
 *
 * @param mixed $sent What was sent.
 * @return string[]
 */
function parley_clean_settings( $sent ) {
	$sent   = is_array( $sent ) ? $sent : array();
	$server = isset( $sent['server'] ) && is_string( $sent['server'] ) ? trim( $sent['server'] ) : '';
	$clean  = array( 'server' => parley_clean_server( $server ) );
	if ( '' !== $server && '' === $clean['server'] ) {
		add_settings_error( 'parley_settings', 'parley_server', __( 'The address of the server is not one like https://comments.example.org, so it was not kept.', 'parley' ) );
	}
	$choices = array(
		'roles' => array( '', 'editor', 'moderator' ),
		'theme' => array( '', 'light', 'dark' ),
		'sort'  => array( '', 'top', 'newest', 'oldest' ),
	);
	foreach ( $choices as $name => $values ) {
		$clean[ $name ] = isset( $sent[ $name ] ) && in_array( $sent[ $name ], $values, true ) ? $sent[ $name ] : '';
	}
	foreach ( array( 'sign_on', 'confirmed', 'counts' ) as $name ) {
		$clean[ $name ] = isset( $sent[ $name ] ) && 'yes' === $sent[ $name ] ? 'yes' : 'no';
	}
	$clean['count_link'] = isset( $sent['count_link'] ) && is_string( $sent['count_link'] )
		? mb_substr( sanitize_text_field( $sent['count_link'] ), 0, 200 ) : '';
	return $clean;
}

/**
 * What isn't written anew stays: a page never shows a secret.
 *
 * @param mixed $sent What was sent.
 * @return string[]
 */
function parley_clean_secrets( $sent ) {
	$sent  = is_array( $sent ) ? $sent : array();
	$clean = array();
	foreach ( array( 'sso_key', 'site_key' ) as $name ) {
		$new            = isset( $sent[ $name ] ) && is_string( $sent[ $name ] ) ? trim( $sent[ $name ] ) : '';
		$clean[ $name ] = parley_secret( $name );
		if ( isset( $sent[ $name . '_forget' ] ) && 'yes' === $sent[ $name . '_forget' ] ) {
			$clean[ $name ] = '';
		} elseif ( preg_match( '/^[\x21-\x7e]{16,400}$/', $new ) ) {
			$clean[ $name ] = $new;
		} elseif ( '' !== $new ) {
			add_settings_error( 'parley_secrets', 'parley_' . $name, __( 'A key was not kept, since it is none: copy it as the command has printed it.', 'parley' ) );
		}
	}
	return $clean;
}

/**
 * Says where something waits for somebody.
 */
function parley_notices() {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	$problem = get_option( 'parley_problem' );
	$code    = is_array( $problem ) && isset( $problem['code'] ) ? (string) $problem['code'] : '';
	if ( in_array( $code, array( '401', '403' ), true ) ) {
		$text = __( 'Parley: the server does not take the key of this site, so discussions don\'t follow posts to other addresses. Make one with parley site key, and put it into the settings.', 'parley' );
	} elseif ( '' !== $code && (int) $problem['tries'] > 4 ) {
		/* translators: %s: a status such as 503, or "away". */
		$text = sprintf( __( 'Parley: the server takes nothing for a while (%s). What waits is told again by itself.', 'parley' ), $code );
	} else {
		return;
	}
	echo '<div class="notice notice-warning"><p>' . esc_html( $text ) . '</p></div>';
}

/**
 * The page itself.
 */
function parley_page() {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	$roles = '' === parley_setting( 'roles' ) ? '' : ' --roles';
	?>
	<div class="wrap">
		<h1><?php esc_html_e( 'Parley', 'parley' ); ?></h1>
		<form action="options.php" method="post">
			<?php settings_fields( 'parley' ); ?>
			<table class="form-table" role="presentation">
				<tr>
					<th scope="row"><label for="parley-server"><?php esc_html_e( 'Address of the server', 'parley' ); ?></label></th>
					<td>
						<input type="url" class="regular-text code" id="parley-server" name="parley_settings[server]" value="<?php echo esc_attr( parley_server() ); ?>" placeholder="https://comments.example.org" <?php disabled( defined( 'PARLEY_URL' ) ); ?>>
						<p class="description"><?php esc_html_e( 'While it is empty, everything stays as it was. On the server, once:', 'parley' ); ?> <code>parley site origin add <?php echo esc_html( parley_origin() ); ?></code></p>
					</td>
				</tr>
				<tr>
					<th scope="row"><?php esc_html_e( 'Readers', 'parley' ); ?></th>
					<td>
						<label><input type="checkbox" name="parley_settings[sign_on]" value="yes" <?php checked( parley_setting( 'sign_on' ), 'yes' ); ?>> <?php esc_html_e( 'Whoever is signed in here is signed in there', 'parley' ); ?></label>
						<p class="description"><?php esc_html_e( 'On the server, once:', 'parley' ); ?>
						<?php if ( '' === parley_sso_key() ) : ?>
							<code>parley site sso-jwks <?php echo esc_html( rest_url( 'parley/v1/keys' ) . ' --for ' . parley_origin() . $roles ); ?></code>
						<?php else : ?>
							<code>parley site sso-key --for <?php echo esc_html( parley_origin() . $roles ); ?></code>
						<?php endif; ?>
						</p>
						<p><label for="parley-roles"><?php esc_html_e( 'Whoever may moderate comments here is there', 'parley' ); ?></label>
						<?php
						parley_choice(
							'roles',
							array(
								''          => __( 'a reader like others', 'parley' ),
								'editor'    => __( 'an editor', 'parley' ),
								'moderator' => __( 'a moderator', 'parley' ),
							)
						);
						?>
						</p>
						<p class="description"><?php esc_html_e( 'Roles need a key that was made with --roles.', 'parley' ); ?></p>
						<p><label><input type="checkbox" name="parley_settings[confirmed]" value="yes" <?php checked( parley_setting( 'confirmed' ), 'yes' ); ?>> <?php esc_html_e( 'They get back what was imported under their address', 'parley' ); ?></label></p>
						<p class="description"><?php esc_html_e( 'Only where nobody is signed in before a mail to their address was answered: a shop or a plug-in that signs people in at once would give anybody the comments of others.', 'parley' ); ?></p>
						<?php parley_secret_field( 'sso_key', __( 'Shared key', 'parley' ), defined( 'PARLEY_SSO_KEY' ) ? 'PARLEY_SSO_KEY' : '', __( 'Only where the server can\'t reach this site: then what parley site sso-key prints. Else this site signs with a key made from its salt, which is stored nowhere.', 'parley' ) ); ?>
					</td>
				</tr>
				<tr>
					<th scope="row"><?php esc_html_e( 'Addresses', 'parley' ); ?></th>
					<td>
						<?php parley_secret_field( 'site_key', __( 'Key of the site', 'parley' ), defined( 'PARLEY_SITE_KEY' ) ? 'PARLEY_SITE_KEY' : '', __( 'What parley site key prints. With it discussions follow posts to other addresses, and what is closed here is closed there. It may write articles too: wp-config.php is a better place for it.', 'parley' ) ); ?>
						<?php parley_show_waiting(); ?>
					</td>
				</tr>
				<tr>
					<th scope="row"><?php esc_html_e( 'Numbers', 'parley' ); ?></th>
					<td>
						<label><input type="checkbox" name="parley_settings[counts]" value="yes" <?php checked( parley_setting( 'counts' ), 'yes' ); ?>> <?php esc_html_e( 'Lists of posts count what is said there', 'parley' ); ?></label>
						<p><label for="parley-count-link"><?php esc_html_e( 'Links that are counted anew in the reader\'s browser', 'parley' ); ?></label>
						<input type="text" class="regular-text code" id="parley-count-link" name="parley_settings[count_link]" value="<?php echo esc_attr( parley_setting( 'count_link' ) ); ?>" placeholder=".comments-link a"></p>
						<p class="description"><?php esc_html_e( 'For pages that are kept by a cache for long: a selector of CSS. Their words are then the server\'s.', 'parley' ); ?></p>
					</td>
				</tr>
				<tr>
					<th scope="row"><?php esc_html_e( 'Looks', 'parley' ); ?></th>
					<td>
						<p><label for="parley-sort"><?php esc_html_e( 'First come', 'parley' ); ?></label>
						<?php
						parley_choice(
							'sort',
							array(
								''       => __( 'as the server has it', 'parley' ),
								'top'    => __( 'the best', 'parley' ),
								'newest' => __( 'the newest', 'parley' ),
								'oldest' => __( 'the oldest', 'parley' ),
							)
						);
						?>
						</p>
						<p><label for="parley-theme"><?php esc_html_e( 'Ground', 'parley' ); ?></label>
						<?php
						parley_choice(
							'theme',
							array(
								''      => __( 'as the text around it', 'parley' ),
								'light' => __( 'light', 'parley' ),
								'dark'  => __( 'dark', 'parley' ),
							)
						);
						?>
						</p>
					</td>
				</tr>
			</table>
			<?php submit_button(); ?>
		</form>
	</div>
	<?php
}

/**
 * One of several.
 *
 * @param string   $name    The setting.
 * @param string[] $choices Words by values.
 */
function parley_choice( $name, $choices ) {
	echo '<select id="parley-' . esc_attr( $name ) . '" name="parley_settings[' . esc_attr( $name ) . ']">';
	foreach ( $choices as $value => $words ) {
		echo '<option value="' . esc_attr( $value ) . '"' . selected( parley_setting( $name ), $value, false ) . '>' . esc_html( $words ) . '</option>';
	}
	echo '</select>';
}

/**
 * A secret that is written and never shown.
 *
 * @param string $name     The secret.
 * @param string $label    Its name in words.
 * @param string $constant The constant of wp-config.php that holds it; empty: none does.
 * @param string $text     What it is for.
 */
function parley_secret_field( $name, $label, $constant, $text ) {
	$id = 'parley-' . $name;
	echo '<p><label for="' . esc_attr( $id ) . '">' . esc_html( $label ) . '</label> ';
	if ( '' !== $constant ) {
		/* translators: %s: the name of a constant. */
		echo esc_html( sprintf( __( 'is set in wp-config.php (%s).', 'parley' ), $constant ) ) . '</p>';
	} else {
		$is_set = '' !== parley_secret( $name );
		echo '<input type="password" class="regular-text code" autocomplete="off" id="' . esc_attr( $id ) . '" name="parley_secrets[' . esc_attr( $name ) . ']" value="" placeholder="' . esc_attr( $is_set ? __( 'is set; write here to change it', 'parley' ) : '' ) . '">';
		if ( $is_set ) {
			echo ' <label><input type="checkbox" name="parley_secrets[' . esc_attr( $name ) . '_forget]" value="yes"> ' . esc_html__( 'forget it', 'parley' ) . '</label>';
		}
		echo '</p>';
	}
	echo '<p class="description">' . esc_html( $text ) . '</p>';
}

/**
 * What waits and what was refused.
 */
function parley_show_waiting() {
	$waits = count( parley_waiting( PARLEY_MOVED, 1000 ) );
	if ( $waits > 0 ) {
		/* translators: %s: a number. */
		echo '<p>' . esc_html( sprintf( _n( '%s move waits.', '%s moves wait.', $waits, 'parley' ), number_format_i18n( $waits ) ) ) . '</p>';
	}
	$refused = get_option( 'parley_refused' );
	if ( ! is_array( $refused ) || ! $refused ) {
		return;
	}
	echo '<p>' . esc_html__( 'Moves that the server has refused; parley discussion move on the server says why:', 'parley' ) . '</p><ul>';
	foreach ( $refused as $one ) {
		echo '<li><code>' . esc_html( $one['from'] . ' → ' . $one['to'] . ' (' . $one['result'] . ')' ) . '</code></li>';
	}
	echo '</ul>';
}
