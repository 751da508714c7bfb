import type { Dialect } from "../../../core/judgement/finding.ts";
import { InputError } from "../../../kit/errors.ts";
import type { History, Listed, Recorded, Setup } from "./declaration.ts";

/** The history table's rows; none where there is no such table, which is asked of the catalogue: nothing is created. */
export async function readHistory(
  setup: Pick<Setup, "target" | "address">,
  history: History,
  files: readonly Listed[],
): Promise<readonly Recorded[]> {
  const { dialect } = setup.address;
  const [found] = await setup.target.read(existence(dialect, history));
  if (found === undefined || !["1", "t", "true"].includes(String(found[0]))) return [];
  return history.read(await setup.target.read(history.sql), files);
}

function existence(dialect: Dialect, { table, schema }: History): string {
  const text = (value: string) => literal(dialect, value);
  if (dialect === "sqlite") {
    return `SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ${text(table)} COLLATE NOCASE`;
  }
  if (dialect === "postgres") {
    const name = [...(schema === undefined ? [] : [schema]), table].map((part) => identifier(dialect, part)).join(".");
    return `SELECT CASE WHEN to_regclass(${text(name)}) IS NULL THEN 0 ELSE 1 END`;
  }
  const where = schema === undefined ? "DATABASE()" : text(schema);
  return `SELECT 1 FROM information_schema.tables WHERE table_schema = ${where} AND table_name = ${text(table)}`;
}

/** A name in SQL, quoted. */
export function identifier(dialect: Dialect, name: string): string {
  const mark = dialect === "mysql" || dialect === "mariadb" ? "`" : '"';
  return `${mark}${name.replaceAll(mark, mark + mark)}${mark}`;
}

/** A text in SQL, quoted. Backslashes mean something else from server to server and are refused. */
export function literal(dialect: Dialect, value: string): string {
  if (value.includes("\0") || (value.includes("\\") && (dialect === "mysql" || dialect === "mariadb"))) {
    throw new InputError(`\`${value.replaceAll("\0", "?")}\` has a character that no name or version may have`);
  }
  return `'${value.replaceAll("'", "''")}'`;
}
