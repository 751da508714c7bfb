import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Adapter } from "../../../src/kit/registry.ts";
import type { Migrator } from "../../../src/stages/ports/migrator.ts";
import type { MigrationFile, MigratorFixture } from "../../contracts/migrator.ts";
import type { EmptyDatabase } from "../../contracts/migrator-databases.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";

/** A framework's application in a folder, and how a migration is written in its language. */
export interface Application {
  readonly adapter: Adapter<Migrator>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** A command of the same form that no machine has. */
  readonly uninstalled: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** Path and text of the migration. */
  write(file: MigrationFile): readonly [string, string];
}

/** The fixture of the contract: the application in two folders, and a database. */
export interface ApplicationFixture extends MigratorFixture {
  readonly folder: string;
  put(name: string, text: string): Promise<void>;
  with(inputs: Readonly<Record<string, unknown>>): Migrator;
}

export async function applicationFixture(
  application: Application,
  database: EmptyDatabase,
): Promise<ApplicationFixture> {
  const temporary = await temporaryFolder();
  const [folder, otherFolder] = [join(temporary.path, "checkout"), join(temporary.path, "release")];
  const put = async (base: string, name: string, text: string) => {
    await mkdir(dirname(join(base, name)), { recursive: true });
    await writeFile(join(base, name), text, { mode: 0o755 });
  };
  for (const base of [folder, otherFolder]) {
    for (const [name, text] of Object.entries(application.files)) await put(base, name, text);
  }
  const { name } = application.adapter;
  const open = (more: Readonly<Record<string, unknown>>) =>
    openWith(application.adapter, folder, { [`${name}-url`]: database.url, ...application.inputs, ...more });
  const { hold } = database;
  return {
    folder,
    put: (path, text) => put(folder, path, text),
    with: open,
    migrator: open({}),
    absent: open({ [`${name}-url`]: database.absentUrl }),
    uninstalled: open({ [`${name}-command`]: application.uninstalled }),
    ...(database.strangerUrl === undefined ? {} : { stranger: open({ [`${name}-url`]: database.strangerUrl }) }),
    otherUrl: database.otherUrl,
    otherFolder,
    add: (file, base = folder) => put(base, ...application.write(file)),
    remove: (file) => rm(join(folder, application.write(file)[0])),
    tables: database.tables,
    wasCreated: database.wasCreated,
    ...(hold === undefined ? {} : { hold }),
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await temporary[Symbol.asyncDispose]();
    },
  };
}

/** Opens an adapter by the inputs that a user would write; the rest has its defaults. */
function openWith(adapter: Adapter<Migrator>, folder: string, given: Readonly<Record<string, unknown>>): Migrator {
  const defaults = Object.entries(adapter.inputs).map(([name, field]) => [
    name,
    field.default === undefined ? undefined : field.parse(field.default),
  ]);
  const inputs = { ...Object.fromEntries(defaults), ...given };
  return adapter.open(inputs, { effects: testEffects({ folder }), application: "shop", environment: "test" });
}

/** Statements as one text for a language that writes texts in double quotes. */
export const quoted = (statements: readonly string[]) => statements.map((sql) => JSON.stringify(sql));
