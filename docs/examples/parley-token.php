<?php
// Answers the token of whoever is signed in; a stranger gets 401. Who that is, your own site knows.
session_start();
$user = $_SESSION['user'] ?? null;
header('Cache-Control: no-store');
if ($user === null) {
    http_response_code(401);
    exit;
}
$claims = [
    'iss' => getenv('SITE_ORIGIN'), 'aud' => getenv('PARLEY_URL'), 'sub' => (string) $user['id'], 'name' => $user['name'],
    'iat' => time(), 'exp' => time() + 300, 'jti' => bin2hex(random_bytes(16)),
];
$part = fn (string $text) => rtrim(strtr(base64_encode($text), '+/', '-_'), '=');
$body = $part('{"alg":"HS256","typ":"JWT"}') . '.' . $part(json_encode($claims, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR));
header('Content-Type: text/plain');
echo $body . '.' . $part(hash_hmac('sha256', $body, getenv('PARLEY_SSO_KEY'), true));
