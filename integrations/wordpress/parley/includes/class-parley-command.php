<?php
/**
 * WP-CLI: `wp parley …`.
 *
 * @package Parley
 */

defined( 'ABSPATH' ) || exit;

/**
 * Brings comments to a Parley server, and tells it where posts have gone.
 */
class Parley_Command {

	/**
	 * Prints how things stand.
	 *
	 * @param string[] $args  Not used.
	 * @param string[] $named Not used.
	 */
	public function status( $args, $named ) {
		WP_CLI::line( 'server     ' . ( '' === parley_server() ? 'none' : parley_server() ) );
		WP_CLI::line( 'origin     ' . parley_origin() );
		WP_CLI::line( 'sign-on    ' . ( 'yes' !== parley_setting( 'sign_on' ) ? 'off' : ( '' === parley_sso_key() ? 'by this site\'s own key: ' . rest_url( 'parley/v1/keys' ) : 'by a shared key' ) ) );
		WP_CLI::line( 'key        ' . ( '' === parley_site_key() ? 'none: moves wait' : 'set' ) );
		WP_CLI::line( 'moves      ' . count( parley_waiting( PARLEY_MOVED, 1000 ) ) . ' wait' );
	}

	/**
	 * Writes all posts with their comments as WordPress exports them (WXR), for `parley import`.
	 *
	 * ## OPTIONS
	 *
	 * <file>
	 * : Where to. One that exists is not touched. Only its owner may read it: addresses of mail are in it.
	 *
	 * @param string[] $args  The file.
	 * @param string[] $named Not used.
	 */
	public function export( $args, $named ) {
		self::write( $args[0] );
		WP_CLI::success( $args[0] . ' is written. On the server: parley import ' . escapeshellarg( basename( $args[0] ) ) . ' --format wxr' );
	}

	/**
	 * Exports, and has the program on this machine import it. Twice changes nothing.
	 *
	 * ## OPTIONS
	 *
	 * --parley=<program>
	 * : The program, as script/parley of its folder, or several words: "dotnet /srv/parley/parley.dll".
	 *
	 * [--rehearse]
	 * : Say what would come, and change nothing.
	 *
	 * @param string[] $args  Not used.
	 * @param string[] $named Options.
	 */
	public function import( $args, $named ) {
		if ( empty( $named['parley'] ) ) {
			WP_CLI::error( 'Say where the program is: --parley=/srv/parley/script/parley. On another machine: wp parley export FILE, and there parley import FILE --format wxr' );
		}
		$folder = trailingslashit( get_temp_dir() ) . 'parley-' . bin2hex( random_bytes( 8 ) );
		if ( ! mkdir( $folder, 0700 ) ) { // phpcs:ignore WordPress.WP.AlternativeFunctions.file_system_operations_mkdir
			WP_CLI::error( $folder . ' can\'t be made.' );
		}
		$file = $folder . '/comments.xml';
		self::write( $file );
		$words = array_merge( preg_split( '/\s+/', trim( $named['parley'] ) ), array( 'import', $file, '--format', 'wxr' ), empty( $named['rehearse'] ) ? array() : array( '--rehearse' ) );
		// Words and not a line: no shell reads them.
		$run  = proc_open( $words, array( 0 => array( 'file', '/dev/null', 'r' ), 1 => STDOUT, 2 => STDERR ), $pipes ); // phpcs:ignore
		$code = is_resource( $run ) ? proc_close( $run ) : 1;
		// What was rejected stays, for somebody to look at.
		unlink( $file ); // phpcs:ignore WordPress.WP.AlternativeFunctions.unlink_unlink
		@rmdir( $folder ); // phpcs:ignore
		if ( 0 !== $code ) {
			WP_CLI::error( 'The import has failed (' . $code . ').' );
		}
	}

	/**
	 * Looks at the address of each post, and tells the server those that have changed.
	 *
	 * ## OPTIONS
	 *
	 * [--csv]
	 * : Tell nobody: print what waits, for `parley discussion move --file`.
	 *
	 * @param string[] $args  Not used.
	 * @param string[] $named Options.
	 */
	public function moves( $args, $named ) {
		$after = 0;
		do {
			$after = parley_look_at_some( $after );
		} while ( $after > 0 );
		if ( ! empty( $named['csv'] ) ) {
			foreach ( parley_waiting( PARLEY_MOVED, 100000 ) as $row ) {
				$post = get_post( (int) $row->post_id );
				if ( parley_takes( $post ) && parley_address( $post ) !== $row->meta_value ) {
					WP_CLI::line( str_replace( ',', '%2C', $row->meta_value ) . ',' . str_replace( ',', '%2C', parley_address( $post ) ) );
				}
			}
			return;
		}
		if ( '' === parley_server() || '' === parley_site_key() ) {
			WP_CLI::error( 'The address of the server or the key of the site is not set.' );
		}
		// Fifty at a time.
		for ( $turns = 10000; ! parley_tell(); $turns-- ) {
			if ( get_option( 'parley_problem' ) || get_transient( 'parley_telling' ) || 0 === $turns ) {
				WP_CLI::error( 'The server took not all of it; what waits is told again.' );
			}
		}
		WP_CLI::success( 'The server knows where posts are.' );
	}

	/**
	 * WordPress' own export, in pieces into a file.
	 *
	 * @param string $name The file.
	 */
	private static function write( $name ) {
		$before = umask( 0077 );
		$file   = @fopen( $name, 'x' ); // phpcs:ignore
		umask( $before );
		if ( ! $file ) {
			WP_CLI::error( $name . ' is there already, or can\'t be written.' );
		}
		require_once ABSPATH . 'wp-admin/includes/export.php';
		$whole = true;
		ob_start(
			function ( $piece ) use ( $file, &$whole ) {
				$whole = fwrite( $file, $piece ) === strlen( $piece ) && $whole; // phpcs:ignore WordPress.WP.AlternativeFunctions.file_system_operations_fwrite
				return '';
			},
			65536
		);
		export_wp( array( 'content' => 'all' ) );
		ob_end_flush();
		if ( ! fclose( $file ) || ! $whole ) { // phpcs:ignore WordPress.WP.AlternativeFunctions.file_system_operations_fclose
			WP_CLI::error( $name . ' could not be written: is there room?' );
		}
	}
}
