import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Adapter } from "../../../src/kit/registry.ts";
import type { Migrator } from "../../../src/stages/ports/migrator.ts";
import { type MigrationFile, type MigratorFixture, wrongPassword } from "../../contracts/migrator.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import type { MariadbServer } from "../../servers/mariadb.ts";
import type { PostgresServer } from "../../servers/postgres.ts";

interface Client {
  connect(): Promise<void>;
  query(sql: string): Promise<unknown>;
  end(): Promise<void>;
}
// The package brings no types.
const pg: { Client: new (options: { connectionString: string }) => Client } = createRequire(import.meta.url)("pg");

const packages = join(import.meta.dirname, "../../../node_modules");

/** A program of the packages that the tests bring. */
export function programOf(name: string): readonly [string] {
  return [join(packages, ".bin", name)];
}

/** How one tool's migrations are laid out in a folder. */
export interface Layout {
  readonly adapter: Adapter<Migrator>;
  /** Inputs beside the address. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Files that every folder has, such as the tool's configuration. */
  readonly files?: Readonly<Record<string, string>>;
  add(folder: string, file: MigrationFile): Promise<void>;
  remove(folder: string, file: MigrationFile): Promise<void>;
  /** Tables that are the tool's own. */
  readonly own: readonly string[];
}

/** Opens an adapter by the inputs that a user would write; the rest has its defaults. */
export function openTool(
  adapter: Adapter<Migrator>,
  folder: string,
  given: Readonly<Record<string, unknown>>,
  effects: Effects = testEffects({ folder }),
): Migrator {
  const fields = Object.entries(adapter.inputs);
  const defaults = fields.map(([name, field]) => [
    name,
    field.default === undefined ? undefined : field.parse(field.default),
  ]);
  const inputs = { ...Object.fromEntries(defaults), ...given };
  return adapter.open(inputs, { effects, application: "shop", environment: "test" });
}

/** A folder in which the tool finds its packages, and its own files. */
export async function projectFolder({ files = {} }: Pick<Layout, "files">, path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  await symlink(packages, join(path, "node_modules")).catch(() => {});
  for (const [name, text] of Object.entries(files)) await writeIn(path, name, text);
  return path;
}

export async function writeIn(folder: string, name: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

export const removeIn = (folder: string, name: string) => rm(join(folder, name), { recursive: true, force: true });

let count = 0;
const nextName = () => `shop_${++count}`;

/** A new database on the server, and what a fixture asks it. */
interface Place {
  readonly url: string;
  readonly otherUrl: string;
  readonly absentUrl: string;
  readonly strangerUrl: string;
  tables(): Promise<readonly string[]>;
  wasCreated(): Promise<boolean>;
  hold?(table: string): Promise<AsyncDisposable>;
}

export async function onPostgres(server: PostgresServer): Promise<Place> {
  const [name, other] = [nextName(), nextName()];
  for (const one of [name, other]) await server.sql("postgres", `CREATE DATABASE ${one}`);
  const lines = async (database: string, sql: string) => (await server.sql(database, sql)).split("\n").filter(Boolean);
  return {
    url: server.url(name),
    otherUrl: server.url(other),
    absentUrl: server.url("absent"),
    strangerUrl: server.url(name, "admin", wrongPassword),
    tables: () => lines(name, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"),
    wasCreated: async () => (await lines("postgres", "SELECT datname FROM pg_database")).includes("absent"),
    async hold(table) {
      const client = new pg.Client({ connectionString: server.url(name) });
      await client.connect();
      await client.query(`BEGIN; LOCK TABLE ${table}`);
      return { [Symbol.asyncDispose]: () => client.end() };
    },
  };
}

export async function onMariadb(server: MariadbServer): Promise<Place> {
  const [name, other] = [nextName(), nextName()];
  for (const one of [name, other]) server.sql(`CREATE DATABASE ${one}`);
  const lines = (sql: string) => server.sql(sql).split("\n").filter(Boolean);
  return {
    url: server.url(name),
    otherUrl: server.url(other),
    absentUrl: server.url("absent"),
    strangerUrl: server.url(name, "owner", wrongPassword),
    tables: async () => lines(`SHOW TABLES FROM ${name}`).sort(),
    wasCreated: async () => lines("SHOW DATABASES").includes("absent"),
  };
}

/** The fixture of the contract for a tool, in a folder and a database of its own. */
export async function toolFixture(
  layout: Layout,
  place: Place,
): Promise<MigratorFixture & { readonly folder: string }> {
  const temporary = await temporaryFolder();
  const folder = await projectFolder(layout, join(temporary.path, "checkout"));
  const otherFolder = await projectFolder(layout, join(temporary.path, "release"));
  const { name } = layout.adapter;
  const open = (more: Readonly<Record<string, unknown>>) =>
    openTool(layout.adapter, folder, { [`${name}-url`]: place.url, ...layout.inputs, ...more });
  const { hold } = place;
  return {
    folder,
    migrator: open({}),
    absent: open({ [`${name}-url`]: place.absentUrl }),
    uninstalled: open({ [`${name}-command`]: ["no-such-program"] }),
    stranger: open({ [`${name}-url`]: place.strangerUrl }),
    otherUrl: place.otherUrl,
    otherFolder,
    add: (file, into = folder) => layout.add(into, file),
    remove: (file) => layout.remove(folder, file),
    tables: async () => (await place.tables()).filter((table) => !layout.own.includes(table)),
    wasCreated: place.wasCreated,
    ...(hold === undefined ? {} : { hold }),
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
}
