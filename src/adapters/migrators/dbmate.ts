import { resolve } from "node:path";
import { CommandError, InputError } from "../../kit/errors.ts";
import type { CommandResult, Executor, Words } from "../../kit/executor.ts";
import { secret, text, words } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Migrator } from "../../stages/ports/migrator.ts";
import { identify, locate } from "../databases/sqlite/file.ts";
import { readHalves, readMigrations } from "./dbmate/files.ts";
import { compare, readHistory } from "./dbmate/history.ts";
import { sqlitePath, sqliteUrl } from "./dbmate/url.ts";

interface Setup {
  readonly exec: Executor;
  readonly command: Words;
  readonly folder: string;
  readonly database: string;
  readonly migrations: string;
  readonly table: string;
}

/** dbmate on a SQLite file; its own `status` is not asked, because it creates the database it does not find. */
export const dbmateMigrator = defineAdapter<Migrator>()({
  name: "dbmate",
  summary: "dbmate 2 on a SQLite file: numbered SQL files with an up and a down half.",
  inputs: {
    "dbmate-url": secret({
      description: "`sqlite:/absolute/file.db` or `sqlite:relative.db`; handed over as DATABASE_URL.",
      required: true,
    }),
    "dbmate-migrations": text({ description: "Folder of the migration files.", default: "db/migrations" }),
    "dbmate-command": words({ description: "How dbmate is called.", default: "dbmate" }),
    "dbmate-table": text({ description: "The table that tells what is applied.", default: "schema_migrations" }),
  },
  open(inputs, { effects }) {
    const { folder, exec } = effects;
    const database = sqlitePath(inputs["dbmate-url"], folder);
    const given = inputs["dbmate-migrations"];
    const common = { exec, folder, database, command: inputs["dbmate-command"], table: inputs["dbmate-table"] };
    const inFolder = (base: string): Migrator => ({
      ...migrator({ ...common, migrations: resolve(base, given) }),
      from: (other) => inFolder(resolve(folder, other)),
    });
    return inFolder(folder);
  },
});

function migrator(setup: Setup): Omit<Migrator, "from"> {
  return {
    identity: () => identify(setup.database, "dbmate-url"),
    async state() {
      const path = await locate(setup.database, "dbmate-url");
      const files = await readMigrations(setup.migrations);
      return compare(files, await readHistory(path, setup.table));
    },
    async preview({ name }) {
      return readHalves(setup.migrations, name);
    },
    async apply(signal) {
      const path = await locate(setup.database, "dbmate-url");
      await readMigrations(setup.migrations);
      const ended = await migrate(setup, path, signal);
      if (ended.code !== 0) throw failure(setup.command, ended);
    },
  };
}

async function migrate(setup: Setup, path: string, signal?: AbortSignal): Promise<CommandResult> {
  const { command, migrations, table, folder } = setup;
  const options = ["--no-dump-schema", "--env-file", "/dev/null", "--migrations-dir", migrations];
  try {
    // With `--strict` dbmate itself refuses what came in out of order between our look and its run.
    return await setup.exec.run([...command, ...options, "--migrations-table", table, "migrate", "--strict"], {
      cwd: folder,
      env: { DATABASE_URL: sqliteUrl(path) },
      okCodes: [1, 2],
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new InputError(
      [{ where: "dbmate-command", what: `\`${command[0]}\` is not installed here, or may not be executed` }],
      {
        hint: "Install it (`npm install --save-dev dbmate`, `brew install dbmate`, or https://github.com/amacneil/dbmate/releases), or name it by `dbmate-command`.",
        cause: error,
      },
    );
  }
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof CommandError)) return false;
  // EACCES is also the answer when a folder on PATH may not be searched.
  return ["ENOENT", "EACCES"].includes((error.cause as NodeJS.ErrnoException | undefined)?.code ?? "");
}

/** dbmate prints "Applied" for the migration that fails, too: only its last "Applying" and its exit code tell. */
function failure(command: Words, { code, stdout, stderr }: CommandResult): CommandError {
  const output = stderr.trim();
  const file = stdout
    .match(/^Applying: (.+)$/gm)
    ?.at(-1)
    ?.slice("Applying: ".length);
  const where = file === undefined ? "before the first migration" : `in migration \`${file}\``;
  const line = /^Error: (.+)$/m.exec(output)?.[1] ?? output.split("\n")[0] ?? "";
  const said = line === "" ? "it gave no reason" : line.slice(0, 400);
  return new CommandError(`\`${command[0]}\` stopped ${where} (exit code ${code}): ${said}`, {
    exitCode: code,
    output,
    hint:
      file === undefined
        ? "Correct what it names; nothing was applied."
        : `Earlier migrations stay applied. \`${file}\` was rolled back as a whole, unless it says \`transaction:false\`: then look what it has left.`,
  });
}
