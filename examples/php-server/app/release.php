<?php
declare(strict_types=1);

/** What this very folder is: its commit, version, slot, and how many percent of the users have the new feature. */
function release(): array
{
    $variables = variables('.env');
    return [
        'version' => $variables['APP_VERSION'] ?? null,
        'commit' => trim((string) @file_get_contents(__DIR__ . '/REVISION')),
        'slot' => slot(),
        'rollout' => (int) (variables('.env.rollout')['SERVICETITAN_ROLLOUT_PERCENTAGE'] ?? 0),
    ];
}

/** The slot whose link leads here. By readlink, because PHP remembers what realpath has said. */
function slot(): ?string
{
    foreach (['blue', 'green'] as $slot) {
        $link = (string) @readlink(dirname(__DIR__, 2) . "/$slot");
        if (basename($link) === basename(__DIR__)) {
            return $slot;
        }
    }
    return null;
}

/** True for the groups that go first, and for that share of everybody else. */
function hasFeature(string $user): bool
{
    $rollout = variables('.env.rollout');
    if (in_array($user, explode(',', $rollout['SERVICETITAN_ROLLOUT_USERS'] ?? ''), true)) {
        return $user !== '';
    }
    return crc32($user) % 100 < (int) ($rollout['SERVICETITAN_ROLLOUT_PERCENTAGE'] ?? 0);
}

function variables(string $file): array
{
    return parse_ini_string((string) @file_get_contents(__DIR__ . "/$file"), false, INI_SCANNER_RAW) ?: [];
}
