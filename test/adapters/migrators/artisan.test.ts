import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { artisanMigrator } from "../../../src/adapters/migrators/artisan.ts";
import { applyAll, limits, type MigrationFile, migratorContract, orders, people } from "../../contracts/migrator.ts";
import { emptyMariadb, emptyPostgres } from "../../contracts/migrator-databases.ts";
import { type MariadbServer, startMariadb } from "../../servers/mariadb.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { type Application, applicationFixture, quoted } from "./frameworks.ts";

const config = (text: string) => `<?php return ${text};\n`;
const parts = `'url' => env('DATABASE_URL'), 'host' => env('DB_HOST'), 'port' => env('DB_PORT'), 'database' => env('DB_DATABASE'), 'username' => env('DB_USERNAME'), 'password' => env('DB_PASSWORD'), 'prefix' => ''`;
const providers = ["Cache\\Cache", "Foundation\\Providers\\ConsoleSupport", "Database\\Database"]
  .concat(["Filesystem\\Filesystem", "Queue\\Queue", "View\\View"])
  .map((name) => `Illuminate\\${name}ServiceProvider::class`);
const nameOf = ({ version, name }: MigrationFile) =>
  `${version.replace(/^(....)(..)(..)(......)$/, "$1_$2_$3_$4")}_${name}`;
const body = (statements: readonly string[]) =>
  quoted(statements)
    .map((sql) => `Illuminate\\Support\\Facades\\DB::statement(${sql});`)
    .join(" ");

/** The real Laravel of Debian around an application of nothing but migrations. */
const laravel: Application = {
  adapter: artisanMigrator,
  uninstalled: ["/no/such/php", "artisan"],
  files: {
    artisan:
      "<?php require 'vendor/autoload.php'; $app = require 'bootstrap/app.php'; exit($app->make(Illuminate\\Contracts\\Console\\Kernel::class)->handle(new Symfony\\Component\\Console\\Input\\ArgvInput, new Symfony\\Component\\Console\\Output\\ConsoleOutput));\n",
    "vendor/autoload.php": "<?php require '/usr/share/php/Illuminate/autoload.php';\n",
    "bootstrap/app.php": `<?php
if (!class_exists('Kernel', false)) { class Kernel extends Illuminate\\Foundation\\Console\\Kernel {} class Handler extends Illuminate\\Foundation\\Exceptions\\Handler {} }
$app = new Illuminate\\Foundation\\Application(dirname(__DIR__));
$app->singleton(Illuminate\\Contracts\\Console\\Kernel::class, Kernel::class);
$app->singleton(Illuminate\\Contracts\\Debug\\ExceptionHandler::class, Handler::class);
return $app;
`,
    "bootstrap/cache/.keep": "",
    "config/app.php": config(
      `['name' => 'Shop', 'env' => 'production', 'key' => 'base64:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', 'cipher' => 'AES-256-CBC', 'timezone' => 'UTC', 'locale' => 'en', 'fallback_locale' => 'en', 'providers' => [${providers.join(", ")}], 'aliases' => []]`,
    ),
    "config/database.php": config(
      `['default' => env('DB_CONNECTION'), 'migrations' => 'migrations', 'connections' => ['pgsql' => ['driver' => 'pgsql', ${parts}, 'schema' => 'public', 'charset' => 'utf8'], 'mysql' => ['driver' => 'mysql', ${parts}, 'charset' => 'utf8mb4', 'collation' => 'utf8mb4_unicode_ci']]]`,
    ),
    "config/cache.php": config(
      "['default' => 'array', 'stores' => ['array' => ['driver' => 'array']], 'prefix' => '']",
    ),
    "config/queue.php": config("['default' => 'sync', 'connections' => ['sync' => ['driver' => 'sync']]]"),
    "config/view.php": config("['paths' => [], 'compiled' => '/dev/null']"),
    "config/logging.php": config(
      "['default' => 'null', 'channels' => ['null' => ['driver' => 'monolog', 'handler' => Monolog\\Handler\\NullHandler::class]]]",
    ),
  },
  write: (file) => [
    `database/migrations/${nameOf(file)}.php`,
    `<?php return new class extends Illuminate\\Database\\Migrations\\Migration { public function up() { ${body(file.up)} } public function down() { ${body(file.down)} } };\n`,
  ],
};
const traits = { versionOf: nameOf, isOrdered: false, isReadable: false };

describe.runIf(can("postgres", "laravel"))("on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const make = async () => applicationFixture(laravel, await emptyPostgres(server));

  migratorContract("artisan", make, traits);

  test("the SQL is asked only where the history table is there, and of the newest for the way back", async () => {
    await using fixture = await make();
    const { migrator } = fixture;
    await fixture.add(people);
    const [first] = (await migrator.state()).pending;
    if (first === undefined) throw new Error("nothing is pending");
    expect(await migrator.preview(first)).toEqual({ source: expect.stringContaining("CREATE TABLE people") });
    await applyAll(migrator);
    await fixture.add(orders);
    const [next] = (await migrator.state()).pending;
    if (next === undefined) throw new Error("nothing is pending");
    expect((await migrator.preview(next)).up).toBe(`${orders.up[0]};\n`);
    expect((await migrator.preview(first)).down).toBe(`${people.down[0]};\n`);
    expect(await fixture.tables()).toEqual(["people"]);
  });

  test("all that came in one batch is taken back one by one", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.add(orders);
    await applyAll(fixture.migrator);
    const newest = (await fixture.migrator.state()).applied.at(-1);
    if (newest === undefined) throw new Error("not applied");
    await fixture.migrator.rollBack?.(newest, { limits });
    expect(await fixture.tables()).toEqual(["people"]);
  });

  test("a cached configuration and a .env file lead nobody to another database; settings of their own are refused", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.put("bootstrap/cache/config.php", "<?php throw new Exception('read');\n");
    await fixture.put(".env", "DB_SOCKET=/tmp/production\nDATABASE_URL=postgres://production/x\nDB_HOST=production\n");
    await applyAll(fixture.migrator);
    expect(await fixture.tables()).toEqual(["people"]);
    const fixed = laravel.files["config/database.php"]?.replaceAll("env('DATABASE_URL')", "'pgsql://u:p@production/x'");
    await fixture.put("config/database.php", fixed ?? "");
    await expect(fixture.migrator.state()).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("lead to `production"),
    });
  });

  test("files that a dump of the schema has replaced are not missed", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.add(orders);
    await applyAll(fixture.migrator);
    await fixture.remove(people);
    await fixture.put("database/schema/pgsql-schema.sql", `COPY migrations FROM stdin;\n1\t${nameOf(people)}\t1\n`);
    expect(await fixture.migrator.state()).toMatchObject({ problems: [], pending: [] });
  });
});

describe.runIf(can("mariadb", "laravel"))("on MariaDB", () => {
  let server: MariadbServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const make = async () => {
    const fixture = await applicationFixture(laravel, await emptyMariadb(server));
    // PDO takes no limit from outside: the lock would be awaited for as long as the server says.
    const { hold: _, ...rest } = fixture;
    return rest;
  };

  migratorContract("artisan", make, traits);
});
