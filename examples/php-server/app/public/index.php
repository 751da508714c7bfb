<?php
declare(strict_types=1);

require dirname(__DIR__) . '/release.php';
require dirname(__DIR__) . '/page.php';

$release = release();
if ($release['slot'] !== null) {
    header('x-slot: ' . $release['slot']);
}
if (strtok($_SERVER['REQUEST_URI'], '?') === '/health') {
    header('content-type: application/json');
    header('cache-control: no-store');
    echo json_encode(['status' => 'ok'] + $release);
    return;
}
page($release, (string) ($_GET['user'] ?? ''));
