<?php
// Takes what the discussion server tells, and only that. PARLEY_WEBHOOK_SECRET is what `parley webhook add` printed.
[$id, $time, $body] = [$_SERVER['HTTP_WEBHOOK_ID'] ?? '', $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '', file_get_contents('php://input')];
$secret = (string) getenv('PARLEY_WEBHOOK_SECRET');
$key = str_starts_with($secret, 'whsec_') ? base64_decode(substr($secret, strlen('whsec_')), true) : '';
if (!$key) {
    // Without a secret anybody could sign.
    http_response_code(500);
    exit;
}

$right = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$time.$body", $key, true));
$signed = array_filter(explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? ''), fn ($one) => hash_equals($right, $one));
if (!$signed || abs(time() - (int) $time) > 300) {
    http_response_code(401);
    exit;
}

// By $id you know what you had already: the same event can come twice.
$event = json_decode($body, true);
error_log("$id {$event['type']}");
http_response_code(204);
