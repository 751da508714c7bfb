import { isAbsolute } from "node:path";
import { CommandError, InputError } from "../../../kit/errors.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { Listed, Setup } from "../engine/declaration.ts";
import type { Destination } from "../frameworks/destination.ts";

/** What Laravel itself knows of its migrations. */
export interface Known {
  /** Folders of migrations: those that packages bring, and the application's. */
  readonly folders: readonly string[];
  readonly files: readonly Listed[];
  readonly hasTable: boolean;
  /** In the order in which `migrate:rollback` takes them back, reversed. */
  readonly applied: readonly string[];
}

/**
 * `migrate:status` names no folders, forgets applied migrations without a file and fails without a table: Laravel's own
 * migrator is asked. It changes nothing. Files that a dump of the schema has replaced (`schema:dump --prune`) count as there.
 */
const script = `
require 'vendor/autoload.php';
$app = require 'bootstrap/app.php';
$app->make(Illuminate\\Contracts\\Console\\Kernel::class)->bootstrap();
$connection = $app->make('db')->connection();
$host = $connection->getConfig('host') ?? '';
echo "\\ndeploy-actions-place ", json_encode([
    'host' => is_array($host) ? implode(',', $host) : (string) $host,
    'port' => (string) $connection->getConfig('port'),
    'database' => (string) $connection->getDatabaseName(),
]), "\\n";
$migrator = $app->make('migrator');
$folders = array_values(array_unique(array_merge($migrator->paths(), [$argv[1]])));
$files = $migrator->getMigrationFiles($folders);
$has = $migrator->repositoryExists();
$ran = $has ? array_values($migrator->getRepository()->getRan()) : [];
$dumped = [];
foreach (glob($app->databasePath('schema').'/*') ?: [] as $dump) {
    preg_match_all('/\\\\b\\\\d{4}_\\\\d{2}_\\\\d{2}_\\\\d{6}_\\\\w+/', (string) file_get_contents($dump), $names);
    $dumped = array_merge($dumped, $names[0]);
}
foreach (array_intersect($ran, $dumped) as $name) $files[$name] = $files[$name] ?? '';
ksort($files);
echo "\\ndeploy-actions ", json_encode([
    'folders' => $folders, 'files' => (object) $files, 'has' => $has, 'ran' => $ran,
]), "\\n";`;

/** The words that make PHP tell it: `artisan` gives way to the script. */
export function lookingWords<F extends Fields>({ command, migrations }: Pick<Setup<F>, "command" | "migrations">) {
  const [program = "", artisan = ""] = command.slice(-2);
  if (command.length < 2 || !/(^|\/)php[\d.]*$/.test(program) || !/(^|\/)artisan$/.test(artisan)) {
    throw new InputError([{ where: "artisan-command", what: "does not end in `php artisan`" }], {
      hint: "Write `php artisan`, or what runs it elsewhere and then `php artisan`.",
    });
  }
  return { command: command.slice(0, -1) as [string, ...string[]], words: ["-r", script, "--", migrations] };
}

/** Where the settings lead: told before anything is asked there. */
export function placeIn(output: string): Destination | null {
  const line = /^deploy-actions-place (\{.*\})$/m.exec(output)?.[1];
  return line === undefined ? null : JSON.parse(line);
}

/** Takes the answer apart; whatever else the application prints is passed over. */
export function readKnown(output: string): Known {
  const line = /^deploy-actions (\{.*\})$/m.exec(output)?.[1];
  if (line === undefined) {
    throw new CommandError("Laravel did not tell its migrations", {
      exitCode: 0,
      output: output.slice(-2000),
      hint: "See that `vendor/autoload.php` and `bootstrap/app.php` are there (`composer install --no-dev`).",
    });
  }
  const { folders, files, has, ran } = JSON.parse(line) as Told;
  return {
    folders,
    files: Object.entries(files).map(([name, path]) => ({
      version: name,
      name,
      ...(isAbsolute(path) ? { path } : {}),
    })),
    hasTable: has,
    applied: ran,
  };
}

interface Told {
  readonly folders: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly has: boolean;
  readonly ran: readonly string[];
}
