import type { Preview } from "../../../stages/ports/migrator.ts";
import type { Listed, Setup } from "../engine/declaration.ts";
import { hasStatement } from "../engine/down.ts";
import { listFiles, readMigration } from "../engine/files.ts";

const form = { tool: "golang-migrate", pattern: /^(\d+)_.*\.(?:up|down)\..+$/, example: "000001_add_x.up.sql" };
const downward = /^(\d+_.*)\.down\.(.+)$/;

/** The upward files by their numbers, and as golang-migrate does, what has a downward file alone. */
export async function listPairs(setup: Pick<Setup, "exec" | "migrations">): Promise<readonly Listed[]> {
  const files = (await listFiles(setup, form)).map((file) => ({ ...file, version: String(BigInt(file.version)) }));
  const ups = files.filter(({ name }) => !downward.test(name));
  const known = new Set(ups.map(({ version }) => version));
  const alone = files.filter(({ version }) => !known.has(version));
  return [...ups, ...alone].sort((a, b) => (BigInt(a.version) < BigInt(b.version) ? -1 : 1));
}

/** Both files of a pair. */
export async function previewOf(setup: Pick<Setup, "exec" | "migrations">, migration: Listed): Promise<Preview> {
  const isDownward = downward.test(migration.name);
  const source = isDownward ? "" : await readMigration(setup, migration);
  const down = await readDownward(setup, migration);
  const hasDown = down !== null && hasStatement(down);
  return { ...(source === null ? {} : { source, up: source }), hasDown, ...(hasDown ? { down } : {}) };
}

async function readDownward(setup: Pick<Setup, "exec" | "migrations">, { version }: Listed): Promise<string | null> {
  const files = await listFiles(setup, { ...form, pattern: /^(\d+)_.*\.down\..+$/ }).catch(() => []);
  const file = files.find((one) => String(BigInt(one.version)) === version);
  return file === undefined ? null : readMigration(setup, file);
}
