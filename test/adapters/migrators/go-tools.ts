import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Adapter } from "../../../src/kit/registry.ts";
import type { Migrator } from "../../../src/stages/ports/migrator.ts";
import type { MigrationFile, MigratorFixture } from "../../contracts/migrator.ts";
import type { EmptyDatabase } from "../../contracts/migrator-databases.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";

/** How one tool lays out its migrations below `migrations`: the files of one of them by their names. */
export interface Layout {
  readonly adapter: Adapter<Migrator>;
  readonly inputs: Readonly<Record<string, unknown>>;
  files(file: MigrationFile): Readonly<Record<string, string>>;
}

/** The statements as a file holds them. */
export const sqlOf = (statements: readonly string[]) => statements.map((sql) => `${sql};\n`).join("");

export interface GoFixture extends MigratorFixture {
  readonly folder: string;
  /** The same adapter with other inputs. */
  open(more: Readonly<Record<string, unknown>>): Migrator;
}

/** The fixture of the contract for a tool whose migrations are files of SQL. */
export async function goFixture({ adapter, inputs, files }: Layout, database: EmptyDatabase): Promise<GoFixture> {
  const temporary = await temporaryFolder();
  const [folder, otherFolder] = [join(temporary.path, "checkout"), join(temporary.path, "release")];
  for (const one of [folder, otherFolder]) await mkdir(join(one, "migrations"), { recursive: true });
  const { name } = adapter;
  const defaults = Object.entries(adapter.inputs).map(([key, field]) => [
    key,
    field.default === undefined ? undefined : field.parse(field.default),
  ]);
  const context = { effects: testEffects({ folder }), application: "shop", environment: "test" };
  const url = `${name}-url`;
  const open = (more: Readonly<Record<string, unknown>>) =>
    adapter.open({ ...Object.fromEntries(defaults), [url]: database.url, ...inputs, ...more }, context);
  const { strangerUrl, otherUrl, tables, wasCreated, hold } = database;
  return {
    ...{ folder, otherFolder, otherUrl, tables, wasCreated, hold, open },
    migrator: open({}),
    absent: open({ [url]: database.absentUrl }),
    uninstalled: open({ [`${name}-command`]: ["no-such-program"] }),
    ...(strangerUrl === undefined ? {} : { stranger: open({ [url]: strangerUrl }) }),
    async add(file, into = folder) {
      for (const [file_, text] of Object.entries(files(file))) await writeFile(join(into, "migrations", file_), text);
    },
    async remove(file) {
      for (const file_ of Object.keys(files(file))) await rm(join(folder, "migrations", file_));
    },
    async [Symbol.asyncDispose]() {
      await temporary[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
