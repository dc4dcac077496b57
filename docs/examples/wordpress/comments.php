<?php defined('ABSPATH') || exit; ?>
<div data-parley data-url="<?= esc_url(get_permalink()) ?>" data-token-url="<?= esc_url(admin_url('admin-ajax.php?action=parley_token')) ?>">
  <a href="<?= esc_url(PARLEY_URL . '/embed/discussion?url=' . rawurlencode(get_permalink())) ?>"><?php esc_html_e('Comments') ?></a>
</div>
