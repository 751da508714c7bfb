import { join } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { Listed, Setup } from "../engine/declaration.ts";
import { saidBy } from "../engine/run.ts";
import { versionOf } from "./history.ts";
import { type Asked, askOffline, type Rows } from "./offline.ts";
import { said } from "./output.ts";
import { remembering } from "./unchanged.ts";

/** A changeset as Liquibase tells it. */
export interface Changeset extends Listed {
  readonly path: string;
  readonly checksum: string;
  readonly up: string;
  /** Its row in the history, below the names of the columns. */
  readonly rows: Rows;
  /** How many changesets before it are run every time, and so counted by `update-count`. */
  readonly everyTime: number;
  readonly isEveryTime: boolean;
}

/** The changesets of the root changelog, of every format, in the order in which they run. */
export function listChangesets(tool: Asked, setup: Setup, changelog: string): Promise<readonly Changeset[]> {
  return remembering(setup, () => readChangesets(tool, setup, changelog));
}

async function readChangesets(tool: Asked, setup: Setup, changelog: string): Promise<readonly Changeset[]> {
  if ((await setup.exec.readFile(join(setup.migrations, changelog))) === null) {
    throw wrong(`\`${join(setup.migrations, changelog)}\` is not there`);
  }
  const words = ["update-sql", `--changelog-file=${changelog}`];
  const { result, sql, rows } = await askOffline(tool, setup, words);
  if (result.code !== 0) throw wrong(`cannot be read by Liquibase: ${saidBy({ said }, result)}`);
  const [columns = [], ...told] = rows;
  if (told.length === 0) throw wrong("holds no changeset for this database");
  const cell = (row: readonly string[], name: string) => row[columns.indexOf(name)] ?? "";
  const versions = told.map((row) => versionOf(cell(row, "FILENAME"), cell(row, "ID"), cell(row, "AUTHOR")));
  const ups = partsOf(sql, versions);
  const paths = told.map((row) => join(setup.migrations, cell(row, "FILENAME")));
  const again = (await speaksOfEveryTime(setup, paths))
    ? new Set(partsOf((await askOffline(tool, setup, words, rows)).sql, versions).keys())
    : new Set<string>();
  return versions.map((version, index) => ({
    ...{ version, name: version, path: paths[index] ?? "", up: ups.get(version) ?? "" },
    checksum: cell(told[index] ?? [], "MD5SUM"),
    rows: [columns, told[index] ?? []],
    everyTime: versions.slice(0, index).filter((one) => again.has(one)).length,
    isEveryTime: again.has(version),
  }));
}

/** The SQL of each changeset, below the line that names it. */
export function partsOf(sql: string, versions: readonly string[]): ReadonlyMap<string, string> {
  const heads = new Map(versions.map((version) => [`-- Changeset ${version}`, version]));
  const parts = new Map<string, string>();
  let current: string | undefined;
  for (const line of sql.split("\n")) {
    current = heads.get(line.trimEnd()) ?? current;
    if (current !== undefined) parts.set(current, `${parts.get(current) ?? ""}${line}\n`);
  }
  return parts;
}

async function speaksOfEveryTime({ exec }: Setup, paths: readonly string[]): Promise<boolean> {
  for (const path of new Set(paths)) {
    if (/runAlways/i.test((await exec.readFile(path)) ?? "")) return true;
  }
  return false;
}

function wrong(what: string): InputError {
  return new InputError([{ where: "liquibase-changelog", what }], {
    hint: "Name the root changelog as DATABASECHANGELOG knows it, from `liquibase-migrations` on.",
  });
}
