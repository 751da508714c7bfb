import { InputError } from "../../kit/errors.ts";
import { text } from "../../kit/fields.ts";
import type { Preview } from "../../stages/ports/migrator.ts";
import { laravelEnvironment } from "./artisan/environment.ts";
import { type Known, lookingWords, placeIn, readKnown } from "./artisan/look.ts";
import { pretendedSql } from "./artisan/pretended.ts";
import { identifier } from "./engine/catalogue.ts";
import type { Listed, Setup, Tool } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { readMigration } from "./engine/files.ts";
import { askTool, runTool } from "./engine/run.ts";
import { checkDestination } from "./frameworks/destination.ts";
import { hasPhpDown } from "./frameworks/php.ts";

const inputs = {
  "artisan-connection": text({
    description: "The connection of `config/database.php` that is migrated. Default: `pgsql`, `mysql` or `sqlite`.",
  }),
};
type Inputs = typeof inputs;

/** What Laravel said last, by setup. */
const known = new WeakMap<object, Known>();
const patience = { lock: 5000, statement: 60_000 };

const artisan: Tool<Inputs> = {
  name: "artisan",
  summary: "Laravel's `php artisan migrate`: classes in PHP, each in a batch of its own, those of packages as well.",
  dialects: ["postgres", "mysql", "mariadb", "sqlite"],
  install: "`composer install --no-dev`, and PHP 8",
  defaults: { command: "php artisan", migrations: "database/migrations", table: "migrations" },
  inputs,
  // Laravel applies whatever is pending, in the order of the names.
  isOrdered: false,
  async list(setup) {
    const { command, words } = lookingWords(setup);
    const looking = { ...setup, command };
    const asked = await runTool(artisan, looking, words, { limits: patience });
    const place = placeIn(asked.stdout);
    if (place !== null) checkDestination("artisan", place, setup.address, settingsHint);
    // Asked again, its failure is told in its own words.
    const told = readKnown(asked.code === 0 ? asked.stdout : (await askTool(artisan, looking, { words })).stdout);
    if (told.files.length === 0) throw noMigration(setup);
    known.set(setup, told);
    return told.files;
  },
  history: ({ table, address }) => ({
    table,
    sql: `SELECT migration FROM ${identifier(address.dialect, table)} ORDER BY batch, migration`,
    read: (rows) => rows.map(([version]) => ({ version: version ?? "" })),
  }),
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    if (source === null) return {};
    const hasDown = hasPhpDown(source);
    return { source, ...(hasDown === undefined ? {} : { hasDown }), ...(await pretend(setup, migration)) };
  },
  environment: (setup, limits) => laravelEnvironment(setup.address, setup.inputs["artisan-connection"], limits),
  apply: (setup) => ({ words: upWords(known.get(setup)?.folders ?? [setup.migrations]) }),
  applyNext: (_, migrations) => [{ words: upWords(migrations.flatMap(({ path }) => path ?? [])) }],
  // With the one file named, nothing happens where another one is the newest by now.
  rollBack: (_, { path }) => ({ words: downWords(path ?? "") }),
  said: ({ stdout, stderr }) => reason(`${stdout}\n${stderr}`),
  stoppedAt: ({ stdout }) => /^Migrating: (\S+)(?![\s\S]*^Migrated: {2}\1)/m.exec(stdout)?.[1] ?? null,
};

/** Laravel's migrations on PostgreSQL, MySQL, MariaDB and SQLite. */
export const artisanMigrator = declareMigrator(artisan);

const settingsHint =
  "Let `config/database.php` read DB_URL (or DATABASE_URL), DB_HOST, DB_PORT, DB_DATABASE, DB_USERNAME and DB_PASSWORD, and name its connection by `artisan-connection`: a rehearsal has to reach the copy.";

function upWords(paths: readonly string[]): readonly string[] {
  return ["migrate", "--force", "--step", "--realpath", "--no-interaction", ...paths.map((path) => `--path=${path}`)];
}

function downWords(path: string): readonly string[] {
  return ["migrate:rollback", "--force", "--step=1", "--realpath", "--no-interaction", `--path=${path}`];
}

/** `--pretend` creates the history table where there is none: it is asked only where there is one. */
async function pretend(setup: Setup<Inputs>, { version, path }: Listed): Promise<Preview> {
  const { hasTable, applied } = known.get(setup) ?? { hasTable: false, applied: [] };
  if (!hasTable || path === undefined) return {};
  const isApplied = applied.includes(version);
  if (isApplied && applied.at(-1) !== version) return {};
  const words = isApplied ? downWords(path) : upWords([path]);
  const result = await runTool(artisan, setup, [...words, "--pretend"], { limits: patience });
  const sql = result.code === 0 ? pretendedSql(result.stdout) : null;
  if (sql === null) return {};
  return isApplied ? { down: sql } : { up: sql };
}

function reason(output: string): string | null {
  return (
    /^\s*(SQLSTATE\[.+)$/m.exec(output)?.[1] ?? /^\s*In \S+ line \d+:\s*\n\s*\n?\s*(\S.*)$/m.exec(output)?.[1] ?? null
  );
}

function noMigration({ migrations }: Setup<Inputs>): InputError {
  const what = `\`${migrations}\` is not there or holds no migration (files like \`2026_01_31_120000_add_x.php\`)`;
  return new InputError([{ where: "artisan-migrations", what }], {
    hint: "Set `artisan-migrations` to the folder of the migration files, and check that the checkout holds it.",
  });
}
