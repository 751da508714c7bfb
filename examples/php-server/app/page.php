<?php
declare(strict_types=1);

function page(array $release, string $user): void
{
    $titan = hasFeature($user) ? 'on' : 'off';
    echo "<!doctype html><title>Shop</title><h1>Welcome</h1><p>Version {$release['version']}, ServiceTitan $titan.</p>";
}
