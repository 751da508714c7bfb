import { dirname } from "node:path";
import { InputError } from "../../kit/errors.ts";
import { literal } from "./engine/catalogue.ts";
import type { Setup, Tool } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { readMigration } from "./engine/files.ts";
import { libpqOptions } from "./engine/limits.ts";
import { addressWithoutPassword } from "./supabase/address.ts";
import { listSupabase } from "./supabase/files.ts";
import { sameText } from "./supabase/same-text.ts";

const supabase: Tool = {
  name: "supabase",
  summary: "The Supabase CLI 3: SQL files of `supabase/migrations` on any PostgreSQL that it reaches by its address.",
  dialects: ["postgres"],
  install: "`npm install --save-dev supabase`, or https://github.com/supabase/cli/releases",
  defaults: {
    command: "supabase",
    migrations: "supabase/migrations",
    table: "supabase_migrations.schema_migrations",
    down: "supabase/rollback",
  },
  takesAnyFolder: true,
  stagedAs: "supabase/migrations",
  list: listSupabase,
  history: ({ table }) => {
    const [schema = "", name = ""] = table.includes(".") ? table.split(".") : ["public", table];
    return {
      schema,
      table: name,
      // Older versions of the CLI kept the version alone.
      sql: `SELECT version, to_jsonb(m)->>'name', to_jsonb(m)->>'statements' FROM ${placeOf(table)} m ORDER BY version`,
      read: (rows) =>
        rows.map(([version, called, statements]) => ({
          version: String(version),
          ...(called ? { name: called } : {}),
          ...(statements ? sameText(JSON.parse(statements) as string[] | null) : {}),
        })),
    };
  },
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    return source === null ? {} : { up: source, source };
  },
  environment: ({ address }, limits) => ({
    PGPASSWORD: address.password === "" ? undefined : address.password,
    PGOPTIONS: libpqOptions(limits),
    SUPABASE_DB_PASSWORD: undefined,
    DO_NOT_TRACK: "1",
    SUPABASE_TELEMETRY_DISABLED: "1",
  }),
  apply: (setup) => ({
    // Without `--remote` it is the local database that is migrated.
    words: [
      "db",
      "push",
      `--remote=${addressWithoutPassword(setup.address)}`,
      ...quiet,
      "--workdir",
      workFolder(setup),
    ],
  }),
  forget: ({ table }, { version }) => [`DELETE FROM ${placeOf(table)} WHERE version = ${literal("postgres", version)}`],
  stoppedAt: ({ stderr }) =>
    stderr
      .match(/^Applying migration (\S+?)\.{3}$/gm)
      ?.at(-1)
      ?.slice(19, -3) ?? null,
  said: ({ stdout }) => errorIn(stdout),
};

const quiet = ["--yes", "--skip-vault", "--output-format", "json"];

/** The folder above `supabase/migrations`, which cannot be called otherwise. */
function workFolder({ migrations }: Setup): string {
  if (migrations.endsWith("/supabase/migrations")) return dirname(dirname(migrations));
  throw new InputError([
    { where: "supabase-migrations", what: "has to end in `supabase/migrations`: the CLI takes no other" },
  ]);
}

function placeOf(table: string): string {
  return table
    .split(".")
    .map((name) => `"${name.replaceAll('"', '""')}"`)
    .join(".");
}

function errorIn(stdout: string): string | null {
  try {
    const { error } = JSON.parse(stdout) as { error?: { message?: string } };
    return error?.message ?? null;
  } catch {
    return null;
  }
}

/** Its `migration down` and `db reset`, which wipe the database, are never called: the way back is DOWN files of ours. */
export const supabaseMigrator = declareMigrator(supabase);
